package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.proto.StorageNodeServiceGrpc;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/// The service `storage.StorageNodeService`.
///
/// Binds the methods itself instead of extending the generated base class, for two things that
/// class cannot do: bytes that are no message get a status of our choice, and answers that succeed
/// can carry trailers. Safe for any number of threads.
public final class NodeService implements BindableService {

    private final Store store;
    private final Executor waiting;
    private final Duration longestPatience;
    private final InFlight inFlight;
    private final RequestListener listener;

    /// @param store what answers
    /// @param waiting runs what may block, one request each; virtual threads
    /// @param longestPatience how long a mutation may wait at most, whatever the caller's deadline
    /// @param maxInFlightBytes how many bytes of mutations may be under way at once
    /// @param listener hears how each request ended
    public NodeService(
            Store store,
            Executor waiting,
            Duration longestPatience,
            long maxInFlightBytes,
            RequestListener listener) {
        if (!longestPatience.isPositive()) {
            throw new IllegalArgumentException(
                    "longestPatience is %s; it must be positive".formatted(longestPatience));
        }
        this.store = store;
        this.waiting = waiting;
        this.longestPatience = longestPatience;
        this.inFlight = new InFlight(maxInFlightBytes);
        this.listener = listener;
    }

    @Override
    public ServerServiceDefinition bindService() {
        ServerMethodDefinition<?, ?> write =
                bind(StorageNodeServiceGrpc.getWriteMethod(), new WriteMethod(store));
        ServerMethodDefinition<?, ?> read =
                bind(StorageNodeServiceGrpc.getReadMethod(), new ReadMethod(store));
        ServerMethodDefinition<?, ?> delete =
                bind(StorageNodeServiceGrpc.getDeleteMethod(), new DeleteMethod(store));
        ServerMethodDefinition<?, ?> repair =
                bind(StorageNodeServiceGrpc.getRepairMethod(), new RepairMethod(store));
        ServerMethodDefinition<?, ?> keyRange =
                bind(StorageNodeServiceGrpc.getGetKeyRangeMethod(), new KeyRangeMethod(store));
        ServerMethodDefinition<?, ?> drain =
                bind(StorageNodeServiceGrpc.getDrainNodeMethod(), new DrainMethod(store));
        ServerMethodDefinition<?, ?> checkpoint =
                bind(
                        StorageNodeServiceGrpc.getCreateCheckpointMethod(),
                        new CheckpointMethod(store));
        List<ServerMethodDefinition<?, ?>> methods =
                List.of(write, read, delete, repair, keyRange, streamKeys(), drain, checkpoint);
        ServiceDescriptor generated = StorageNodeServiceGrpc.getServiceDescriptor();
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(generated.getName())
                        .setSchemaDescriptor(generated.getSchemaDescriptor());
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder service =
                ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(method -> service.addMethod(method));
        return service.build();
    }

    private ServerMethodDefinition<?, ?> streamKeys() {
        return ServerMethodDefinition.create(
                DecodingMarshaller.decoding(StorageNodeServiceGrpc.getStreamKeysMethod()),
                (call, headers) ->
                        new StreamKeysCall(
                                call,
                                headers,
                                store,
                                waiting,
                                longestPatience,
                                inFlight,
                                listener));
    }

    private <Q, A> ServerMethodDefinition<Decoded<Q>, A> bind(
            MethodDescriptor<Q, A> generated, UnaryMethod<Q, A> method) {
        return ServerMethodDefinition.create(
                DecodingMarshaller.decoding(generated),
                (call, headers) ->
                        new UnaryCall<>(
                                call,
                                headers,
                                method,
                                waiting,
                                longestPatience,
                                inFlight,
                                listener));
    }
}
