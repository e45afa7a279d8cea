package dev.pairplane.difftracker.inbound.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.engine.Snapshot;
import dev.pairplane.difftracker.inbound.admin.Access;
import dev.pairplane.difftracker.inbound.admin.ServedRoutes;
import dev.pairplane.difftracker.inbound.admin.Situations;
import dev.pairplane.difftracker.inbound.admin.Snapshots;
import dev.pairplane.difftracker.telemetry.Pictures;
import dev.pairplane.observability.http.BearerTokens;
import dev.pairplane.observability.http.SecurityHeaders;
import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.Template;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsolePageTest {
    private final AtomicReference<Snapshot> now = new AtomicReference<>(Situations.mixed());
    private ServedRoutes routes = serve(true);

    private ServedRoutes serve(boolean anonymous) {
        Engine engine =
                Engine.builder()
                        .addDefaults()
                        .addValueResolver(new ReflectionValueResolver())
                        .addResultMapper(new HtmlEscaper(List.of("text/html")))
                        .build();
        engine.putTemplate("console/layout", html(engine, "console/layout.html"));
        Snapshots snapshots =
                new Snapshots(
                        taker -> taker.accept(now.get()), Pictures::busy, Duration.ofSeconds(20));
        Access access = new Access(new BearerTokens(List::of, anonymous, InstantSource.system()));
        return new ServedRoutes(
                new ConsolePage(
                                html(engine, "difftracker.html"),
                                "0.1.0",
                                "prod-eu",
                                snapshots,
                                access)
                        ::attach);
    }

    /// Without its type a template is plain text, and nothing in it is escaped.
    private static Template html(Engine engine, String name) {
        return engine.parse(resource(name), Variant.forContentType(Variant.TEXT_HTML), name);
    }

    private static String resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(
                        ConsolePageTest.class.getResourceAsStream("/templates/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() {
        routes.close();
    }

    private String page(String path) throws Exception {
        HttpResponse<String> response = routes.get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    @Test
    void theRootLeadsToTheConsole() throws Exception {
        HttpResponse<String> response = routes.get("/");

        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(response.headers().firstValue("location")).contains("/console");
    }

    @Test
    void showsThePhaseTheTotalsAndEveryService() throws Exception {
        String page = page("/console");

        assertThat(page)
                .contains("<title>prod-eu · difftracker</title>", "difftracker 0.1.0")
                .containsPattern("class=\"pill ok\"[^>]*>running</span>")
                .contains("services wanted", "gateway read", "1 min 30 s ago")
                .contains("shop/web", "20.0.0.1", "2 h 01 min", ">created</span>")
                .contains("shop/api", "a worker is at it", ">now<")
                .contains(
                        "shop/queue",
                        "parked: retries_exceeded",
                        "in 12 s",
                        "429 throttled (wanted again after that)")
                .contains("3 of 3, page 1 of 1");
        assertThat(page.indexOf("shop/queue")).isLessThan(page.indexOf("shop/web"));
    }

    @Test
    void showsWhatTheBrakeHolds() throws Exception {
        now.set(Situations.held());

        assertThat(page("/console"))
                .containsPattern("class=\"pill bad\"[^>]*>held_by_brake</span>")
                .contains("Held by the brake", "load balancer svc-x", "waits")
                .contains("no service");
    }

    @ParameterizedTest
    @CsvSource({
        "'?q=queue', shop/queue, shop/web",
        "'?state=created', shop/web, shop/queue",
        "'?q=WEB&state=created', shop/web, shop/api"
    })
    void findsServices(String query, String found, String other) throws Exception {
        assertThat(page("/console" + query)).contains(found).doesNotContain(other);
    }

    @Test
    void showsManyServicesInPagesWithTroubleFirst() throws Exception {
        now.set(Situations.many(2_000));

        String first = page("/console");

        assertThat(first)
                .contains("100 of 2,000, page 1 of 20", "page=2\">Next</a>", "shop/s-1900")
                .doesNotContain("Previous")
                .hasSizeLessThan(60_000);
        assertThat(page("/console?page=20"))
                .contains("page 20 of 20", "Previous", "shop/s-1999")
                .doesNotContain("Next</a>");
        assertThat(page("/console?page=999")).contains("page 20 of 20");
    }

    @Test
    void theFiguresComeAloneForARefreshAndKeepWhatIsLookedFor() throws Exception {
        String figures = page("/console/figures?q=a%22b&state=created&page=1");

        assertThat(figures)
                .contains(
                        "hx-get=\"/console/figures?state=created&amp;q=a%22b&amp;page=1\"",
                        "<div id=\"figures\"")
                .containsPattern("id=\"phase\"[^>]*hx-swap-oob=\"true\"")
                .doesNotContain("<html", "<form", "<header");
    }

    @Test
    void thePageItselfHasThePhaseOnce() throws Exception {
        assertThat(page("/console")).containsOnlyOnce("id=\"phase\"").doesNotContain("hx-swap-oob");
    }

    @Test
    void textOfAServiceIsNeverMarkup() throws Exception {
        String hostile = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>{now.phase}";
        now.set(Situations.named(hostile, hostile));

        for (String path : List.of("/console", "/console/figures", "/console?q=%3Cscript%3E")) {
            assertThat(page(path)).contains("&lt;script&gt;").doesNotContain("<script>", "<img");
        }
        assertThat(page("/console")).contains("{now.phase}");
    }

    @Test
    void saysNothingInlineAndNothingFromElsewhere() throws Exception {
        for (String path : List.of("/console", "/console/figures")) {
            HttpResponse<String> response = routes.get(path);

            assertThat(response.headers().firstValue("content-security-policy"))
                    .contains(SecurityHeaders.PAGE_POLICY);
            assertThat(response.body()).doesNotContain("http:", "https:", " style=", "<script>");
        }
    }

    @Test
    void nobodyLooksWithoutATokenUnlessAnybodyMay() throws Exception {
        routes.close();
        routes = serve(false);

        assertThat(routes.get("/console").statusCode()).isEqualTo(401);
        assertThat(routes.get("/console/figures").statusCode()).isEqualTo(401);
        assertThat(routes.get("/console/style.css").statusCode()).isEqualTo(200);
    }
}
