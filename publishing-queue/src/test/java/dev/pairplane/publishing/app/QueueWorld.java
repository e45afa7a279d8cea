package dev.pairplane.publishing.app;

import dev.pairplane.publishing.outbound.postgres.TestDatabase;
import dev.pairplane.publishing.outbound.webhook.Receiver;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL and a receiver for the whole service in a test. The target `good` takes everything,
/// `bad` refuses each message.
public final class QueueWorld implements QuarkusTestResourceLifecycleManager {
    private @Nullable TestDatabase database;
    private @Nullable Receiver receiver;

    @Override
    public Map<String, String> start() {
        TestDatabase made = TestDatabase.empty();
        database = made;
        try {
            Receiver started =
                    new Receiver(request ->
                            request.response()
                                    .setStatusCode("/bad".equals(request.path()) ? 400 : 200)
                                    .end("seen"));
            receiver = started;
            Path targets = Files.createTempFile("targets", ".yaml");
            Files.writeString(
                    targets,
                    """
                    targets:
                      - {name: good, type: webhook, url: "%s", allow_insecure: true}
                      - {name: bad, type: webhook, url: "%s", allow_insecure: true}
                    """
                            .formatted(started.url("/good"), started.url("/bad")));
            return Map.of(
                    "database.url",
                    "postgresql://127.0.0.1:"
                            + made.options().getPort()
                            + "/"
                            + made.options().getDatabase(),
                    "database.username",
                    "postgres",
                    "database.password",
                    "none-is-asked-for",
                    "targets.path",
                    targets.toString(),
                    "targets.allow_private_networks",
                    "true",
                    "auth.operator_token",
                    "operator-token",
                    "auth.submitter_token",
                    "submitter-token",
                    "auth.allow_anonymous",
                    "false");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("the receiver did not start", e);
        }
    }

    @Override
    public void stop() {
        if (receiver != null) {
            receiver.close();
        }
        if (database != null) {
            database.close();
        }
    }
}
