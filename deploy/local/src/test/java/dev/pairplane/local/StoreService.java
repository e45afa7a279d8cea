package dev.pairplane.local;

import com.google.protobuf.ByteString;
import dev.pairplane.storage.proto.DeleteRequest;
import dev.pairplane.storage.proto.DeleteResponse;
import dev.pairplane.storage.proto.ErrorCode;
import dev.pairplane.storage.proto.KeyValueEntry;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.ReadResponse;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc.StorageNodeServiceImplBase;
import dev.pairplane.storage.proto.WriteRequest;
import dev.pairplane.storage.proto.WriteResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// The storage node's three calls over a [MemoryStore].
class StoreService extends StorageNodeServiceImplBase {

    private final MemoryStore store;

    StoreService(MemoryStore store) {
        this.store = store;
    }

    /// Before a version is stored, so that a subclass can make it durable.
    void beforeStoring(String key, MemoryStore.Version version) {}

    @Override
    public void write(WriteRequest request, StreamObserver<WriteResponse> answer) {
        Clock clock =
                store(
                        key(request.getTenantId(), request.getKey()),
                        new MemoryStore.Version(
                                Clock.of(request.getVectorClock()),
                                Optional.of(request.getValue().toStringUtf8())));
        answer.onNext(
                WriteResponse.newBuilder()
                        .setSuccess(true)
                        .setUpdatedVectorClock(clock.toMessage())
                        .build());
        answer.onCompleted();
    }

    @Override
    public void delete(DeleteRequest request, StreamObserver<DeleteResponse> answer) {
        Clock clock =
                store(
                        key(request.getTenantId(), request.getKey()),
                        new MemoryStore.Version(
                                Clock.of(request.getVectorClock()), Optional.empty()));
        answer.onNext(
                DeleteResponse.newBuilder()
                        .setSuccess(true)
                        .setUpdatedVectorClock(clock.toMessage())
                        .build());
        answer.onCompleted();
    }

    @Override
    public void read(ReadRequest request, StreamObserver<ReadResponse> answer) {
        String key = key(request.getTenantId(), request.getKey());
        List<MemoryStore.Version> live = store.live(key);
        ReadResponse.Builder response =
                ReadResponse.newBuilder()
                        .setSuccess(!live.isEmpty())
                        .setVectorClock(store.clock(key).toMessage());
        if (live.isEmpty()) {
            response.setErrorCode(ErrorCode.KEY_NOT_FOUND).setErrorMessage("key not found");
        } else {
            response.setValue(bytes(live.getFirst()));
        }
        if (live.size() > 1 && SiblingsAsked.KEY.get().get()) {
            live.forEach(version ->
                    response.addSiblings(KeyValueEntry.newBuilder().setValue(bytes(version))));
        }
        answer.onNext(response.build());
        answer.onCompleted();
    }

    private Clock store(String key, MemoryStore.Version version) {
        beforeStoring(key, version);
        return store.put(key, version);
    }

    private static String key(String tenant, String key) {
        return tenant + ":" + key;
    }

    private static ByteString bytes(MemoryStore.Version version) {
        return ByteString.copyFromUtf8(version.value().orElseThrow());
    }

    /// Carries the request's metadata to the handler.
    static final class SiblingsAsked implements ServerInterceptor {

        static final io.grpc.Context.Key<AtomicBoolean> KEY = io.grpc.Context.key("siblings");

        @Override
        public <A, B> ServerCall.Listener<A> interceptCall(
                ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
            String asked =
                    headers.get(
                            Metadata.Key.of(
                                    "pairdb-include-siblings", Metadata.ASCII_STRING_MARSHALLER));
            return io.grpc.Contexts.interceptCall(
                    io.grpc.Context.current()
                            .withValue(KEY, new AtomicBoolean("true".equals(asked))),
                    call,
                    headers,
                    next);
        }
    }
}
