package dev.pairplane.storage.it;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// A gRPC client that is nothing but HTTP/2: it sets headers as it is told and keeps no time.
final class RawClient implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http =
            vertx.createHttpClient(
                    new HttpClientOptions()
                            .setProtocolVersion(HttpVersion.HTTP_2)
                            .setHttp2ClearTextUpgrade(false));
    private final int port;

    RawClient(int port) {
        this.port = port;
    }

    /// Sends one message.
    ///
    /// @param timeout the header `grpc-timeout`
    /// @return the status's number, or `reset`
    String call(String method, String timeout, byte[] message) throws Exception {
        Future<String> status =
                http.request(HttpMethod.POST, port, "127.0.0.1", "/" + method)
                        .compose(request -> {
                            request.putHeader("content-type", "application/grpc")
                                    .putHeader("te", "trailers")
                                    .putHeader("grpc-timeout", timeout);
                            return request.send(
                                    Buffer.buffer()
                                            .appendByte((byte) 0)
                                            .appendInt(message.length)
                                            .appendBytes(message));
                        })
                        .compose(response -> response.end().map(_ -> status(response)));
        try {
            return status.toCompletionStage()
                    .toCompletableFuture()
                    .get(Node.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StreamResetException) {
                return "reset";
            }
            throw e;
        }
    }

    private static String status(HttpClientResponse response) {
        String trailer = response.getTrailer("grpc-status");
        return trailer == null ? String.valueOf(response.getHeader("grpc-status")) : trailer;
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
