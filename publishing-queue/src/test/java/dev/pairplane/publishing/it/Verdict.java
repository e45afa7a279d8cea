package dev.pairplane.publishing.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pairplane.publishing.it.Arrivals.Arrival;
import dev.pairplane.publishing.it.Load.Accepted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What became of everything that was accepted, by all who can tell: the API, the tables, and the
/// receiver. Made when all is quiet.
final class Verdict {
    private static final JsonMapper JSON = new JsonMapper();

    private final World world;
    private final List<Accepted> accepted;
    private final Map<String, Ended> ended = new LinkedHashMap<>();
    private final Map<String, List<Arrival>> arrivals;

    /// A job that ended.
    ///
    /// @param seq its place in the order of acceptance
    /// @param end `succeeded`, `collapsed`, or the dead letter's reason
    record Ended(
            String id, long seq, String fingerprint, String status, String target, String end) {
        boolean delivered() {
            return end.equals("succeeded");
        }

        boolean collapsed() {
            return end.equals("collapsed");
        }

        private String state() {
            return delivered() || collapsed() ? end : "dlq";
        }

        private boolean isResolvedAfter(Ended other) {
            return seq > other.seq
                    && status.equals("resolved")
                    && fingerprint.equals(other.fingerprint)
                    && target.equals(other.target)
                    && !collapsed();
        }
    }

    Verdict(World world, List<Accepted> accepted) throws InterruptedException {
        this.world = world;
        this.accepted = accepted;
        world.postgres()
                .query(
                        """
                        select id, seq, fingerprint, alert_status, target_name, final_state
                        from publishing_job_history
                        union all
                        select job_id, seq, fingerprint, alert_status, target_name, reason
                        from publishing_dlq
                        order by seq
                        """)
                .forEach(row -> {
                    String[] of = row.split("\\|", -1);
                    ended.put(
                            of[0],
                            new Ended(of[0], Long.parseLong(of[1]), of[2], of[3], of[4], of[5]));
                });
        arrivals =
                world.arrivals().all().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Arrival::job, LinkedHashMap::new, Collectors.toList()));
    }

    /// An attempt whose answer the sender did not hear in time, as it wrote down itself.
    record Unheard(String job, Instant from, Instant until) {}

    /// All attempts of that kind.
    List<Unheard> unheard() {
        return world
                .postgres()
                .query(
                        """
                        select job_id, (extract(epoch from started_at) * 1000000)::bigint, duration_us
                        from publishing_attempt where ambiguous
                        """)
                .stream()
                .map(row -> {
                    String[] of = row.split("\\|", -1);
                    Instant from = Instant.EPOCH.plus(Long.parseLong(of[1]), ChronoUnit.MICROS);
                    return new Unheard(
                            of[0], from, from.plus(Long.parseLong(of[2]), ChronoUnit.MICROS));
                })
                .toList();
    }

    /// All jobs that ended, in the order of acceptance.
    List<Ended> ended() {
        return List.copyOf(ended.values());
    }

    /// What came for a job, in order.
    List<Arrival> arrivals(String job) {
        return arrivals.getOrDefault(job, List.of());
    }

    /// All requests that came.
    long requests() {
        return arrivals.values().stream().mapToLong(List::size).sum();
    }

    /// Jobs by how they ended.
    Map<String, Long> ends() {
        return ended.values().stream()
                .collect(Collectors.groupingBy(Ended::end, Collectors.counting()));
    }

    /// Where those who can tell disagree, or a promise was broken.
    List<String> differences() throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        accepted.forEach(submission ->
                submission
                        .jobs()
                        .forEach((job, target) -> promised(submission, job, target, wrong)));
        ended.values().forEach(job -> confirmed(job, wrong));
        ended.values().stream().filter(Ended::collapsed).forEach(job -> superfluous(job, wrong));
        arrivals.keySet().stream()
                .filter(job -> !ended.containsKey(job))
                .forEach(job -> wrong.add("a job came that there is not: " + job));
        shown(wrong);
        return wrong;
    }

    private void promised(Accepted submission, String id, String target, List<String> wrong) {
        Ended job = ended.get(id);
        if (job == null) {
            wrong.add("job " + id + " of a 202 is nowhere: " + submission);
        } else if (!job.target().equals(target)
                || !job.fingerprint().equals(submission.fingerprint())
                || !job.status().equals(submission.status())) {
            wrong.add(job + " is not what was accepted: " + submission);
        }
    }

    private void confirmed(Ended job, List<String> wrong) {
        boolean taken = arrivals(job.id()).stream().anyMatch(Arrival::isSuccess);
        if (job.delivered() && !taken) {
            wrong.add(job + " was delivered, and the receiver does not know of it");
        }
        if (!arrivals(job.id()).stream().allMatch(came -> came.target().equals(job.target()))) {
            wrong.add(job + " came to another target: " + arrivals(job.id()));
        }
    }

    /// A collapsed job was never sent, and a resolved came behind it that was not collapsed.
    private void superfluous(Ended job, List<String> wrong) {
        if (!arrivals(job.id()).isEmpty()) {
            wrong.add(job + " came: " + arrivals(job.id()));
        }
        if (!job.target().equals(World.MOODY)) {
            wrong.add(job + " is of a target that does not want that");
        }
        if (ended.values().stream().noneMatch(later -> later.isResolvedAfter(job))) {
            wrong.add(job + " was the last to tell the target");
        }
    }

    /// Each job of a 202 by its id, from any replica.
    private void shown(List<String> wrong) throws InterruptedException {
        List<QueueProcess> running = world.running();
        int turn = 0;
        for (Accepted submission : accepted) {
            for (String id : submission.jobs().keySet()) {
                HttpResponse<String> answer =
                        QueueProcess.send(
                                running.get(turn++ % running.size())
                                        .request("/jobs/" + id)
                                        .build());
                shown(id, answer, wrong);
            }
        }
    }

    private void shown(String id, HttpResponse<String> answer, List<String> wrong) {
        JsonNode job = read(answer.body());
        Ended expected = ended.get(id);
        String state = job.path("state").asText();
        boolean right =
                answer.statusCode() == 200
                        && expected != null
                        && state.equals(expected.state())
                        && state.equals("dlq") != job.path("dlq_id").asText().isEmpty();
        if (!right) {
            wrong.add("GET /jobs/%s: %s, not %s".formatted(id, answer.body(), expected));
        }
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }
}
