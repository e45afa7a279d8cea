package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.proto.StorageNodeServiceGrpc;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The service `grpc.health.v1.Health`, for the server as a whole (the empty name) and for
/// `storage.StorageNodeService`; both always say the same.
///
/// Ours rather than the platform's, because that one says SERVING from the moment the port opens,
/// and this node opens it while it is still recovering. Starts with NOT_SERVING. Safe for any
/// number of threads; watchers are few (at most [#MAX_WATCHERS]) and changes rare, so one lock
/// does.
public final class HealthService implements BindableService, AutoCloseable {
    /// How many watches may be open at once; one more is refused with RESOURCE_EXHAUSTED.
    static final int MAX_WATCHERS = 1000;

    /// In the protocol, but not in the generated classes that the platform brings.
    private static final int SERVICE_UNKNOWN = 3;

    /// The open watches, and whether each is of a service that we know.
    private final Map<ServerCall<?, HealthCheckResponse>, Boolean> watchers = new LinkedHashMap<>();

    private ServingStatus status = ServingStatus.NOT_SERVING;
    private boolean closed;

    /// Says SERVING from now on, or NOT_SERVING, and tells all watchers if that is news.
    public synchronized void serving(boolean serving) {
        ServingStatus now = serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        if (now != status) {
            status = now;
            watchers.forEach(this::send);
        }
    }

    /// Says NOT_SERVING and ends all watches, which would otherwise hold up the server's end. Twice
    /// is safe.
    @Override
    public synchronized void close() {
        serving(false);
        closed = true;
        watchers.keySet().forEach(HealthService::end);
        watchers.clear();
    }

    @Override
    public ServerServiceDefinition bindService() {
        ServerMethodDefinition<?, ?> check =
                ServerMethodDefinition.create(
                        DecodingMarshaller.decoding(HealthGrpc.getCheckMethod()),
                        handler(this::check));
        ServerMethodDefinition<?, ?> watch =
                ServerMethodDefinition.create(
                        DecodingMarshaller.decoding(HealthGrpc.getWatchMethod()),
                        handler(this::watch));
        ServiceDescriptor generated = HealthGrpc.getServiceDescriptor();
        ServiceDescriptor descriptor =
                ServiceDescriptor.newBuilder(generated.getName())
                        .setSchemaDescriptor(generated.getSchemaDescriptor())
                        .addMethod(check.getMethodDescriptor())
                        .addMethod(watch.getMethodDescriptor())
                        .build();
        return ServerServiceDefinition.builder(descriptor)
                .addMethod(check)
                .addMethod(watch)
                .build();
    }

    private synchronized void check(
            ServerCall<?, HealthCheckResponse> call, HealthCheckRequest request) {
        if (isKnown(request)) {
            call.sendHeaders(new Metadata());
            send(call, true);
            call.close(Status.OK, new Metadata());
        } else {
            call.close(
                    Status.NOT_FOUND.withDescription(
                            "unknown service; known are the empty name and "
                                    + StorageNodeServiceGrpc.SERVICE_NAME),
                    new Metadata());
        }
    }

    private synchronized void watch(
            ServerCall<?, HealthCheckResponse> call, HealthCheckRequest request) {
        if (closed) {
            end(call);
            return;
        }
        if (watchers.size() == MAX_WATCHERS) {
            call.close(
                    Status.RESOURCE_EXHAUSTED.withDescription(
                            "%d watches are open, and no more are allowed".formatted(MAX_WATCHERS)),
                    new Metadata());
            return;
        }
        call.sendHeaders(new Metadata());
        boolean known = isKnown(request);
        watchers.put(call, known);
        send(call, known);
    }

    private synchronized void forget(ServerCall<?, HealthCheckResponse> call) {
        watchers.remove(call);
    }

    /// The protocol keeps a watch of an unknown service open, because the service may come; ours
    /// never do.
    private void send(ServerCall<?, HealthCheckResponse> call, boolean known) {
        call.sendMessage(
                HealthCheckResponse.newBuilder()
                        .setStatusValue(known ? status.getNumber() : SERVICE_UNKNOWN)
                        .build());
    }

    private static void end(ServerCall<?, HealthCheckResponse> call) {
        call.close(Status.UNAVAILABLE.withDescription("the node is shutting down"), new Metadata());
    }

    private static boolean isKnown(HealthCheckRequest request) {
        return request.getService().isEmpty()
                || request.getService().equals(StorageNodeServiceGrpc.SERVICE_NAME);
    }

    private ServerCallHandler<Decoded<HealthCheckRequest>, HealthCheckResponse> handler(
            BiConsumer<ServerCall<?, HealthCheckResponse>, HealthCheckRequest> method) {
        return (call, _) -> {
            call.request(1);
            return new ServerCall.Listener<>() {
                private @Nullable Decoded<HealthCheckRequest> received;

                @Override
                public void onMessage(Decoded<HealthCheckRequest> message) {
                    received = message;
                }

                @Override
                public void onHalfClose() {
                    switch (received) {
                        case Decoded.Message<HealthCheckRequest>(HealthCheckRequest request) ->
                                method.accept(call, request);
                        case Decoded.Malformed<HealthCheckRequest>(Status failure) ->
                                call.close(failure, new Metadata());
                        case null ->
                                call.close(
                                        Status.INVALID_ARGUMENT.withDescription(
                                                "the request message is missing"),
                                        new Metadata());
                    }
                }

                @Override
                public void onCancel() {
                    forget(call);
                }
            };
        };
    }
}
