package dev.pairplane.storage.inbound.grpc;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Sends frames that no well-behaved client would.
final class RawFrames {
    private RawFrames() {}

    /// Sends these bytes in a frame that claims to be gzip.
    static Status sendCompressed(int port, String method, byte[] frame) {
        CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
        compressors.register(new Untouched());
        ManagedChannel channel =
                NettyChannelBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                        .usePlaintext()
                        .compressorRegistry(compressors)
                        .build();
        try {
            return call(channel, method, frame);
        } finally {
            channel.shutdownNow();
        }
    }

    private static Status call(ManagedChannel channel, String method, byte[] frame) {
        MethodDescriptor<byte[], byte[]> descriptor =
                MethodDescriptor.<byte[], byte[]>newBuilder()
                        .setRequestMarshaller(RawBytes.INSTANCE)
                        .setResponseMarshaller(RawBytes.INSTANCE)
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(method)
                        .build();
        ClientCall<byte[], byte[]> call =
                channel.newCall(
                        descriptor,
                        CallOptions.DEFAULT
                                .withCompression("gzip")
                                .withDeadlineAfter(30, TimeUnit.SECONDS));
        CompletableFuture<Status> closed = new CompletableFuture<>();
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        closed.complete(status);
                    }
                },
                new Metadata());
        call.request(1);
        call.sendMessage(frame);
        call.halfClose();
        return closed.join();
    }

    /// Says gzip, and does nothing.
    private record Untouched() implements Codec {
        @Override
        public String getMessageEncoding() {
            return "gzip";
        }

        @Override
        public OutputStream compress(OutputStream out) {
            return out;
        }

        @Override
        public InputStream decompress(InputStream in) {
            return in;
        }
    }
}
