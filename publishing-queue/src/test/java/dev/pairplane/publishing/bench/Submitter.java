package dev.pairplane.publishing.bench;

import dev.pairplane.publishing.it.QueueProcess;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Submits alerts at a steady rate, each to all targets, and notes how long the answers took.
final class Submitter {
    /// Longer than a request may take before it counts as not answered.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
    private final QueueProcess queue;
    private final Sink sink;

    Submitter(QueueProcess queue, Sink sink) {
        this.queue = queue;
        this.sink = sink;
    }

    /// What was answered.
    ///
    /// @param latencies of the 202s
    /// @param statuses how often each came, 0 for none
    record Answers(Latencies latencies, SortedMap<Integer, Integer> statuses) {
        int accepted() {
            return statuses.getOrDefault(202, 0);
        }
    }

    /// Returns when all is answered.
    ///
    /// @param first the number of the first alert
    /// @param measured whether its deliveries are measured
    Answers run(int rate, int count, int first, boolean measured) throws InterruptedException {
        Answers answers = new Answers(new Latencies(count), new TreeMap<>());
        CountDownLatch open = new CountDownLatch(count);
        Pacer.run(
                rate,
                count,
                (number, due) -> {
                    if (measured) {
                        sink.expect(first + number, due);
                    }
                    var _ =
                            send(first + number)
                                    .thenAccept(status -> {
                                        if (status == 202) {
                                            answers.latencies().add(System.nanoTime() - due);
                                        }
                                        synchronized (answers) {
                                            answers.statuses().merge(status, 1, Integer::sum);
                                        }
                                        open.countDown();
                                    });
                });
        if (!open.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(open.getCount() + " are not answered after " + PATIENCE);
        }
        return answers;
    }

    /// @return the status, 0 when there was no answer
    private CompletableFuture<Integer> send(int number) {
        return http.sendAsync(
                        queue.request("/submit")
                                .POST(BodyPublishers.ofString(body(number)))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode)
                .exceptionally(_ -> 0);
    }

    /// A fifth critical, half warning, the rest info; about 1 KiB.
    static String body(int number) {
        int tenth = number % 10;
        String severity = tenth < 2 ? "critical" : tenth < 7 ? "warning" : "info";
        return """
        {"alert": {"alert_name": "HighCPU", "fingerprint": "%s%d", "status": "firing",
        "labels": {"alertname": "HighCPU", "severity": "%s", "environment": "production",
        "instance": "node-%d.example.com:9100", "job": "node", "cluster": "north-1"},
        "annotations": {"summary": "CPU usage is high", "description": "%s"},
        "starts_at": "%s", "generator_url": "http://prometheus.example.com/graph"}}\
        """
                .formatted(
                        Sink.MARK,
                        number,
                        severity,
                        number % 500,
                        "The load of this node has been above its limit for a while. ".repeat(8),
                        Instant.now());
    }
}
