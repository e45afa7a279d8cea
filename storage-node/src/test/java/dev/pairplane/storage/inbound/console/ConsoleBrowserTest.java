package dev.pairplane.storage.inbound.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
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
    void open() throws IOException {
        console = new ServedConsole();
        page = browser.newPage();
        // A breach of the content security policy is an error on the browser's console.
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.location() + " " + message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequestFailed(request -> complaints.add("failed: " + request.url()));
        page.navigate(console.uri("/").toString());
    }

    @AfterEach
    void close() {
        page.close();
        console.close();
    }

    @Test
    void showsTheNodeWithoutAComplaintOfTheBrowser() {
        PlaywrightAssertions.assertThat(page).hasTitle("storage-node-1 · storage-node");
        PlaywrightAssertions.assertThat(page.locator("h1")).hasText("storage-node-1");
        PlaywrightAssertions.assertThat(page.locator("#state")).hasText("operational");
        PlaywrightAssertions.assertThat(page.locator(".card"))
                .hasCount(console.view.get().cards().stream().mapToInt(c -> c.rows().size()).sum());
        assertThat(page.evaluate("getComputedStyle(document.querySelector('.cards')).display"))
                .isEqualTo("grid");
        assertThat(complaints).isEmpty();
        shot("wide.png");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        page.setViewportSize(400, 900);
        assertThat(
                        page.evaluate(
                                "document.documentElement.scrollWidth"
                                        + " <= document.documentElement.clientWidth"))
                .as("fits a narrow screen")
                .isEqualTo(true);
        shot("narrow.png");
    }

    @Test
    void keepsFiguresAndStateFreshWithoutLoadingThePageAgain() {
        page.evaluate("document.body.dataset.seen = 'yes'");
        NodeView next = ServedConsole.node("storage-node-1", "5");
        console.view.set(new NodeView(next.nodeId(), "read_only", "bad", next.cards()));

        PlaywrightAssertions.assertThat(page.locator(".card .figure").first()).hasText("5");
        PlaywrightAssertions.assertThat(page.locator("#state")).hasText("read_only");
        PlaywrightAssertions.assertThat(page.locator("#state.bad")).hasCount(1);

        // And once more: what came with the first refresh goes on asking.
        console.view.set(ServedConsole.node("storage-node-1", "6"));
        PlaywrightAssertions.assertThat(page.locator(".card .figure").first()).hasText("6");
        PlaywrightAssertions.assertThat(page.locator("#state")).hasText("operational");
        assertThat(page.evaluate("document.body.dataset.seen")).isEqualTo("yes");
        assertThat(complaints).isEmpty();
    }

    @Test
    void runsNothingThatANodeIdSays() {
        String hostile = "<img src=x onerror=\"document.body.dataset.broken='yes'\">";
        console.view.set(new NodeView(hostile, "operational", "ok", List.of()));

        page.reload();

        PlaywrightAssertions.assertThat(page.locator("h1")).hasText(hostile);
        PlaywrightAssertions.assertThat(page.locator("img")).hasCount(0);
        assertThat(page.evaluate("document.body.dataset.broken")).isNull();
        assertThat(complaints).isEmpty();
    }

    private void shot(String name) {
        page.screenshot(
                new Page.ScreenshotOptions().setFullPage(true).setPath(SCREENSHOTS.resolve(name)));
    }
}
