package dev.pairplane.storage.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pairplane.storage.proto.DeleteRequest;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc.StorageNodeServiceBlockingStub;
import dev.pairplane.testkit.ScrapeFile;
import io.grpc.ManagedChannel;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Each kind of request moves the counters that are about it, by one.
class CountersIT {
    private final Node node = SharedNode.get();

    /// Storage invariants 82 and 135.
    @Test
    void countsWhatHappens() {
        ScrapeFile before = node.scrape();
        double gaps = value(before, "pairdb_commitlog_appends_total");

        ManagedChannel channel = node.channel();
        try {
            requests(Node.stub(channel));
        } finally {
            channel.shutdownNow();
        }

        ScrapeFile after = node.scrape();
        Delta delta = new Delta(before, after);
        delta.is(4, "pairdb_storage_write_requests_total", "error", "false");
        delta.is(1, "pairdb_storage_write_requests_total", "error", "true");
        delta.is(5, "pairdb_storage_write_requests_duration_seconds_count");
        delta.is(3, "pairdb_storage_write_requests_bytes_count");
        delta.is(1_024, "pairdb_storage_write_requests_bytes_sum");
        delta.is(1, "pairdb_storage_delete_requests_total");
        delta.is(2, "pairdb_storage_read_requests_total", "error", "false");
        delta.is(1, "pairdb_storage_read_requests_total", "error", "true");
        delta.is(3, "pairdb_storage_read_requests_duration_seconds_count");
        delta.is(1, "pairdb_storage_read_requests_bytes_count");
        delta.is(2, "pairdb_validation_rejections_total");
        delta.is(1, "pairdb_storage_errors_total", "op", "write", "code", "invalid");
        delta.is(1, "pairdb_storage_errors_total", "op", "read", "code", "invalid");
        delta.is(2, "pairdb_storage_errors_total");
        delta.is(1, "pairdb_writes_obsolete_total");
        delta.is(1, "pairdb_memtable_entries_total");
        // Two writes and a delete, each alone in its group; the obsolete write needs none.
        delta.is(3, "pairdb_commitlog_group_size_count");
        assertThat(value(after, "pairdb_commitlog_appends_total")).isEqualTo(gaps + 3);
        assertThat(value(after, "pairdb_wal_unsynced_bytes")).isZero();
    }

    private static void requests(StorageNodeServiceBlockingStub stub) {
        ByteString half = ByteString.copyFrom(new byte[512]);
        assertThat(stub.write(Grpc.write("counted", half, 5)).getSuccess()).isTrue();
        assertThat(stub.write(Grpc.write("counted", half.substring(256), 6)).getSuccess()).isTrue();
        assertThat(stub.write(Grpc.write("counted", half.substring(256), 1)).getSuccess()).isTrue();
        assertThat(stub.write(Grpc.write("counted", ByteString.EMPTY, 7)).getSuccess()).isFalse();
        assertThat(Grpc.read(stub, "counted").getSuccess()).isTrue();
        assertThat(
                        stub.delete(
                                        DeleteRequest.newBuilder()
                                                .setTenantId(Stores.TENANT)
                                                .setKey("counted")
                                                .setVectorClock(Grpc.clock(8))
                                                .build())
                                .getSuccess())
                .isTrue();
        assertThat(Grpc.read(stub, "counted").getSuccess()).isFalse();
        assertThat(
                        stub.read(ReadRequest.newBuilder().setTenantId("a:b").setKey("k").build())
                                .getSuccess())
                .isFalse();
    }

    private static double value(ScrapeFile scrape, String series) {
        return scrape.value(series, Map.of()).orElseThrow();
    }

    private record Delta(ScrapeFile before, ScrapeFile after) {
        void is(double expected, String series) {
            check(expected, series, Map.of());
        }

        void is(double expected, String series, String label, String value) {
            check(expected, series, Map.of(label, value));
        }

        void is(double expected, String series, String l1, String v1, String l2, String v2) {
            check(expected, series, Map.of(l1, v1, l2, v2));
        }

        private void check(double expected, String series, Map<String, String> labels) {
            assertThat(
                            after.value(series, labels).orElseThrow()
                                    - before.value(series, labels).orElseThrow())
                    .as(series + labels)
                    .isEqualTo(expected);
        }
    }
}
