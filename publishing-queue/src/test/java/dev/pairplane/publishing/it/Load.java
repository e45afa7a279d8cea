package dev.pairplane.publishing.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.testkit.Seeds;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Alert sources that submit one alert after another, each to whichever replica it finds. One that
/// got no answer, or that nothing was accepted, asks again when it has an idempotency key; without
/// one it cannot know, and goes on. Each source has fingerprints of its own, so the alerts of one
/// fingerprint are submitted in order.
final class Load {
    private static final int SOURCES = 6;
    private static final int FINGERPRINTS = 4;
    private static final int REMEMBERED = 20;

    /// Longer than a start may take.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final JsonMapper JSON = new JsonMapper();

    private final World world;
    private final List<Source> sources = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Accepted> accepted = new ConcurrentLinkedQueue<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong unheard = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicLong givenUp = new AtomicLong();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /// What a 202 said.
    ///
    /// @param jobs the targets of the jobs, by id
    record Accepted(
            Optional<String> key,
            String body,
            String fingerprint,
            String status,
            String submission,
            Map<String, String> jobs,
            Instant asked,
            Instant answered) {}

    Load(World world, Seeds seeds) {
        this.world = world;
        for (int i = 0; i < SOURCES; i++) {
            sources.add(new Source(i, seeds.random("source " + i)));
        }
    }

    void begin() {
        for (Source source : sources) {
            threads.add(Thread.ofPlatform().name("source-" + source.number).start(source));
        }
    }

    /// Returns when each source has the answer to what it asks for.
    void end() throws InterruptedException {
        stopping.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    List<Accepted> accepted() {
        return List.copyOf(accepted);
    }

    /// What no client should have seen.
    List<String> faults() {
        return List.copyOf(faults);
    }

    String counts() {
        return ("%d requests: %d found nobody, %d got no answer, %d were refused; %d submissions"
                        + " given up without a key; %d 202s, and %d again for the same key")
                .formatted(
                        requests.get(),
                        unheard.get(),
                        unanswered.get(),
                        refused.get(),
                        givenUp.get(),
                        accepted.size(),
                        repeated.get());
    }

    private final class Source implements Runnable {
        private final int number;
        private final RandomGenerator random;
        private final boolean[] firing = new boolean[FINGERPRINTS];
        private final List<Accepted> remembered = new ArrayList<>();
        private long alerts;

        Source(int number, RandomGenerator random) {
            this.number = number;
            this.random = random;
        }

        @Override
        public void run() {
            try {
                do {
                    if (!remembered.isEmpty() && random.nextInt(20) == 0) {
                        askAgain(remembered.get(random.nextInt(remembered.size())));
                    } else {
                        submit();
                    }
                } while (!stopping.await(random.nextInt(30, 220), TimeUnit.MILLISECONDS));
            } catch (InterruptedException | IOException | RuntimeException e) {
                faults.add("source " + number + ": " + e);
            }
        }

        private void submit() throws InterruptedException, IOException {
            int chosen = random.nextInt(FINGERPRINTS);
            String fingerprint = "source-" + number + "-alert-" + chosen;
            // Seldom the same again.
            boolean now = firing[chosen] == (random.nextInt(8) == 0);
            firing[chosen] = now;
            String status = now ? "firing" : "resolved";
            String id = "source-" + number + "-" + alerts++;
            Optional<String> key = random.nextInt(10) < 7 ? Optional.of(id) : Optional.empty();
            String body = body(fingerprint, status);
            Instant asked = Instant.now();
            Optional<JsonNode> given = ask(key, body);
            if (given.isEmpty()) {
                return;
            }
            JsonNode answer = given.orElseThrow();
            Map<String, String> jobs = new LinkedHashMap<>();
            answer.path("jobs")
                    .forEach(job ->
                            jobs.put(job.path("id").asText(), job.path("target_name").asText()));
            Accepted made =
                    new Accepted(
                            key,
                            body,
                            fingerprint,
                            status,
                            answer.path("submission_id").asText(),
                            jobs,
                            asked,
                            Instant.now());
            if (jobs.isEmpty() || jobs.size() != answer.path("job_ids").size()) {
                faults.add("a 202 that names no jobs, or not all: " + answer);
            }
            accepted.add(made);
            if (key.isPresent()) {
                remembered.add(made);
                if (remembered.size() > REMEMBERED) {
                    remembered.removeFirst();
                }
            }
        }

        private void askAgain(Accepted before) throws InterruptedException, IOException {
            JsonNode answer = ask(before.key(), before.body()).orElseThrow();
            repeated.incrementAndGet();
            List<String> jobs = new ArrayList<>();
            answer.path("job_ids").forEach(job -> jobs.add(job.asText()));
            if (!jobs.equals(List.copyOf(before.jobs().keySet()))) {
                faults.add("another answer for the same key: " + answer + ", not " + before);
            }
        }

        private String body(String fingerprint, String status) {
            ObjectNode body = JSON.createObjectNode();
            ObjectNode alert = body.putObject("alert");
            alert.put("alert_name", "Crash");
            alert.put("fingerprint", fingerprint);
            alert.put("status", status);
            alert.put("starts_at", Instant.now().toString());
            String[] severities = {"critical", "warning", "warning", "info"};
            alert.putObject("labels")
                    .put("severity", severities[random.nextInt(severities.length)]);
            alert.putObject("annotations").put("summary", "x".repeat(random.nextInt(1, 600)));
            if (random.nextInt(2) == 0) {
                body.put("target_name", World.TARGETS.get(random.nextInt(World.TARGETS.size())));
            }
            return body.toString();
        }

        /// Asks until there is a 202, as often as the key allows; without one only until somebody
        /// may have heard it.
        private Optional<JsonNode> ask(Optional<String> key, String body)
                throws InterruptedException, IOException {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                HttpRequest.Builder request =
                        world.any(random).request("/submit").POST(BodyPublishers.ofString(body));
                key.ifPresent(value -> request.header("Idempotency-Key", value));
                try {
                    requests.incrementAndGet();
                    HttpResponse<String> answer = QueueProcess.tryToSend(request.build());
                    if (answer.statusCode() == 202) {
                        return Optional.of(JSON.readTree(answer.body()));
                    }
                    if (answer.statusCode() != 503) {
                        faults.add(answer.statusCode() + ": " + answer.body());
                        return Optional.empty();
                    }
                    refused.incrementAndGet();
                } catch (ConnectException | HttpConnectTimeoutException e) {
                    unheard.incrementAndGet();
                    Load.pause(random.nextInt(20, 100));
                    continue;
                } catch (JsonProcessingException e) {
                    throw e;
                } catch (IOException e) {
                    unanswered.incrementAndGet();
                }
                if (key.isEmpty()) {
                    givenUp.incrementAndGet();
                    return Optional.empty();
                }
                Load.pause(random.nextInt(50, 400));
            }
            faults.add("no 202 within " + PATIENCE + " for the key " + key);
            return Optional.empty();
        }
    }

    /// Any moment is right.
    static void pause(long millis) throws InterruptedException {
        new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }
}
