package dev.pairplane.storage.inbound.console;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.Template;
import io.quarkus.qute.Variant;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/// The console with its real templates on a port of its own, showing what a test sets.
final class ServedConsole implements AutoCloseable {
    final AtomicReference<NodeView> view = new AtomicReference<>(node("storage-node-1", "4"));
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    ServedConsole() throws IOException {
        Engine engine =
                Engine.builder()
                        .addDefaults()
                        .addValueResolver(new ReflectionValueResolver())
                        .addResultMapper(new HtmlEscaper(List.of("text/html")))
                        .build();
        engine.putTemplate("console/layout", html(engine, "console/layout.html"));
        Router router = Router.router(vertx);
        new ConsolePage(html(engine, "node.html"), "0.1.0", view::get).attach(router);
        server =
                vertx.createHttpServer()
                        .requestHandler(router)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
    }

    /// Without its type a template is plain text, and nothing in it is escaped.
    private static Template html(Engine engine, String name) throws IOException {
        return engine.parse(resource(name), Variant.forContentType(Variant.TEXT_HTML), name);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        ServedConsole.class.getResourceAsStream("/templates/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + path);
    }

    /// What a node in good health shows.
    static NodeView node(String id, String segments) {
        return new NodeView(
                id,
                "operational",
                "ok",
                List.of(
                        new NodeView.Card(
                                "Commit log",
                                List.of(
                                        new NodeView.Row("segments in force", segments),
                                        new NodeView.Row("size", "181.3 MiB"),
                                        new NodeView.Row("active segment", "17"),
                                        new NodeView.Row("last sequence number", "1,048,211"),
                                        new NodeView.Row("written, not synced", "0 B"))),
                        new NodeView.Card(
                                "Memtable",
                                List.of(
                                        new NodeView.Row("keys", "40,213"),
                                        new NodeView.Row("live data", "31.7 MiB"),
                                        new NodeView.Row("of its limit", "49 %"))),
                        new NodeView.Card(
                                "Syncs, the last 1,024",
                                List.of(
                                        new NodeView.Row("since the start", "90,412"),
                                        new NodeView.Row("median", "1.20 ms"),
                                        new NodeView.Row("99 of 100 within", "4.71 ms"),
                                        new NodeView.Row("longest", "18.02 ms"))),
                        new NodeView.Card(
                                "Last start",
                                List.of(
                                        new NodeView.Row("after a crash", "no"),
                                        new NodeView.Row("records replayed", "957,799"),
                                        new NodeView.Row("torn bytes dropped", "0"),
                                        new NodeView.Row("records lost", "0"),
                                        new NodeView.Row("took", "812.44 ms")))));
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
