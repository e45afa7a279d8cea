package dev.pairplane.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.pairplane.simulators.http.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A naive queue that does what the demo expects of publishing-queue, or breaks one promise. It
/// keeps its jobs in memory, also across [#kill].
final class FakePublishing implements AutoCloseable, PublishingSteps.Victim {

    /// How it behaves.
    enum Behaviour {
        HONEST,
        /// Knows no priorities.
        FIRST_COME,
        /// Tries on and on what is out of order.
        HAMMERING,
        /// Gives up after the first failure.
        FAINT_HEARTED,
        /// Sends again what was refused.
        STUBBORN,
        /// Forgets what was refused.
        WITHOUT_DEAD_LETTERS,
        /// Says that it replays, and does not.
        LYING,
        /// Replays as often as it is asked.
        EAGER,
        /// Forgets what waits when it is killed.
        FORGETFUL,
        /// Makes new jobs of a repeated submission.
        WITHOUT_KEYS,
        /// Leaves out a target.
        PARTIAL
    }

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> SEVERITIES = List.of("critical", "warning", "info");
    private static final int WORKERS = 8;
    private static final int LANE = 2;
    private static final int THRESHOLD = 5;
    private static final long OPEN_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
    private static final String MIRROR = PublishingSteps.MIRROR;

    private final Behaviour behaviour;
    private final URI receiver;
    private final LoopbackServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, FakeJob> jobs = new LinkedHashMap<>();
    private final Map<String, List<String>> keys = new HashMap<>();
    private final Map<String, Integer> underWay = new HashMap<>();
    private long sequence;
    private int failures;
    private int trips;
    private int recoveries;
    private long openUntil;
    private boolean open;
    private boolean dead;
    private boolean lostAnAnswer;
    private boolean closed;

    private static final class FakeJob {
        private final String id = UUID.randomUUID().toString();
        private final long number;
        private final JsonNode alert;
        private final String target;
        private String state = "queued";
        private int attempts;
        private int status;
        private boolean replayed;

        FakeJob(long number, JsonNode alert, String target) {
            this.number = number;
            this.alert = alert;
            this.target = target;
        }

        String severity() {
            return alert.path("labels").path("severity").asText();
        }
    }

    FakePublishing(URI receiver, Behaviour behaviour) throws IOException {
        this.receiver = receiver;
        this.behaviour = behaviour;
        this.server = LoopbackServer.start(0, this::handle);
        for (int i = 0; i < WORKERS; i++) {
            workers.execute(this::work);
        }
    }

    URI uri() {
        return server.uri();
    }

    @Override
    public synchronized long kill() {
        dead = true;
        if (behaviour == Behaviour.FORGETFUL) {
            jobs.values().removeIf(job -> job.state.equals("queued"));
        }
        return 1;
    }

    @Override
    public synchronized void restart() {
        dead = false;
        notifyAll();
    }

