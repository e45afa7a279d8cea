package dev.pairplane.storage.inbound.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.WriteRequest;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LargeValueTest {

    /// Storage invariant 85.
    @Test
    void writesAndReadsAValueOfTenMebibytes() throws Exception {
        byte[] value = new byte[Validation.MAX_VALUE_BYTES];
        new Random(1).nextBytes(value);
        try (LiveServer server = new LiveServer()) {
            server.store.onRead =
                    _ ->
                            Stored.versions(
                                    Stored.live("c", 1, server.store.applied.getLast().value(), 1));

            boolean written =
                    server.stub()
                            .write(
                                    WriteRequest.newBuilder()
                                            .setTenantId("t")
                                            .setKey("k")
                                            .setValue(ByteString.copyFrom(value))
                                            .build())
                            .getSuccess();
            ByteString read =
                    server.stub()
                            .read(ReadRequest.newBuilder().setTenantId("t").setKey("k").build())
                            .getValue();

            assertThat(written).isTrue();
            assertThat(read.toByteArray()).isEqualTo(value);
        }
    }
}
