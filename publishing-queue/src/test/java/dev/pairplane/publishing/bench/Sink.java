package dev.pairplane.publishing.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/// Takes every delivery at once, and knows when each alert was due. Lean, because it shares the
/// processors with what is measured.
final class Sink {
    /// Before the number of an alert, in its fingerprint.
    static final String MARK = "bench-";

    private static final byte[] FIELD =
            ("\"fingerprint\":\"" + MARK).getBytes(StandardCharsets.US_ASCII);

    private final HttpServer server;
    private final AtomicLongArray due;
    private final Latencies latencies;
    private final AtomicInteger strange = new AtomicInteger();

    /// @param alerts how many there can be
    Sink(Vertx vertx, int alerts, int targets) throws Exception {
        due = new AtomicLongArray(alerts);
        latencies = new Latencies(alerts * targets + 1000);
        server =
                vertx.createHttpServer(
                                new HttpServerOptions()
                                        .setHost("127.0.0.1")
                                        .setPort(0)
                                        .setTcpNoDelay(true))
                        .requestHandler(request ->
                                request.body()
                                        .onSuccess(body -> {
                                            take(body);
                                            request.response().end();
                                        }));
        server.listen().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    int port() {
        return server.actualPort();
    }

    /// An alert is due; -1 and what is not known is not measured.
    void expect(int alert, long at) {
        due.set(alert, at);
    }

    private void take(Buffer body) {
        long now = System.nanoTime();
        int alert = number(body.getBytes());
        if (alert < 0 || alert >= due.length()) {
            strange.incrementAndGet();
        } else if (due.get(alert) != 0) {
            latencies.add(now - due.get(alert));
        }
    }

    private static int number(byte[] body) {
        for (int i = 0; i + FIELD.length < body.length; i++) {
            int k = 0;
            while (k < FIELD.length && body[i + k] == FIELD[k]) {
                k++;
            }
            if (k == FIELD.length) {
                int number = 0;
                for (int at = i + k; body[at] >= '0' && body[at] <= '9'; at++) {
                    number = number * 10 + body[at] - '0';
                }
                return number;
            }
        }
        return -1;
    }

    Latencies latencies() {
        return latencies;
    }

    /// Requests that were no alert of ours.
    int strange() {
        return strange.get();
    }
}
