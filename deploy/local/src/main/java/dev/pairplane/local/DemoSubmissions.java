package dev.pairplane.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Patient clients that submit alerts: what was not answered is sent again, with the same key,
/// until it is accepted.
final class DemoSubmissions {

    private static final int CLIENTS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final PublishingApi api;
    private final DemoClient.Watch watch;
    private final int targets;
    private final Map<DemoAlert, List<String>> accepted = new ConcurrentHashMap<>();
    private final AtomicInteger repeated = new AtomicInteger();

    /// @param watch is asked after each failed attempt whether another makes sense
    /// @param targets each alert has to be accepted for so many
    DemoSubmissions(PublishingApi api, DemoClient.Watch watch, int targets) {
        this.api = api;
        this.watch = watch;
        this.targets = targets;
    }

    /// The jobs of each accepted alert.
    Map<DemoAlert, List<String>> accepted() {
        return Map.copyOf(accepted);
    }

    /// Attempts that had no answer, or none that says yes or no.
    int repeated() {
        return repeated.get();
    }

    /// Submits them all, in their order as far as several clients keep one.
    ///
    /// @param onAccepted is told how many of these are accepted, after each, by the client's thread
    CompletableFuture<Void> start(List<DemoAlert> alerts, IntConsumer onAccepted) {
        Iterator<DemoAlert> rest = alerts.iterator();
        AtomicInteger count = new AtomicInteger();
        AtomicBoolean failed = new AtomicBoolean();
        ExecutorService executor =
                Executors.newFixedThreadPool(
                        CLIENTS, Thread.ofPlatform().name("submitter-", 0).daemon().factory());
        CompletableFuture<Void> all =
                CompletableFuture.allOf(
                        IntStream.range(0, CLIENTS)
                                .mapToObj(_ ->
                                        CompletableFuture.runAsync(
                                                () -> {
                                                    try {
                                                        work(rest, count, failed, onAccepted);
                                                    } catch (Failure | InterruptedException e) {
                                                        failed.set(true);
                                                        throw new CompletionException(e);
                                                    }
                                                },
                                                executor))
                                .toArray(CompletableFuture<?>[]::new));
        executor.shutdown();
        return all;
    }

    private void work(
            Iterator<DemoAlert> rest,
            AtomicInteger count,
            AtomicBoolean failed,
            IntConsumer onAccepted)
            throws Failure, InterruptedException {
        while (!failed.get()) {
            DemoAlert alert;
            synchronized (rest) {
                if (!rest.hasNext()) {
                    return;
                }
                alert = rest.next();
            }
            List<String> jobs = submit(alert);
            if (jobs.size() != targets) {
                throw new Failure(
                        "%s was accepted for %d targets, and there are %d"
                                .formatted(alert.fingerprint(), jobs.size(), targets));
            }
            accepted.put(alert, jobs);
            onAccepted.accept(count.incrementAndGet());
        }
    }

    private List<String> submit(DemoAlert alert) throws Failure, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            String trouble = "it has no room";
            try {
                Optional<List<String>> jobs = api.submit(alert, alert.fingerprint());
                if (jobs.isPresent()) {
                    return jobs.orElseThrow();
                }
            } catch (JsonHttp.NoAnswer e) {
                trouble = String.valueOf(e.getMessage());
            }
            repeated.incrementAndGet();
            watch.check();
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new Failure(
                        "%s was not accepted in %d s: %s"
                                .formatted(alert.fingerprint(), PATIENCE.toSeconds(), trouble));
            }
            Thread.sleep(PAUSE);
        }
    }

    /// Submits them all, and returns when they are accepted.
    void submitAll(List<DemoAlert> alerts) throws Failure {
        join(start(alerts, _ -> {}));
    }

    static void join(CompletableFuture<Void> future) throws Failure {
        try {
            future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Failure failure) {
                throw failure;
            }
            throw e;
        }
    }

    /// The jobs of all accepted alerts.
    List<String> jobs() {
        List<String> jobs = new ArrayList<>();
        accepted.values().forEach(jobs::addAll);
        return jobs;
    }
}
