package dev.pairplane.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the demo asks of publishing-queue: its API, and its metrics. Safe for threads.
final class PublishingApi implements AutoCloseable {

    private static final String PREFIX = "alert_history_publishing_";
    private static final int ACCEPTED = 202;
    private static final int UNAVAILABLE = 503;
    private static final int PAGE = 1000;

    private final JsonHttp http;
    private final JsonHttp metrics;

    /// @param api without a path
    /// @param management without a path
    PublishingApi(URI api, URI management, String token) {
        this.http = new JsonHttp("publishing-queue", api, token);
        this.metrics = new JsonHttp("publishing-queue", management, token);
    }

    /// A dead letter.
    record DeadLetter(String id, String job, String fingerprint, String errorType, int status) {}

    /// Submits an alert to all targets.
    ///
    /// @param key the same for the same alert, so that it may be sent again
    /// @return the numbers of its jobs; empty when it should be tried again
    Optional<List<String>> submit(DemoAlert alert, String key)
            throws Failure, InterruptedException, JsonHttp.NoAnswer {
        JsonHttp.Answer answer =
                http.send(
                        "POST",
                        PublishingQueue.API + "/submit",
                        alert.toJson(),
                        JsonHttp.JSON,
                        Map.of("Idempotency-Key", key));
        if (answer.status() == UNAVAILABLE) {
            return Optional.empty();
        }
        if (answer.status() != ACCEPTED) {
            throw refused("an alert", answer);
        }
        List<String> jobs = new ArrayList<>();
        answer.body().path("job_ids").forEach(job -> jobs.add(job.asText()));
        return Optional.of(jobs);
    }

    /// The names of the targets that it sends to.
    List<String> targets() throws Failure, InterruptedException, JsonHttp.NoAnswer {
        List<String> names = new ArrayList<>();
        for (JsonNode target : get("/targets?enabled=true")) {
            names.add(target.path("name").asText());
        }
        return names;
    }

    /// How many jobs are in a state.
    int jobs(String state) throws Failure, InterruptedException, JsonHttp.NoAnswer {
        return get("/jobs?limit=1&state=" + state).path("total_count").asInt();
    }

    /// The state of one job.
    String stateOf(String job) throws Failure, InterruptedException, JsonHttp.NoAnswer {
        return get("/jobs/" + job).path("state").asText();
    }

    /// All dead letters.
    ///
    /// @param target only this one's; empty for all
    List<DeadLetter> deadLetters(String target)
            throws Failure, InterruptedException, JsonHttp.NoAnswer {
        List<DeadLetter> all = new ArrayList<>();
        String only = target.isEmpty() ? "" : "&target=" + target;
        while (true) {
            JsonNode page = get("/dlq?limit=%d&offset=%d%s".formatted(PAGE, all.size(), only));
            for (JsonNode entry : page.path("entries")) {
                all.add(
                        new DeadLetter(
                                entry.path("id").asText(),
                                entry.path("job_id").asText(),
                                entry.path("fingerprint").asText(),
                                entry.path("error_type").asText(),
                                entry.path("status_code").asInt()));
            }
            if (page.path("entries").size() < PAGE) {
                return all;
            }
        }
    }

    /// Sends a dead letter again.
    ///
    /// @return the number of the new job
    String replay(String deadLetter) throws Failure, InterruptedException, JsonHttp.NoAnswer {
        JsonHttp.Answer answer = askForReplay(deadLetter);
        if (!answer.isOk()) {
            throw refused("the replay of a dead letter", answer);
        }
        return answer.body().path("job_id").asText();
    }

    /// The status of the answer to a replay.
    int replayAgain(String deadLetter) throws InterruptedException, JsonHttp.NoAnswer {
        return askForReplay(deadLetter).status();
    }

    private JsonHttp.Answer askForReplay(String deadLetter)
            throws InterruptedException, JsonHttp.NoAnswer {
        return http.send("POST", PublishingQueue.API + "/dlq/" + deadLetter + "/replay");
    }

    /// Whether a dead letter is marked as sent again.
    boolean isReplayed(String deadLetter) throws Failure, InterruptedException, JsonHttp.NoAnswer {
        return get("/dlq/" + deadLetter).path("replayed").asBoolean();
    }

    /// A metric of a target, summed over its other labels.
    double metric(String name, String target) throws InterruptedException, JsonHttp.NoAnswer {
        return metrics.text("/metrics")
                .lines()
                .filter(line -> line.startsWith(PREFIX + name + "{"))
                .filter(line -> line.contains("target=\"" + target + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private JsonNode get(String path) throws Failure, InterruptedException, JsonHttp.NoAnswer {
        JsonHttp.Answer answer = http.get(PublishingQueue.API + path);
        if (answer.status() == UNAVAILABLE) {
            // As a database that is slow; the next answer may be another.
            throw new JsonHttp.NoAnswer(String.valueOf(refused(path, answer).getMessage()));
        }
        if (!answer.isOk()) {
            throw refused(path, answer);
        }
        return answer.body();
    }

    private static Failure refused(String what, JsonHttp.Answer answer) {
        return new Failure(
                "publishing-queue answers %d to %s: %s"
                        .formatted(answer.status(), what, answer.message()));
    }

    @Override
    public void close() {
        http.close();
        metrics.close();
    }
}
