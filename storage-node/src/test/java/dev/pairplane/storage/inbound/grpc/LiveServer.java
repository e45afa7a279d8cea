package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.proto.StorageNodeServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The service on a socket of its own, with the limits of the real server, and a channel to it.
public final class LiveServer implements AutoCloseable {
    static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
    static final long MAX_IN_FLIGHT_BYTES = 12 << 20;
    static final Duration LONGEST_PATIENCE = Duration.ofSeconds(10);
    static final List<String> METHODS =
            List.of(
                    "storage.StorageNodeService/Write",
                    "storage.StorageNodeService/Read",
                    "storage.StorageNodeService/Delete",
                    "storage.StorageNodeService/Repair",
                    "storage.StorageNodeService/GetKeyRange",
                    "storage.StorageNodeService/StreamKeys",
                    "storage.StorageNodeService/DrainNode",
                    "storage.StorageNodeService/CreateCheckpoint",
                    "grpc.health.v1.Health/Check");

    public final ScriptedStore store = new ScriptedStore();
    final EndingRecorder endings = new EndingRecorder();
    final HealthService health = new HealthService();
    final ManagedChannel channel;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Server server;

    public LiveServer() throws IOException {
        this(null);
    }

    /// @param waiting runs what may block; virtual threads when null
    LiveServer(@Nullable Executor waiting) throws IOException {
        NodeService service =
                new NodeService(
                        store,
                        waiting == null ? threads : waiting,
                        LONGEST_PATIENCE,
                        MAX_IN_FLIGHT_BYTES,
                        endings);
        server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .directExecutor()
                        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                        .addService(service)
                        .addService(health)
                        .build()
                        .start();
        channel =
                NettyChannelBuilder.forAddress(
                                new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), server.getPort()))
                        .usePlaintext()
                        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                        .build();
    }

    public int port() {
        return server.getPort();
    }

    StorageNodeServiceGrpc.StorageNodeServiceBlockingStub stub() {
        return StorageNodeServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    /// Sends these bytes as the request messages of a call and waits for its end.
    Answer send(String method, byte[]... messages) {
        return send(method, new Metadata(), messages);
    }

    Answer send(String method, Metadata headers, byte[]... messages) {
        MethodDescriptor<byte[], byte[]> descriptor =
                MethodDescriptor.<byte[], byte[]>newBuilder()
                        .setRequestMarshaller(RawBytes.INSTANCE)
                        .setResponseMarshaller(RawBytes.INSTANCE)
                        .setType(MethodDescriptor.MethodType.UNKNOWN)
                        .setFullMethodName(method)
                        .build();
        ClientCall<byte[], byte[]> call =
                channel.newCall(
                        descriptor, CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS));
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        call.start(
                new ClientCall.Listener<>() {
                    private byte[] message = new byte[0];

                    @Override
                    public void onMessage(byte[] received) {
                        message = received;
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        answer.complete(new Answer(message, status, trailers));
                    }
                },
                headers);
        call.request(2);
        for (byte[] message : messages) {
            call.sendMessage(message);
        }
        call.halfClose();
        return answer.join();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        threads.close();
    }

    /// What came back.
    record Answer(byte[] message, Status status, Metadata trailers) {
        @Nullable String code() {
            return trailers.get(Replies.ERROR_CODE);
        }

        @Nullable String number() {
            return trailers.get(Replies.ERROR_NUMBER);
        }
    }
}
