package dev.pairplane.publishing.inbound.console;

import dev.pairplane.observability.console.Console;
import dev.pairplane.observability.http.BearerTokens;
import dev.pairplane.observability.http.BearerTokens.Token;
import dev.pairplane.observability.logging.Secret;
import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.TemplateLocator.TemplateLocation;
import io.quarkus.qute.Variant;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// The console with its real templates on a port of its own. The tokens are `look`, `work`, `rule`
/// and `send`, of one of each role.
final class ServedConsole implements AutoCloseable {
    static final List<Token> TOKENS =
            List.of(
                    Token.of("desk", BearerTokens.READ_ONLY, Secret.of("look")),
                    Token.of("ops", BearerTokens.OPERATOR, Secret.of("work")),
                    Token.of("root", BearerTokens.ADMIN, Secret.of("rule")),
                    Token.of("prometheus", BearerTokens.SUBMITTER, Secret.of("send")));

    final TestCore queue = new TestCore();
    final AtomicReference<List<Token>> tokens = new AtomicReference<>(TOKENS);
    private final AtomicLong later = new AtomicLong();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    ServedConsole(boolean anonymous, ConsoleSettings settings) throws Exception {
        Router router = Router.router(vertx);
        new ConsolePages(
                        engine(),
                        "0.1.0",
                        List.of(new Console.Link("difftracker", "http://127.0.0.1:8083/console")),
                        queue.core,
                        queue.core::ready,
                        new BearerTokens(tokens::get, anonymous, InstantSource.system()),
                        new SecureRandom(),
                        InstantSource.system(),
                        () -> System.nanoTime() + later.get(),
                        settings)
                .attach(router);
        server =
                vertx.createHttpServer()
                        .requestHandler(router)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
    }

    static ServedConsole strict() throws Exception {
        return new ServedConsole(false, ConsoleSettings.DEFAULTS);
    }

    /// As in the service: found by name, and HTML, so that everything in them is escaped.
    private static Engine engine() {
        return Engine.builder()
                .addDefaults()
                .addValueResolver(new ReflectionValueResolver())
                .addResultMapper(new HtmlEscaper(List.of("text/html")))
                .addLocator(ServedConsole::locate)
                .build();
    }

    private static Optional<TemplateLocation> locate(String name) {
        InputStream in = ServedConsole.class.getResourceAsStream("/templates/" + name + ".html");
        if (in == null) {
            return Optional.empty();
        }
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
        return Optional.of(
                new TemplateLocation() {
                    @Override
                    public Reader read() {
                        return reader;
                    }

                    @Override
                    public Optional<Variant> getVariant() {
                        return Optional.of(Variant.forContentType(Variant.TEXT_HTML));
                    }
                });
    }

    /// Lets the time of the sessions pass.
    void pass(Duration time) {
        later.addAndGet(time.toNanos());
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + path);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        queue.close();
    }
}
