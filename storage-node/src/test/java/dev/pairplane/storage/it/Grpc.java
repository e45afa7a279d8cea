package dev.pairplane.storage.it;

import com.google.protobuf.ByteString;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.ReadResponse;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc.StorageNodeServiceBlockingStub;
import dev.pairplane.storage.proto.VectorClock;
import dev.pairplane.storage.proto.VectorClockEntry;
import dev.pairplane.storage.proto.WriteRequest;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/// Calls of a node, in short.
final class Grpc {
    static final Metadata.Key<String> ERROR_CODE =
            Metadata.Key.of("pairdb-error-code", Metadata.ASCII_STRING_MARSHALLER);

    private Grpc() {}

    static WriteRequest write(String key, ByteString value, long clock) {
        return WriteRequest.newBuilder()
                .setTenantId(Stores.TENANT)
                .setKey(key)
                .setValue(value)
                .setVectorClock(clock(clock))
                .build();
    }

    static VectorClock clock(long count) {
        return VectorClock.newBuilder()
                .addEntries(
                        VectorClockEntry.newBuilder()
                                .setCoordinatorNodeId("c")
                                .setLogicalTimestamp(count))
                .build();
    }

    static ReadResponse read(StorageNodeServiceBlockingStub stub, String key) {
        return stub.read(ReadRequest.newBuilder().setTenantId(Stores.TENANT).setKey(key).build());
    }

    static ServingStatus health(ManagedChannel channel, String service) {
        return HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(Node.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    /// A method whose messages are bytes.
    static MethodDescriptor<byte[], byte[]> bytes(String name, MethodDescriptor.MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .setType(type)
                .setFullMethodName(name)
                .build();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
