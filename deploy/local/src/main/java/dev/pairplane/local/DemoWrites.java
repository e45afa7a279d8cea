package dev.pairplane.local;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Many keys, written by several clients at once, with an accident after half of them; and
/// afterwards the proof that each acknowledged one is still there.
final class DemoWrites {

    private static final int PROGRESS = 100;

    private final DemoClient client;
    private final int keys;
    private final int threads;
    private final DemoOutput out;
    private final Map<String, Clock> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final CompletableFuture<Accident> accident = new CompletableFuture<>();
    private CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);

    /// @param keys at least 2
    DemoWrites(DemoClient client, int keys, int threads, DemoOutput out) {
        this.client = client;
        this.keys = keys;
        this.threads = threads;
        this.out = out;
    }

    /// The moment in which the node was killed.
    ///
    /// @param pid of the process
    /// @param acknowledged writes until then
    /// @param inFlight requests that had been sent and not answered
    record Accident(long pid, int acknowledged, int inFlight) {}

    /// Starts the client threads, and returns.
    ///
    /// @param kill called once, by the thread that got the acknowledgement of half the keys, so
    ///   that nothing lies between the two
    void start(KillSwitch kill) {
        ExecutorService executor =
                Executors.newFixedThreadPool(
                        threads, Thread.ofPlatform().name("client-", 0).daemon().factory());
        writing =
                CompletableFuture.allOf(
                        IntStream.range(0, threads)
                                .mapToObj(thread ->
                                        CompletableFuture.runAsync(
                                                () -> writeShare(thread, kill), executor))
                                .toArray(CompletableFuture<?>[]::new));
        executor.shutdown();
    }

    /// Ends the node's process.
    @FunctionalInterface
    interface KillSwitch {
        /// Returns the number of the process.
        long kill();
    }

    /// Waits for the accident.
    Accident awaitAccident() throws Failure {
        return join(accident);
    }

    /// Waits until every key is acknowledged.
    void await() throws Failure {
        join(writing);
    }

    int acknowledged() {
        return acknowledged.size();
    }

    /// Reads every acknowledged key.
    ///
    /// @return how many were read, which is all of them
    /// @throws Failure naming the first key that is absent, has another value, or a clock that does
    ///   not know of the acknowledged one
    int verify() throws Failure, InterruptedException {
        int verified = 0;
        for (Map.Entry<String, Clock> entry : new TreeMap<>(acknowledged).entrySet()) {
            String key = entry.getKey();
            DemoClient.Reading reading = client.read(key);
            if (!reading.found()) {
                throw new Failure("%s was acknowledged and is lost".formatted(key));
            }
            if (!reading.value().equals(valueOf(key))) {
                throw new Failure(
                        "%s has the value '%s' and not the acknowledged '%s'"
                                .formatted(key, reading.value(), valueOf(key)));
            }
            if (!reading.clock().dominatesOrEquals(entry.getValue())) {
                throw new Failure(
                        "%s has the clock %s, which is older than the acknowledged %s"
                                .formatted(key, reading.clock(), entry.getValue()));
            }
            verified++;
        }
        return verified;
    }

    private void writeShare(int thread, KillSwitch kill) {
        try {
            for (int i = thread; i < keys && !failed.get(); i += threads) {
                String key = "key-%06d".formatted(i);
                Clock clock = Clock.of("client-" + thread, i + 1L);
                Clock answer = client.write(key, valueOf(key), clock);
                if (!answer.dominatesOrEquals(clock)) {
                    throw new Failure(
                            "%s was acknowledged with the clock %s, which is older than the written %s"
                                    .formatted(key, answer, clock));
                }
                acknowledged.put(key, answer);
                onAcknowledged(count.incrementAndGet(), kill);
            }
        } catch (Failure | InterruptedException e) {
            failed.set(true);
            accident.completeExceptionally(e);
            throw new CompletionException(e);
        }
    }

    private void onAcknowledged(int number, KillSwitch kill) {
        if (number == keys / 2) {
            int inFlight = client.inFlight();
            accident.complete(new Accident(kill.kill(), number, inFlight));
        }
        if (number % PROGRESS == 0) {
            out.note("%d of %d acknowledged".formatted(number, keys));
        }
    }

    private static String valueOf(String key) {
        return "the value of " + key;
    }

    private static <T> T join(CompletableFuture<T> future) throws Failure {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Failure failure) {
                throw failure;
            }
            throw e;
        }
    }
}
