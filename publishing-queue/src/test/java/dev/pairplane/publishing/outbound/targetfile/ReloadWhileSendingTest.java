package dev.pairplane.publishing.outbound.targetfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.send.SendResult;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.outbound.guard.AddressGuard;
import dev.pairplane.publishing.outbound.guard.GuardSettings;
import dev.pairplane.publishing.outbound.guard.GuardedHosts;
import dev.pairplane.publishing.outbound.webhook.Receiver;
import dev.pairplane.publishing.outbound.webhook.SampleJobs;
import dev.pairplane.publishing.outbound.webhook.WebhookListener;
import dev.pairplane.publishing.outbound.webhook.WebhookSender;
import dev.pairplane.publishing.outbound.webhook.WebhookSettings;
import io.opentelemetry.api.trace.TracerProvider;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadWhileSendingTest {

    private static final int ROUNDS = 60;

    @TempDir private Path folder;

    /// Files are rewritten, broken and mended while alerts go out: each goes out once, by settings
    /// that once were in a file.
    @Test
    void nothingIsLostWhileFilesAreRewritten() throws Exception {
        var open = new GuardSettings(true, List.of(), Set.of());
        var targets = new FileTargets(folder, open);
        Vertx vertx = Vertx.vertx();
        var serial = Executors.newSingleThreadExecutor();
        try (var receiver = Receiver.answering(200, "");
                var sender =
                        new WebhookSender(
                                vertx,
                                serial,
                                targets.file::find,
                                new GuardedHosts(
                                        new AddressGuard(open), _ -> new CompletableFuture<>()),
                                InstantSource.system(),
                                WebhookSettings.of("test"),
                                TracerProvider.noop().get("test"),
                                WebhookListener.NONE)) {
            write(receiver, 0);
            Target target = targets.file.reload().targets().find("ops").orElseThrow();
            var results = new ArrayList<CompletableFuture<SendResult>>();
            for (int round = 1; round <= ROUNDS; round++) {
                if (round % 3 == 0) {
                    Files.writeString(folder.resolve("ops.yaml"), "{name: ops, type");
                } else {
                    write(receiver, round);
                }
                targets.file.reload();
                var result = new CompletableFuture<SendResult>();
                results.add(result);
                var _ = sender.send(SampleJobs.full("ops"), target, round, result::complete);
            }
            for (var result : results) {
                assertThat(result.get(20, TimeUnit.SECONDS))
                        .isInstanceOf(SendResult.Answered.class);
            }

            assertThat(receiver.received()).hasSize(ROUNDS);
            assertThat(receiver.received())
                    .allSatisfy(got -> {
                        // A broken file leaves what was before it.
                        int attempt = Integer.parseInt(got.header("X-Attempt"));
                        int written = attempt % 3 == 0 ? attempt - 1 : attempt;
                        assertThat(got.uri()).isEqualTo("/" + written);
                        assertThat(got.header("Authorization")).isEqualTo("Bearer t" + written);
                    });
        } finally {
            serial.shutdownNow();
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    private void write(Receiver receiver, int round) throws Exception {
        Files.writeString(
                folder.resolve("ops.yaml"),
                """
                name: ops
                type: webhook
                url: %s
                allow_insecure: true
                auth: {type: bearer, token: t%d}
                """
                        .formatted(receiver.url("/" + round), round));
    }
}
