package dev.pairplane.storage.app.command;

import dev.pairplane.storage.proto.CreateCheckpointRequest;
import dev.pairplane.storage.proto.CreateCheckpointResponse;
import dev.pairplane.storage.proto.DeleteRequest;
import dev.pairplane.storage.proto.DeleteResponse;
import dev.pairplane.storage.proto.DrainRequest;
import dev.pairplane.storage.proto.DrainResponse;
import dev.pairplane.storage.proto.KeyRangeRequest;
import dev.pairplane.storage.proto.KeyRangeResponse;
import dev.pairplane.storage.proto.KeyValueEntry;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.ReadResponse;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc.StorageNodeServiceBlockingStub;
import dev.pairplane.storage.proto.StreamKeysRequest;
import dev.pairplane.storage.proto.WriteRequest;
import dev.pairplane.storage.proto.WriteResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// One connection to one node. Each call throws [io.grpc.StatusRuntimeException] when it fails.
final class NodeClient implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
    private static final Metadata.Key<String> INCLUDE_SIBLINGS =
            Metadata.Key.of("pairdb-include-siblings", Metadata.ASCII_STRING_MARSHALLER);

    private static final Metadata.Key<String> INCLUDE_TOMBSTONES =
            Metadata.Key.of("pairdb-include-tombstones", Metadata.ASCII_STRING_MARSHALLER);

    private final ManagedChannel channel;
    private final Duration timeout;

    /// @param address resolved; nothing is sent to it before the first call
    /// @param timeout for each call, connecting included
    NodeClient(InetSocketAddress address, Duration timeout) {
        this.channel =
                NettyChannelBuilder.forAddress(address)
                        .usePlaintext()
                        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                        .build();
        this.timeout = timeout;
    }

    ReadResponse read(ReadRequest request, boolean siblings) {
        if (!siblings) {
            return stub().read(request);
        }
        Metadata headers = new Metadata();
        headers.put(INCLUDE_SIBLINGS, "true");
        return stub().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .read(request);
    }

    WriteResponse write(WriteRequest request) {
        return stub().write(request);
    }

    DeleteResponse delete(DeleteRequest request) {
        return stub().delete(request);
    }

    /// Waits on the node's side, in whole seconds, and a little longer here.
    DrainResponse drain(Duration patience) {
        long seconds = Math.max(1, patience.toSeconds());
        return StorageNodeServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(seconds + 5, TimeUnit.SECONDS)
                .drainNode(
                        DrainRequest.newBuilder()
                                .setGraceful(true)
                                .setTimeoutSeconds((int) Math.min(seconds, 3_600))
                                .build());
    }

    /// Waits on the node's side, in whole seconds, and a little longer here.
    CreateCheckpointResponse checkpoint(String name, Duration patience) {
        long seconds = Math.max(1, patience.toSeconds());
        return StorageNodeServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(seconds + 5, TimeUnit.SECONDS)
                .createCheckpoint(
                        CreateCheckpointRequest.newBuilder()
                                .setName(name)
                                .setTimeoutSeconds((int) Math.min(seconds, 3_600))
                                .build());
    }

    KeyRangeResponse keyRange(KeyRangeRequest request) {
        return stub().getKeyRange(request);
    }

    /// Takes entries one by one, as long as the timeout lets pass between two of them.
    ///
    /// @param taker says whether it wants more
    void stream(StreamKeysRequest request, boolean tombstones, Predicate<KeyValueEntry> taker) {
        Metadata headers = new Metadata();
        if (tombstones) {
            headers.put(INCLUDE_TOMBSTONES, "true");
        }
        try (EntryStream entries = new EntryStream(channel, headers, request, timeout)) {
            boolean more = true;
            while (more) {
                more = entries.next().filter(taker).isPresent();
            }
        }
    }

    private StorageNodeServiceBlockingStub stub() {
        return StorageNodeServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
