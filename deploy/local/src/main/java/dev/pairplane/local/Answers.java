package dev.pairplane.local;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Asks whether something answers at a URL.
final class Answers implements AutoCloseable {

    /// A loopback service that takes longer is not one to show to anybody.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// Between two looks at a child that is not ready yet: far below what a start takes.
    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final int OK = 200;

    /// PostgreSQL's start-up message, and the type of the answer to it that is no error.
    private static final int PROTOCOL_3 = 3 << 16;

    private static final int ASKS_FOR_PASSWORD = 'R';

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .connectTimeout(PATIENCE)
                    .build();

    /// Whether an `http` URL answers 200, something listens at a `grpc` one, or PostgreSQL takes
    /// connections at a `postgresql` one.
    boolean at(URI uri) throws InterruptedException {
        return switch (uri.getScheme()) {
            case "grpc" -> listens(uri);
            case "postgresql" -> takesConnections(uri);
            default -> isOk(uri);
        };
    }

    /// Waits until a child is ready.
    ///
    /// @return how long that took
    /// @throws Failure with the end of its log, when it ends before or is not ready in time
    Duration awaitReady(ChildProcess child, Duration deadline)
            throws Failure, InterruptedException {
        long start = System.nanoTime();
        while (!at(child.spec().ready())) {
            if (child.awaitExit(PAUSE)) {
                throw child.failure(
                        "ended with exit code %d before it was ready"
                                .formatted(child.exitCode().join()));
            }
            if (System.nanoTime() - start > deadline.toNanos()) {
                throw child.failure(
                        "was not ready after %d s (%s does not answer 200)"
                                .formatted(deadline.toSeconds(), child.spec().ready()));
            }
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private boolean isOk(URI uri) throws InterruptedException {
        try {
            return http.send(
                                    HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == OK;
        } catch (IOException noAnswer) {
            return false;
        }
    }

    private static boolean listens(URI uri) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(uri.getHost(), uri.getPort()),
                    Math.toIntExact(PATIENCE.toMillis()));
            return true;
        } catch (IOException noAnswer) {
            return false;
        }
    }

    /// A server that is still recovering listens too, and then refuses.
    private static boolean takesConnections(URI uri) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(uri.getHost(), uri.getPort()),
                    Math.toIntExact(PATIENCE.toMillis()));
            socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            byte[] parameters =
                    "user\0%s\0database\0%s\0\0"
                            .formatted(Postgres.USER, uri.getPath().substring(1))
                            .getBytes(StandardCharsets.UTF_8);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(2 * Integer.BYTES + parameters.length);
            out.writeInt(PROTOCOL_3);
            out.write(parameters);
            out.flush();
            return socket.getInputStream().read() == ASKS_FOR_PASSWORD;
        } catch (IOException noAnswer) {
            return false;
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
