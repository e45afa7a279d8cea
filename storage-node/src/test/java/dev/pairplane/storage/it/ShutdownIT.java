package dev.pairplane.storage.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pairplane.storage.core.engine.SyncMode;
import dev.pairplane.storage.proto.ReadResponse;
import dev.pairplane.testkit.Seeds;
import dev.pairplane.testkit.ServiceProcess;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the process comes and goes, as callers and probes see it.
class ShutdownIT {
    private static final int FORCED = 125;

    @TempDir private Path folder;

    /// Storage invariants 15, 124 and 125.
    @Test
    void losesNothingOnSigtermUnderLoad() throws Exception {
        Seeds.once(seeds -> {
            Load load = new Load(seeds, 8, 60);
            try (Node node =
                    Node.in(folder)
                            .env("SERVER_PRE_STOP_DELAY", "2s")
                            .env("SERVER_SHUTDOWN_TIMEOUT", "5s")
                            .start()) {
                terminateUnderLoad(node, load);

                node.restart();

                assertThat(verify(node, load)).isEmpty();
                assertThat(node.metric("pairdb_wal_torn_tail_bytes")).isZero();
                assertThat(node.process().logText().lines())
                        .filteredOn(line -> line.contains("the store is recovered"))
                        .last()
                        .asString()
                        .contains("clean=true", "rewritten=false", "torn_bytes=0");
            }
        });
    }

    private static void terminateUnderLoad(Node node, Load load) throws Exception {
        ManagedChannel channel = node.channel();
        try {
            load.begin(channel);
            load.awaitAcknowledged(200);
            load.expectEnd();
            CompletableFuture<ServiceProcess.Exit> exit =
                    CompletableFuture.supplyAsync(
                            () -> node.process().terminate(Duration.ofSeconds(8)));

            Awaitility.await()
                    .atMost(Duration.ofSeconds(2))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> node.get("/health/ready").statusCode() == 503);
            assertThat(node.get("/health/ready").body()).contains("\"reason\":\"stopping\"");
            assertThat(node.get("/health/live").statusCode()).isEqualTo(200);
            load.awaitAcknowledged(20); // Callers that have not noticed are served.

            exit.get(30, TimeUnit.SECONDS).exitedWith(0);
            load.end();
        } finally {
            channel.shutdownNow();
        }
        System.out.printf(
                "ShutdownIT: %d refused while stopping; then %s%n", load.drained(), load.endings());
        assertThat(load.endings())
                .allSatisfy(status -> {
                    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                    assertThat(cause(status))
                            .doesNotContain("reset by peer", "Network closed", "unknown reason");
                });
    }

    private static String cause(Status status) {
        return status.getDescription() + " " + status.getCause();
    }

    private static List<String> verify(Node node, Load load) throws InterruptedException {
        ManagedChannel channel = node.channel();
        try {
            return load.verify(channel);
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void endsAtOnceOnASecondSigterm() throws Exception {
        try (Node node = Node.in(folder).env("SERVER_PRE_STOP_DELAY", "2m").start()) {
            store(node, "kept");
            node.terminate();
            Awaitility.await()
                    .atMost(Node.PATIENCE)
                    .until(() -> node.get("/health/ready").statusCode() == 503);

            node.terminate();

            node.process().awaitExit(Duration.ofSeconds(20)).exitedWith(FORCED);
            node.restart();
            assertThat(stored(node)).isEqualTo("kept");
        }
    }

    @Test
    void stopsInOrderWhenItsParentIsGone() throws Exception {
        Path log = folder.resolve("pipe.log");
        Node.Plan plan = Node.in(folder);
        ProcessBuilder builder = Node.command(List.of("-Dpairplane.parent-pipe=true"));
        builder.environment().putAll(plan.environment());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        Process process = builder.start();
        try {
            Awaitility.await()
                    .atMost(Node.PATIENCE)
                    .until(() -> Files.readString(log).contains("the store is recovered"));

            process.getOutputStream().close();

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isZero();
        try (Node node = plan.start()) {
            assertThat(node.process().logText()).contains("clean=true");
            assertThat(node.metric("pairdb_wal_recovery_seconds")).isPositive();
        }
    }

    /// Storage invariant 125, and S-11: the listener opens first.
    @Test
    void answersThatItIsRecovering() throws Exception {
        Stores.write(folder.resolve("data"), SyncMode.NONE, 500_000, 50_000);
        Seen seen = new Seen();
        try (Node node = Node.in(folder).heap("-Xmx512m").launch()) {
            ManagedChannel channel = node.channel();
            try {
                Awaitility.await()
                        .atMost(Node.PATIENCE)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> seen.look(node, channel));
                Awaitility.await()
                        .atMost(Node.PATIENCE)
                        .until(() -> Grpc.health(channel, "") == ServingStatus.SERVING);
                assertThat(Grpc.read(Node.stub(channel), "k7").getValue().toStringUtf8())
                        .isEqualTo("450007");
                System.out.printf(
                        "ShutdownIT: recovered %.0f records in %.2f s; seen: %s%n",
                        node.metric("pairdb_wal_recovered_records"),
                        node.metric("pairdb_wal_recovery_seconds"),
                        seen.refusals);
            } finally {
                channel.shutdownNow();
            }
        }
        assertThat(seen.refusals)
                .contains("UNAVAILABLE INTERNAL_ERROR the node is recovering its log");
        assertThat(seen.refusals).hasSize(1);
        assertThat(seen.health).contains(ServingStatus.NOT_SERVING);
        assertThat(seen.ready).contains(503);
        assertThat(seen.live).containsExactly(200);
    }

    /// What a caller and a probe got while the node started.
    private static final class Seen {
        final Set<String> refusals = new LinkedHashSet<>();
        final Set<ServingStatus> health = new LinkedHashSet<>();
        final Set<Integer> ready = new LinkedHashSet<>();
        final Set<Integer> live = new LinkedHashSet<>();

        /// Asks everything once; true when the node serves.
        boolean look(Node node, ManagedChannel channel) {
            channel.resetConnectBackoff();
            boolean served = false;
            try {
                health.add(Grpc.health(channel, ""));
                Grpc.read(Node.stub(channel), "k7");
                served = true;
            } catch (StatusRuntimeException e) {
                Metadata trailers = e.getTrailers();
                String code = trailers == null ? null : trailers.get(Grpc.ERROR_CODE);
                if (code != null) {
                    Status status = e.getStatus();
                    refusals.add(status.getCode() + " " + code + " " + status.getDescription());
                } // Else the port is not open yet.
            }
            try {
                live.add(node.get("/health/live").statusCode());
                ready.add(node.get("/health/ready").statusCode());
            } catch (UncheckedIOException _) {
                // The port is not open yet.
            }
            return served && ready.contains(200);
        }
    }

    private static void store(Node node, String value) {
        ManagedChannel channel = node.channel();
        try {
            assertThat(
                            Node.stub(channel)
                                    .write(Grpc.write("k", ByteString.copyFromUtf8(value), 1))
                                    .getSuccess())
                    .isTrue();
        } finally {
            channel.shutdownNow();
        }
    }

    private static String stored(Node node) {
        ManagedChannel channel = node.channel();
        try {
            ReadResponse found = Grpc.read(Node.stub(channel), "k");
            return found.getValue().toStringUtf8();
        } finally {
            channel.shutdownNow();
        }
    }
}
