package dev.pairplane.publishing.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pairplane.simulators.receiver.Receiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// All that ever came to a receiver, which itself only keeps the last 10,000: a thread of its own
/// reads them in time.
final class Arrivals implements AutoCloseable {
    /// Longer than any answer is delayed here; what has none by then never gets one.
    private static final Duration UNANSWERED = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int PAGE = 1000;
    private static final JsonMapper JSON = new JsonMapper();

    private final Receiver receiver;
    private final TreeMap<Long, Arrival> all = new TreeMap<>();
    private final AtomicReference<Optional<Throwable>> failure =
            new AtomicReference<>(Optional.empty());
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread reader;

    /// One request that came.
    ///
    /// @param number in the order in which they came
    /// @param status of the answer, 0 for none
    /// @param answered when; the time it came where there is none
    record Arrival(
            long number, Instant came, String target, String job, int status, Instant answered) {

        boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        private static Arrival of(JsonNode json) {
            Instant came = Instant.parse(json.path("time").asText());
            return new Arrival(
                    json.path("number").asLong(),
                    came,
                    json.path("target").asText(),
                    json.path("webhook_id").asText(),
                    json.path("status").asInt(),
                    json.has("answered") ? Instant.parse(json.path("answered").asText()) : came);
        }
    }

    private Arrivals(Receiver receiver) {
        this.receiver = receiver;
        this.reader = Thread.ofPlatform().name("arrivals").daemon().unstarted(this::run);
    }

    /// Reads from now on.
    static Arrivals of(Receiver receiver) {
        Arrivals arrivals = new Arrivals(receiver);
        arrivals.reader.start();
        return arrivals;
    }

    private void run() {
        try {
            do {
                read();
            } while (!closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            failure.set(Optional.of(e));
        }
    }

    /// Reads what is new, and again what had no answer yet.
    private synchronized void read() throws InterruptedException {
        long last = all.isEmpty() ? 0 : all.lastKey();
        long after = firstOpen().map(number -> number - 1).orElse(last);
        List<Arrival> page;
        do {
            page = page(after);
            for (Arrival arrival : page) {
                all.put(arrival.number(), arrival);
                after = arrival.number();
            }
        } while (page.size() == PAGE);
        if (!all.isEmpty() && all.size() != all.lastKey()) {
            throw new AssertionError(
                    "the receiver forgot some of the %d that came before they were read"
                            .formatted(all.lastKey()));
        }
    }

    private Optional<Long> firstOpen() {
        Instant since = Instant.now().minus(UNANSWERED);
        Optional<Long> first = Optional.empty();
        for (Arrival arrival : all.reversed().values()) {
            if (arrival.came().isBefore(since)) {
                break;
            }
            first = arrival.status() == 0 ? Optional.of(arrival.number()) : first;
        }
        return first;
    }

    private List<Arrival> page(long after) throws InterruptedException {
        URI uri = receiver.uri().resolve("/deliveries?after=" + after + "&limit=" + PAGE);
        String body =
                QueueProcess.send(
                                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build())
                        .body();
        try {
            List<Arrival> page = new ArrayList<>();
            JSON.readTree(body).path("deliveries").forEach(json -> page.add(Arrival.of(json)));
            return page;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All that came until now, in order; each is answered, or was left without an answer for good.
    List<Arrival> all() throws InterruptedException {
        Optional<Throwable> failed = failure.get();
        if (failed.isPresent()) {
            throw new AssertionError("the receiver's record was not read", failed.orElseThrow());
        }
        read();
        synchronized (this) {
            return List.copyOf(all.values());
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
