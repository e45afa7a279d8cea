package dev.pairplane.storage.app;

import dev.pairplane.storage.config.ServerConfig;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;

/// Sets the limit of requests under way on one connection, and shows the server to [GrpcPort].
@Singleton
final class GrpcLimits implements ServerBuilderCustomizer<VertxServerBuilder> {
    private final int maxConnections;
    private final GrpcPort port;

    GrpcLimits(ServerConfig server, GrpcPort port) {
        this.port = port;
        this.maxConnections = server.maxConnections();
    }

    @Override
    public void customize(GrpcServerConfiguration configuration, VertxServerBuilder builder) {
        builder.nettyBuilder()
                .maxConcurrentCallsPerConnection(maxConnections)
                .intercept(port.watcher());
    }
}
