package dev.pairplane.storage.app;

import static dev.pairplane.testkit.MeterAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.pairplane.storage.proto.DeleteRequest;
import dev.pairplane.storage.proto.ErrorCode;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.ReadResponse;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc.StorageNodeServiceBlockingStub;
import dev.pairplane.storage.proto.VectorClock;
import dev.pairplane.storage.proto.VectorClockEntry;
import dev.pairplane.storage.proto.WriteRequest;
import dev.pairplane.testkit.FreePorts;
import dev.pairplane.testkit.ScrapeFile;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The node put together as it is in production, in this process: what the parts' own tests cannot
/// see is whether they find each other.
@QuarkusTest
@TestProfile(NodeSmokeTest.Fresh.class)
class NodeSmokeTest {
    /// Allowed, and shown as it is by what escapes.
    private static final String NODE_ID = "smoke<1>";

    private static final long CALL_SECONDS = 10;

    private final HttpClient http = HttpClient.newHttpClient();
    private ManagedChannel channel;

    /// A data directory and a gRPC port of its own.
    public static final class Fresh implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try (FreePorts ports = FreePorts.hold(1)) {
                Path data = Files.createDirectories(Path.of("target/smoke"));
                return Map.of(
                        "server.node_id",
                        NODE_ID,
                        "storage.data_dir",
                        Files.createTempDirectory(data, "data").toString(),
                        "commit_log.segment_size",
                        "1M",
                        "quarkus.grpc.server.test-port",
                        Integer.toString(ports.next()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static int port(String key) {
        return ConfigProvider.getConfig().getValue(key, Integer.class);
    }

    @BeforeEach
    void connect() {
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port("quarkus.grpc.server.test-port"))
                        .usePlaintext()
                        .build();
        // The ports open before the store is recovered.
        await().until(() -> get("/readyz").statusCode() == 200);
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        http.close();
    }

    private StorageNodeServiceBlockingStub node() {
        return StorageNodeServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + port("quarkus.http.test-port")
                                                + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private ScrapeFile scrape() throws Exception {
        return ScrapeFile.parse(get("/metrics").body());
    }

    private static VectorClock clock(long value) {
        return VectorClock.newBuilder()
                .addEntries(
                        VectorClockEntry.newBuilder()
                                .setCoordinatorNodeId("c1")
                                .setLogicalTimestamp(value))
                .build();
    }

    @Test
    void storesReadsAndDeletesAndCountsIt() throws Exception {
        ScrapeFile before = scrape();

        assertThat(
                        node().write(
                                        WriteRequest.newBuilder()
                                                .setTenantId("shop")
                                                .setKey("cart-17")
                                                .setValue(ByteString.copyFromUtf8("hello"))
                                                .setVectorClock(clock(1))
                                                .build())
                                .getSuccess())
                .isTrue();
        ReadRequest read = ReadRequest.newBuilder().setTenantId("shop").setKey("cart-17").build();
        ReadResponse stored = node().read(read);
        assertThat(stored.getSuccess()).isTrue();
        assertThat(stored.getValue().toStringUtf8()).isEqualTo("hello");
        assertThat(
                        node().delete(
                                        DeleteRequest.newBuilder()
                                                .setTenantId("shop")
                                                .setKey("cart-17")
                                                .setVectorClock(clock(2))
                                                .build())
                                .getSuccess())
                .isTrue();
        assertThat(node().read(read).getErrorCode()).isEqualTo(ErrorCode.KEY_NOT_FOUND);

        assertThat(scrape())
                .movedSince(
                        before,
                        2,
                        "pairdb_storage_write_requests_total",
                        Map.of("node_id", NODE_ID, "error", "false"))
                .movedSince(
                        before,
                        2,
                        "pairdb_storage_read_requests_total",
                        Map.of("node_id", NODE_ID, "error", "false"))
                .movedSince(before, 1, "pairdb_storage_delete_requests_total", Map.of())
                .movedSince(before, 2, "pairdb_commitlog_appends_total", Map.of())
                .hasValue(1, "pairdb_node_state", Map.of("state", "operational"));
    }

    @Test
    void isReadyOverHttpAndOverGrpc() throws Exception {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(get("/readyz").statusCode()).isEqualTo(200));
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").body()).contains("\"ready\":true");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(
                                        HealthGrpc.newBlockingStub(channel)
                                                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                                                .check(HealthCheckRequest.getDefaultInstance())
                                                .getStatus())
                                .isEqualTo(ServingStatus.SERVING));
    }

    @Test
    void showsItselfOnTheConsole() throws Exception {
        HttpResponse<String> page = get("/console");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("<h1>smoke&lt;1&gt;</h1>", ">operational</span>")
                .contains("Commit log", "Memtable", "Syncs, the last 1,024", "after a crash");
        assertThat(get("/console/figures").body()).contains("segments in force");
    }
}