    private void work() {
        try {
            while (true) {
                FakeJob job = next();
                if (job == null) {
                    return;
                }
                ended(job, send(job));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @org.jspecify.annotations.Nullable FakeJob next()
            throws InterruptedException {
        while (!closed) {
            Optional<FakeJob> best =
                    dead
                            ? Optional.empty()
                            : jobs.values().stream()
                                    .filter(job -> job.state.equals("queued"))
                                    .filter(job -> underWay.getOrDefault(job.target, 0) < LANE)
                                    .filter(job -> !job.target.equals(MIRROR) || mayTry())
                                    .min(order());
            if (best.isPresent()) {
                FakeJob job = best.orElseThrow();
                job.state = "processing";
                job.attempts++;
                underWay.merge(job.target, 1, Integer::sum);
                return job;
            }
            wait(20);
        }
        return null;
    }

    private boolean mayTry() {
        return behaviour == Behaviour.HAMMERING
                || !open
                || (System.nanoTime() > openUntil && underWay.getOrDefault(MIRROR, 0) == 0);
    }

    private Comparator<FakeJob> order() {
        Comparator<FakeJob> first = Comparator.comparingLong(job -> job.number);
        Comparator<FakeJob> urgent =
                Comparator.comparingInt(job -> SEVERITIES.indexOf(job.severity()));
        return behaviour == Behaviour.FIRST_COME ? first : urgent.thenComparing(first);
    }

    private int send(FakeJob job) throws InterruptedException {
        ObjectNode body = job.alert.deepCopy();
        body.put("job_id", job.id);
        try {
            return http.send(
                            HttpRequest.newBuilder(receiver.resolve("/hooks/" + job.target))
                                    .header("webhook-id", job.id)
                                    .header("X-Attempt", Integer.toString(job.attempts))
                                    .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private synchronized void ended(FakeJob job, int status) {
        underWay.merge(job.target, -1, Integer::sum);
        job.status = status;
        notifyAll();
        if (dead) {
            job.state = "queued";
        } else if (status == 200) {
            job.state = "succeeded";
            if (job.target.equals(MIRROR) && open) {
                open = false;
                recoveries++;
            }
            failures = job.target.equals(MIRROR) ? 0 : failures;
        } else if (status == 400) {
            boolean again = behaviour == Behaviour.STUBBORN && job.attempts < 2;
            job.state = again ? "queued" : "dlq";
        } else {
            failed(job);
        }
    }

    private void failed(FakeJob job) {
        failures++;
        if (open) {
            openUntil = System.nanoTime() + OPEN_NANOS;
        } else if (failures >= THRESHOLD) {
            open = true;
            trips++;
            openUntil = System.nanoTime() + OPEN_NANOS;
        }
        job.state = behaviour == Behaviour.FAINT_HEARTED ? "dlq" : "queued";
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            String key =
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Idempotency-Key"))
                            .orElse("");
            synchronized (this) {
                if (dead) {
                    loseAnAnswer(path, body, key);
                    return;
                }
                if (path.equals("/metrics")) {
                    answer(exchange, 200, metrics());
                } else {
                    api(exchange, path.substring(PublishingQueue.API.length()), query, body, key);
                }
            }
        }
    }

    /// One submission was committed at the moment of the kill.
    private void loseAnAnswer(String path, JsonNode body, String key) {
        if (!lostAnAnswer && path.endsWith("/submit")) {
            lostAnAnswer = true;
            var _ = submit(body.path("alert"), key);
        }
    }

    private String metrics() {
        String of = "{target=\"" + MIRROR + "\"} ";
        return """
        alert_history_publishing_circuit_breaker_state%1$s%2$d.0
        alert_history_publishing_circuit_breaker_trips_total%1$s%3$d.0
        alert_history_publishing_circuit_breaker_recoveries_total%1$s%4$d.0
        """
                .formatted(of, open ? 2 : 0, trips, recoveries);
    }

    private void api(HttpExchange exchange, String path, String query, JsonNode body, String key)
            throws IOException {
        Matcher replay = Pattern.compile("/dlq/(.+)/replay").matcher(path);
        Matcher one = Pattern.compile("/(jobs|dlq)/([^/]+)").matcher(path);
        if (path.equals("/submit")) {
            ObjectNode answer = JSON.createObjectNode();
            answer.set("job_ids", JSON.valueToTree(submit(body.path("alert"), key)));
            answer(exchange, 202, answer.toString());
        } else if (path.equals("/targets")) {
            ArrayNode targets = JSON.createArrayNode();
            PublishingQueue.TARGETS.forEach(name -> targets.addObject().put("name", name));
            answer(exchange, 200, targets.toString());
        } else if (path.equals("/jobs")) {
            String state = parameter(query, "state");
            long count = jobs.values().stream().filter(job -> job.state.equals(state)).count();
            answer(exchange, 200, "{\"total_count\": " + count + "}");
        } else if (path.equals("/dlq")) {
            answer(exchange, 200, deadLetters(query));
        } else if (replay.matches()) {
            replay(exchange, known(replay.group(1)));
        } else if (one.matches()) {
            FakeJob job = known(one.group(2));
            answer(
                    exchange,
                    200,
                    "{\"state\": \"%s\", \"replayed\": %s}".formatted(job.state, job.replayed));
        } else {
            answer(exchange, 404, "{}");
        }
    }

    private FakeJob known(String id) {
        return Optional.ofNullable(jobs.get(id)).orElseThrow();
    }

    private List<String> submit(JsonNode alert, String key) {
        List<String> before = keys.get(key);
        if (before != null && behaviour != Behaviour.WITHOUT_KEYS) {
            return before;
        }
        List<String> made = new ArrayList<>();
        for (String target : PublishingQueue.TARGETS) {
            if (behaviour != Behaviour.PARTIAL || !target.equals(PublishingSteps.CHAT)) {
                made.add(add(alert, target).id);
            }
        }
        keys.put(key, made);
        return made;
    }

    private FakeJob add(JsonNode alert, String target) {
        sequence++;
        FakeJob job = new FakeJob(sequence, alert, target);
        jobs.put(job.id, job);
        notifyAll();
        return job;
    }

    private String deadLetters(String query) {
        String target = parameter(query, "target");
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode entries = answer.putArray("entries");
        jobs.values().stream()
                .filter(job -> job.state.equals("dlq"))
                .filter(_ -> behaviour != Behaviour.WITHOUT_DEAD_LETTERS)
                .filter(job -> target.isEmpty() || job.target.equals(target))
                .skip(Long.parseLong(parameter(query, "offset")))
                .limit(Long.parseLong(parameter(query, "limit")))
                .forEach(job -> {
                    ObjectNode entry = entries.addObject();
                    entry.put("id", job.id);
                    entry.put("job_id", job.id);
                    entry.put("fingerprint", job.alert.path("fingerprint").asText());
                    entry.put("error_type", "permanent");
                    entry.put("status_code", job.status);
                });
        return answer.toString();
    }

    private void replay(HttpExchange exchange, FakeJob letter) throws IOException {
        if (letter.replayed && behaviour != Behaviour.EAGER) {
            answer(exchange, 409, "{\"message\": \"was sent again already\"}");
            return;
        }
        letter.replayed = true;
        String id = behaviour == Behaviour.LYING ? letter.id : add(letter.alert, letter.target).id;
        answer(exchange, 200, "{\"job_id\": \"" + id + "\"}");
    }

    private static String parameter(String query, String name) {
        Matcher matcher = Pattern.compile("(^|&)" + name + "=([^&]*)").matcher(query);
        return matcher.find() ? matcher.group(2) : "";
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        workers.shutdownNow();
        server.close();
        http.shutdownNow();
    }
}
