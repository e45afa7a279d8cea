package dev.pairplane.publishing.outbound.webhook;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A real HTTP server on a free port of this machine that answers as it is told, also badly.
public final class Receiver implements AutoCloseable {

    private final Vertx vertx;
    private final HttpServer server;
    private final List<Received> received = new CopyOnWriteArrayList<>();

    /// What came in.
    ///
    /// @param authority host and port that were asked for
    /// @param headers names in lower case
    /// @param serverName what TLS named (SNI); empty without
    public record Received(
            String method,
            String uri,
            String version,
            String authority,
            Map<String, String> headers,
            byte[] body,
            String serverName) {

        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /// Speaks plain HTTP.
    ///
    /// @param answer called when the whole request is there; may also not answer
    public Receiver(Handler<HttpServerRequest> answer) throws Exception {
        this(new HttpServerOptions(), answer);
    }

    /// @param options of the server, for TLS
    public Receiver(HttpServerOptions options, Handler<HttpServerRequest> answer) throws Exception {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        server =
                vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0))
                        .requestHandler(request ->
                                request.body()
                                        .onSuccess(body -> {
                                            keep(request, body);
                                            answer.handle(request);
                                        }));
        server.listen().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /// Answers everything alike.
    public static Receiver answering(int status, String body) throws Exception {
        return new Receiver(request -> request.response().setStatusCode(status).end(body));
    }

    private void keep(HttpServerRequest request, Buffer body) {
        var headers = new TreeMap<String, String>();
        request.headers()
                .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        received.add(
                new Received(
                        request.method().name(),
                        request.uri(),
                        request.version().name(),
                        String.valueOf(request.authority()),
                        headers,
                        body.getBytes(),
                        Optional.ofNullable(request.connection().indicatedServerName())
                                .orElse("")));
    }

    public int port() {
        return server.actualPort();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /// All requests so far, in order.
    public List<Received> received() {
        return List.copyOf(received);
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
