package dev.pairplane.storage.app;

import dev.pairplane.storage.inbound.grpc.HealthService;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.quarkus.grpc.GrpcService;

/// Hands `grpc.health.v1.Health` to the server.
@GrpcService
final class HealthEndpoint implements BindableService {
    private final HealthService service;

    HealthEndpoint(HealthService service) {
        this.service = service;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return service.bindService();
    }
}
