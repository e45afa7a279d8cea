package dev.pairplane.storage.app.command;

import dev.pairplane.storage.proto.DeleteRequest;
import dev.pairplane.storage.proto.DeleteResponse;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.ReadResponse;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc.StorageNodeServiceBlockingStub;
import dev.pairplane.storage.proto.WriteRequest;
import dev.pairplane.storage.proto.WriteResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// One connection to one node. Each call throws [io.grpc.StatusRuntimeException] when it fails.
final class NodeClient implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
    private static final Metadata.Key<String> INCLUDE_SIBLINGS =
            Metadata.Key.of("pairdb-include-siblings", Metadata.ASCII_STRING_MARSHALLER);

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

    private StorageNodeServiceBlockingStub stub() {
        return StorageNodeServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
