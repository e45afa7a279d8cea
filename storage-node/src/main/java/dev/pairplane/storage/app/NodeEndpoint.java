package dev.pairplane.storage.app;

import dev.pairplane.storage.inbound.grpc.NodeService;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.quarkus.grpc.GrpcService;

/// Hands the service to the server, which takes classes of its own annotation only.
@GrpcService
final class NodeEndpoint implements BindableService {
    private final NodeService service;

    NodeEndpoint(NodeService service) {
        this.service = service;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return service.bindService();
    }
}
