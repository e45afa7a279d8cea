package dev.pairplane.publishing.inbound.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The console in the Chromium of this machine; skipped where there is none (Debian: `apt-get
/// install chromium`). Nothing is downloaded.
///
/// Publishing invariant 106
class ConsoleBrowserTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path SCREENSHOTS = Path.of("target/console");

    private static Playwright playwright;
    private static Browser browser;

    private final List<String> complaints = new ArrayList<>();
    private ServedConsole console;
    private Page page;

    @BeforeAll
    static void launch() {
        Assumptions.assumeTrue(
                Files.isExecutable(CHROMIUM),
                "there is no " + CHROMIUM + " (Debian: apt-get install chromium)");
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(CHROMIUM)
                                        .setChromiumSandbox(false)
                                        .setArgs(
                                                List.of(
                                                        "--disable-gpu",
                                                        "--disable-dev-shm-usage")));
    }

    @AfterAll
    static void quit() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        console = ServedConsole.strict();
        page = browser.newPage();
        // A breach of the content security policy is an error on the browser's console.
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.location() + " " + message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequest(request -> {
            if (!request.url().startsWith(console.uri("/").toString())) {
                complaints.add("elsewhere: " + request.url());
            }
        });
    }

    @AfterEach
    void close() {
        page.close();
        console.close();
    }

    private void signIn() {
        page.navigate(console.uri("/console").toString());
        assertThat(page.locator("input[name=token]")).isFocused();
        page.keyboard().type("work");
        page.keyboard().press("Enter");
        assertThat(page.locator("#visitor")).hasText("ops, operator");
    }

    @Test
    void signsInWatchesTheOverviewAndSendsALetterAgainByKeyboardAlone() throws Exception {
        console.queue.deadLetter("f-1", "<script>document.body.dataset.broken='yes'</script>");
        signIn();
        page.evaluate("document.body.dataset.seen = 'yes'");
        assertThat(page.locator("#mode")).hasText("normal");
        var delivered =
                page.locator("#totals .card")
                        .filter(new Locator.FilterOptions().setHasText("delivered"));
        assertThat(delivered.locator(".figure")).hasText("0");
        shot("overview.png");

        console.queue.submit("f-2", "good", "x");

        assertThat(delivered.locator(".figure")).hasText("1");
        assertThat(page.evaluate("document.body.dataset.seen")).isEqualTo("yes");
        assertThat(page.locator("meter")).hasCount(3);

        page.navigate(console.uri("/console/dead-letters").toString());
        page.locator("tbody a").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("Dead letter");
        shot("letter.png");
        assertThat(page.locator("#replay button")).isHidden();
        page.locator("#replay summary").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#replay button")).isVisible();
        page.keyboard().press("Tab");
        console.queue.answers("bad", 200, "");
        page.keyboard().press("Enter");

        assertThat(page.locator("h1")).hasText("Job");
        assertThat(page.locator("#state")).hasText("succeeded");
        assertThat(page.evaluate("document.body.dataset.broken")).isNull();
        assertThat(complaints).isEmpty();
    }

    @Test
    void everyPageFitsANarrowDarkScreenAndComplainsOfNothing() throws Exception {
        console.queue.deadLetter("f-".repeat(60), "x".repeat(300));
        signIn();
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        page.setViewportSize(400, 900);

        for (String path : List.of("", "/targets", "/jobs", "/dead-letters")) {
            page.navigate(console.uri("/console" + path).toString());
            assertThat(
                            page.evaluate(
                                    "document.documentElement.scrollWidth"
                                            + " <= document.documentElement.clientWidth"))
                    .as(path + " fits")
                    .isEqualTo(true);
            shot("narrow" + path.replace('/', '-') + ".png");
        }
        assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(20, 23, 26)");
        assertThat(complaints).isEmpty();
    }

    private void shot(String name) {
        page.screenshot(
                new Page.ScreenshotOptions().setFullPage(true).setPath(SCREENSHOTS.resolve(name)));
    }
}
