package dev.pairplane.observability.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.observability.http.SecurityHeaders;
import io.quarkus.qute.Engine;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.Template;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private static final String PAGE =
            """
            {#include console/layout}
            {#title}Overview{/title}
            {#status}<span class="pill ok">ready</span>{/status}
            <p>{name}</p>
            {/include}
            """;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Engine engine =
            Engine.builder()
                    .addDefaults()
                    .addValueResolver(new ReflectionValueResolver())
                    .addResultMapper(new io.quarkus.qute.HtmlEscaper(List.of("text/html")))
                    .build();
    private HttpServer server = vertx.createHttpServer();

    @BeforeEach
    void serve() throws Exception {
        engine.putTemplate(
                "console/layout", engine.parse(resource("/templates/console/layout.html")));
        Template page = engine.parse(PAGE);
        Console.Frame frame =
                new Console.Frame(
                        "storage-node", "0.1.0", List.of(new Console.Link("Overview", "/console")));
        Router router = Router.router(vertx);
        Console console = new Console(router, InstantSource.system());
        router.get("/console/gone")
                .handler(context ->
                        console.answer(
                                context,
                                _ ->
                                        new Console.Reply.Shown(
                                                410,
                                                page.data("frame", frame).data("name", "gone"))));
        router.post("/console/form")
                .handler(context ->
                        console.answer(context, _ -> new Console.Reply.Moved("/console/gone")));
        console.page("/", _ -> page.data("frame", frame).data("name", "node-1"))
                .page(
                        "/broken",
                        _ -> {
                            throw new IOException("no data");
                        });
        server =
                server.requestHandler(router)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(ConsoleTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void servesAPageInTheSharedLayout() throws Exception {
        HttpResponse<String> response = get("/console");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type"))
                .contains("text/html; charset=utf-8");
        assertThat(response.headers().firstValue("content-security-policy"))
                .contains(SecurityHeaders.PAGE_POLICY);
        assertThat(response.body())
                .contains("<title>Overview · storage-node</title>")
                .contains("<h1>Overview</h1>")
                .contains("<a href=\"/console\">Overview</a>")
                .contains("<p>node-1</p>")
                .contains("<span class=\"pill ok\">ready</span>")
                .contains("storage-node 0.1.0")
                .doesNotContain("http://", "https://", " style=", "onclick");
    }

    @Test
    void servesItsOwnStyleAndScript() throws Exception {
        assertThat(get("/console/style.css").headers().firstValue("content-type"))
                .contains("text/css; charset=utf-8");
        assertThat(get("/console/style.css").body()).contains(".pill.ok");
        assertThat(get("/console/icon.svg").headers().firstValue("content-type"))
                .contains("image/svg+xml");
        assertThat(get("/console/htmx.js").headers().firstValue("content-type"))
                .contains("text/javascript; charset=utf-8");
        assertThat(get("/console/htmx.js").body()).contains("2.0.4");
    }

    @Test
    void answersWithAPageThatHasAStatusOfItsOwn() throws Exception {
        HttpResponse<String> response = get("/console/gone");

        assertThat(response.statusCode()).isEqualTo(410);
        assertThat(response.body()).contains("<p>gone</p>");
    }

    @Test
    void sendsTheBrowserOnAfterAForm() throws Exception {
        HttpResponse<String> response =
                client.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + server.actualPort()
                                                        + "/console/form"))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(303);
        assertThat(response.headers().firstValue("location")).contains("/console/gone");
    }

    @Test
    void answersWithAProblemWhenAPageFails() throws Exception {
        HttpResponse<String> response = get("/console/broken");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).contains("internal_error").doesNotContain("no data");
    }
}
