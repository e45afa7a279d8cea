package dev.pairplane.storage.app;

import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.storage.config.ServerConfig;
import io.grpc.InternalServer;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.quarkus.grpc.runtime.GrpcServerRecorder;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What Quarkus leaves undone about the gRPC port.
///
/// It opens the port before the lifecycle starts; when it cannot, it writes that into the log and
/// goes on without. And it takes the threads away from the server before it shuts that down, so
/// that calls end in resets with INTERNAL; so we shut it down before.
@Singleton
final class GrpcPort {
    private static final EventLog LOG = EventLog.of(GrpcPort.class);

    /// Quarkus counts a server a moment after it says that it listens.
    private static final Duration MOMENT = Duration.ofSeconds(2);

    /// Calls end at once by the time the port is closed; this is for callers that do not let go.
    private static final Duration PARTING = Duration.ofSeconds(2);

    private final String host;
    private final int port;

    /// Quarkus hands it to nobody, but every call knows it. Null before the first call, when there
    /// is nobody to part from.
    private volatile @Nullable Server server;

    GrpcPort(ServerConfig config) {
        this.host = config.host();
        this.port = config.port();
    }

    /// Looks at calls for the server that they are on.
    ServerInterceptor watcher() {
        return new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                if (server == null) {
                    server = InternalServer.SERVER_CONTEXT_KEY.get();
                }
                return next.startCall(call, headers);
            }
        };
    }

    /// Returns once the port is open.
    ///
    /// @throws IOException when it is not, with what the system says about it
    void requireOpen() throws IOException, InterruptedException {
        long end = System.nanoTime() + MOMENT.toNanos();
        while (GrpcServerRecorder.getVerticleCount() == 0) {
            if (System.nanoTime() > end) {
                throw new IOException(
                        "the gRPC port %s:%d cannot be opened: %s; free it, or set server.port to another"
                                .formatted(host, port, reason()));
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private String reason() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
            return "it is free by now";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// Closes the port to new connections, asks those there are to go, and waits for them.
    void close() throws InterruptedException {
        Server open = server;
        if (open != null
                && !open.shutdown().awaitTermination(PARTING.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.info("connections are cut whose callers do not let go");
        }
    }
}
