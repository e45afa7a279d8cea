package dev.pairplane.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Work for all three services as the demo has it, but with nothing that goes wrong: keys are
/// written, read and deleted, alerts submitted and delivered, Services made and removed. It goes on
/// until it is closed.
final class SteadyWork implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String SERVICES = "/api/v1/namespaces/default/services/";

    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(3);
    private final List<ScheduledFuture<?>> tasks = new ArrayList<>();
    private final AtomicInteger keys = new AtomicInteger();
    private final AtomicInteger alerts = new AtomicInteger();
    private final AtomicInteger services = new AtomicInteger();
    private final DemoClient store;
    private final PublishingApi queue;
    private final KubernetesApi kubernetes;
    private final List<Manifest> service;

    private SteadyWork(RunningPlatform running) throws Failure {
        Platform platform = running.platform();
        PublishingQueue publishing = platform.publishingQueue().orElseThrow();
        this.store =
                new DemoClient(
                        Program.HOST,
                        platform.nodes().getFirst().grpcPort(),
                        "steady",
                        PATIENCE,
                        running);
        this.queue = new PublishingApi(publishing.api(), publishing.management(), running.token());
        this.kubernetes =
                new KubernetesApi(
                        platform.simulators().orElseThrow().kubernetesPort().orElseThrow());
        this.service = Manifests.read(Playground.sample("cart.yaml")).subList(0, 2);
    }

    static SteadyWork start(RunningPlatform running) throws Exception {
        SteadyWork work = new SteadyWork(running);
        for (Manifest manifest : Manifests.read(Playground.sample("shop.yaml"))) {
            work.kubernetes.apply(manifest);
        }
        work.every(Duration.ofMillis(20), work::store);
        work.every(Duration.ofMillis(100), work::submit);
        work.every(Duration.ofMillis(1500), work::makeAndRemove);
        return work;
    }

    /// Something that may fail.
    private interface Step {
        void run() throws Exception;
    }

    private void every(Duration period, Step step) {
        tasks.add(
                executor.scheduleAtFixedRate(
                        () -> {
                            try {
                                step.run();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        0,
                        period.toMillis(),
                        TimeUnit.MILLISECONDS));
    }

    private void store() throws Exception {
        int number = keys.incrementAndGet();
        String key = "key-" + number;
        Clock clock = store.write(key, "the value of " + key, Clock.of("steady", 1));
        if (!store.read(key).found()) {
            throw new AssertionError(key + " was written and is not there");
        }
        if (number % 5 == 0) {
            store.delete(key, clock);
        }
    }

    private void submit() throws Exception {
        DemoAlert.Tier[] tiers = DemoAlert.Tier.values();
        int number = alerts.incrementAndGet();
        DemoAlert alert =
                DemoAlert.of(
                                tiers[number % tiers.length],
                                1,
                                "steady-" + number,
                                Instant.now().toString())
                        .getFirst();
        Optional<List<String>> jobs = queue.submit(alert, alert.fingerprint());
        if (jobs.isEmpty()) {
            throw new AssertionError(alert + " was not accepted");
        }
    }

    /// A Service with its slice is made, and an older one removed; each third one goes again while
    /// it is being made.
    private void makeAndRemove() throws Exception {
        int number = services.incrementAndGet();
        if (number % 3 == 0) {
            make("brief-" + number);
            kubernetes.delete(SERVICES + "brief-" + number);
        }
        make("steady-" + number);
        if (number > 2) {
            kubernetes.delete(SERVICES + "steady-" + (number - 2));
        }
    }

    private void make(String name) throws Exception {
        int number = 0;
        for (Manifest manifest : service) {
            ObjectNode object = manifest.object().deepCopy();
            ObjectNode metadata = object.withObject("/metadata").put("name", name);
            if (metadata.has("labels")) {
                metadata.withObject("/labels").put("kubernetes.io/service-name", name);
            }
            kubernetes.apply(
                    new Manifest(Path.of("steady"), ++number, manifest.resource(), object));
        }
    }

    /// Throws what went wrong, if anything did.
    void check() throws InterruptedException {
        for (ScheduledFuture<?> task : tasks) {
            if (task.isDone()) {
                try {
                    task.get();
                } catch (ExecutionException e) {
                    throw new AssertionError("the work did not go on", e.getCause());
                }
            }
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        executor.close();
        store.close();
        queue.close();
        kubernetes.close();
    }
}
