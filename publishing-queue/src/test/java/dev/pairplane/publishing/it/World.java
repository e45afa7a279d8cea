package dev.pairplane.publishing.it;

import dev.pairplane.simulators.receiver.Receiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/// A database, a receiver with its record, and two replicas of the service, of which one runs at
/// first.
final class World implements AutoCloseable {
    /// Answers at once.
    static final String STEADY = "steady";

    /// Takes its time.
    static final String SLOW = "slow";

    /// Fails in many ways, for a while; what comes and goes meanwhile is collapsed.
    static final String MOODY = "moody";

    static final List<String> TARGETS = List.of(STEADY, SLOW, MOODY);

    private final PostgresProcess postgres;
    private final Receiver receiver;
    private final Arrivals arrivals;
    private final List<QueueProcess> replicas;

    private World(
            PostgresProcess postgres,
            Receiver receiver,
            Arrivals arrivals,
            List<QueueProcess> replicas) {
        this.postgres = postgres;
        this.receiver = receiver;
        this.arrivals = arrivals;
        this.replicas = List.copyOf(replicas);
    }

    /// Starts all of it; the first replica is ready.
    ///
    /// @param often whether many starts come after this, which are to be short
    static World start(Path folder, boolean often) throws IOException {
        PostgresProcess postgres = PostgresProcess.start(folder);
        Receiver receiver = Receiver.start(0, InstantSource.system());
        Path targets = folder.resolve("targets.yaml");
        Files.writeString(targets, targets(receiver));
        QueueProcess first = plan(folder, "first", postgres, targets).start();
        QueueProcess second = plan(folder, "second", postgres, targets).launch();
        if (often) {
            second.awaitReady();
            // An orderly end leaves an archive of classes, which shortens all later starts.
            second.process().terminate(QueueProcess.PATIENCE).exitedWith(0);
        } else {
            second.process().kill();
        }
        return new World(postgres, receiver, Arrivals.of(receiver), List.of(first, second));
    }

    private static String targets(Receiver receiver) {
        StringBuilder yaml = new StringBuilder("targets:\n");
        for (String name : TARGETS) {
            yaml.append(
                    "  - {name: %s, type: webhook, timeout: 4s, max_retries: 2, collapse_pairs: %s, url: '%s/hooks/%s'}%n"
                            .formatted(name, name.equals(MOODY), receiver.uri(), name));
        }
        return yaml.toString();
    }

    private static QueueProcess.Plan plan(
            Path folder, String name, PostgresProcess postgres, Path targets) {
        return QueueProcess.over(folder, name, postgres, targets)
                .set("queue.workers", 16)
                .set("retry.base", "50ms")
                .set("retry.jitter", "100ms")
                .set("retry.max", "1s")
                .set("breaker.timeout", "1s");
    }

    PostgresProcess postgres() {
        return postgres;
    }

    Receiver receiver() {
        return receiver;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    List<QueueProcess> replicas() {
        return replicas;
    }

    /// Those that run; asked by whoever starts and kills them.
    List<QueueProcess> running() {
        return replicas.stream().filter(replica -> replica.process().isRunning()).toList();
    }

    /// Any replica, running or not: a client does not know. Safe for threads.
    QueueProcess any(RandomGenerator random) {
        return replicas.get(random.nextInt(replicas.size()));
    }

    @Override
    public void close() {
        replicas.forEach(QueueProcess::close);
        arrivals.close();
        receiver.close();
        postgres.close();
    }
}
