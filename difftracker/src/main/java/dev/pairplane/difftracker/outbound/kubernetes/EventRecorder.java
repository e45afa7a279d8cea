package dev.pairplane.difftracker.outbound.kubernetes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.difftracker.core.kubernetes.Kubernetes;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.outbound.guard.Deadline;
import dev.pairplane.difftracker.outbound.guard.Sent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;

/// Writes core/v1 events in the background, best effort: a bounded queue, one virtual thread, a
/// rate limit. The same said again about the same object counts up the event that is there.
///
/// [#record] may be called from any thread and never waits.
final class EventRecorder implements AutoCloseable {

    private static final String COMPONENT = "difftracker";
    private static final String CONTROLLER = "pairplane.dev/difftracker";
    private static final String DEFAULT_NAMESPACE = "default";
    private static final int REMEMBERED = 1024;
    private static final int MAX_MESSAGE = 1024;
    private static final int MAX_NAME = 230;
    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final KubeTransport transport;
    private final KubernetesCallListener listener;
    private final Clock clock;
    private final ObjectRef controller;
    private final String instance;
    private final long repeatNanos;
    private final TokenBucket bucket;
    private final BlockingQueue<Said> queue;
    private final Map<Said, Written> written =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Said, Written> eldest) {
                    return size() > REMEMBERED;
                }
            };
    private final Thread thread;
    private volatile boolean closed;

    EventRecorder(
            KubeTransport transport,
            KubernetesSettings settings,
            Clock clock,
            KubernetesCallListener listener) {
        this.transport = transport;
        this.listener = listener;
        this.clock = clock;
        this.controller = settings.controller();
        this.instance = settings.instance();
        this.repeatNanos = settings.eventRepeat().toNanos();
        this.bucket = new TokenBucket(settings.eventBurst(), settings.eventInterval());
        this.queue = new ArrayBlockingQueue<>(settings.eventQueue());
        this.thread = Thread.ofVirtual().name("kubernetes-events").start(this::work);
    }

    /// What is said; two equal ones are the same event.
    ///
    /// @param object what it is about
    /// @param kind `Service`, or `Pod` for the controller itself
    private record Said(
            ObjectRef object,
            String kind,
            Kubernetes.EventType type,
            String reason,
            String message) {}

    /// An event that was written.
    ///
    /// @param name its name
    /// @param count how often it was said
    /// @param at when it was last said, in monotonic nanoseconds
    private record Written(String name, int count, long at) {}

    /// Takes an event, or drops it when too many wait.
    ///
    /// @param object what it is about; one without a name stands for the controller
    void record(ObjectRef object, Kubernetes.EventType type, String reason, String message) {
        String text = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
        boolean about = !object.name().isEmpty();
        var said =
                new Said(
                        about ? object : controller, about ? "Service" : "Pod", type, reason, text);
        if (closed || !queue.offer(said)) {
            listener.eventDropped();
        }
    }

    private void work() {
        try {
            while (!closed) {
                Said said = queue.take();
                Thread.sleep(bucket.take(System.nanoTime()));
                if (!write(said)) {
                    listener.eventDropped();
                }
            }
        } catch (InterruptedException e) {
            // Closed.
            Thread.currentThread().interrupt();
        }
    }

    /// @return whether it was written, or may be passed over without a word
    private boolean write(Said said) throws InterruptedException {
        Instant now = clock.instant();
        Written before = written.get(said);
        if (before != null && System.nanoTime() - before.at() < repeatNanos) {
            Sent<KubeAnswer> sent = countUp(said, before, now);
            if (!(sent instanceof Sent.Answered(var answer)) || answer.status() != NOT_FOUND) {
                return judge(said, before.name(), before.count() + 1, sent);
            }
            // It has run out meanwhile; say it anew.
        }
        String name = name(said.object(), now);
        return judge(said, name, 1, create(said, name, now));
    }

    private boolean judge(Said said, String name, int count, Sent<KubeAnswer> sent) {
        if (!(sent instanceof Sent.Answered(var answer))) {
            return false;
        }
        if (answer.isSuccess()) {
            written.put(said, new Written(name, count, System.nanoTime()));
            return true;
        }
        return answer.status() == FORBIDDEN && answer.hasCause("NamespaceTerminating");
    }

    private Sent<KubeAnswer> countUp(Said said, Written before, Instant now)
            throws InterruptedException {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.put("count", before.count() + 1);
        patch.put("lastTimestamp", time(now));
        return transport.patch(
                KubernetesOperation.PATCH_EVENT,
                KubeTransport.events(namespace(said)) + "/" + KubeTransport.segment(before.name()),
                KubeTransport.Patch.MERGE,
                patch,
                new Deadline(TIMEOUT));
    }

    private Sent<KubeAnswer> create(Said said, String name, Instant now)
            throws InterruptedException {
        return transport.create(
                KubernetesOperation.CREATE_EVENT,
                KubeTransport.events(namespace(said)),
                event(said, name, now),
                new Deadline(TIMEOUT));
    }

    private ObjectNode event(Said said, String name, Instant now) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata").put("name", name).put("namespace", namespace(said));
        ObjectNode about = event.putObject("involvedObject");
        about.put("apiVersion", "v1").put("kind", said.kind());
        about.put("namespace", namespace(said)).put("name", said.object().name());
        if (!said.object().uid().isEmpty()) {
            about.put("uid", said.object().uid());
        }
        event.put("reason", said.reason()).put("message", said.message());
        event.put("type", type(said.type()));
        event.putObject("source").put("component", COMPONENT);
        event.put("firstTimestamp", time(now)).put("lastTimestamp", time(now)).put("count", 1);
        event.put("reportingComponent", CONTROLLER).put("reportingInstance", instance);
        return event;
    }

    private static String namespace(Said said) {
        String namespace = said.object().namespace();
        return namespace.isEmpty() ? DEFAULT_NAMESPACE : namespace;
    }

    private static String type(Kubernetes.EventType type) {
        return switch (type) {
            case NORMAL -> "Normal";
            case WARNING -> "Warning";
        };
    }

    private static String name(ObjectRef object, Instant now) {
        String base =
                object.name().length() > MAX_NAME
                        ? object.name().substring(0, MAX_NAME)
                        : object.name();
        long suffix = now.toEpochMilli() << 20 | ThreadLocalRandom.current().nextInt(1 << 20);
        return base + "." + Long.toHexString(suffix);
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    /// Lets a burst pass and then one in each interval.
    static final class TokenBucket {

        private final long interval;
        private final long depth;
        private long freeAt;
        private boolean used;

        TokenBucket(int burst, Duration interval) {
            this.interval = interval.toNanos();
            this.depth = this.interval * (burst - 1);
        }

        /// Takes one, and says how long to wait for it.
        Duration take(long now) {
            if (!used || freeAt - now < -depth) {
                freeAt = now - depth;
                used = true;
            }
            long wait = Math.max(0, freeAt - now);
            freeAt += interval;
            return Duration.ofNanos(wait);
        }
    }
}
