package dev.pairplane.difftracker.inbound.kubernetes;

import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.retry.Backoff;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Lists one kind of objects and follows its changes, for ever, on a thread of its own.
///
/// Each watch is ended after some minutes and taken up where it was, so a connection that died
/// without a sign is noticed. Only key, UID and version of each object are kept: enough to leave
/// out what did not change when a list is repeated, and to find what vanished meanwhile. An object
/// that was replaced under its name is reported gone before the new one is seen.
///
/// @param <T> the kind
final class ObjectWatch<T extends HasMetadata> {
    /// The client may end a watch a little later than asked for.
    private static final Duration GRACE = Duration.ofSeconds(30);

    /// A watch that ends sooner has failed, or this would turn in circles.
    private static final Duration BRIEF = Duration.ofSeconds(1);

    /// How watches are paced.
    ///
    /// @param backoff between tries that failed
    /// @param turn how long one watch may last
    record Pace(Backoff backoff, Duration turn) {
        static final Pace DEFAULT =
                new Pace(
                        new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2),
                        Duration.ofMinutes(5));
    }

    private record Known(ObjectRef ref, String version) {}

    private record Trouble(long since, int failures, String error) {}

    private final String kind;
    private final ObjectSource<T> source;
    private final ObjectSink<? super T> sink;
    private final WatchListener listener;
    private final Runnable listedOnce;
    private final RandomGenerator random;
    private final Pace pace;
    private final Map<String, Known> known = new HashMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CompletableFuture<Optional<WatcherException>> stopped = new CompletableFuture<>();
    private volatile boolean listed;
    private volatile int objects;
    private volatile @Nullable Trouble trouble;
    private @Nullable Thread thread;

    /// @param listedOnce runs when everything was listed and told for the first time
    ObjectWatch(
            String kind,
            ObjectSource<T> source,
            ObjectSink<? super T> sink,
            WatchListener listener,
            Runnable listedOnce,
            RandomGenerator random,
            Pace pace) {
        this.kind = kind;
        this.source = source;
        this.sink = sink;
        this.listener = listener;
        this.listedOnce = listedOnce;
        this.random = random;
        this.pace = pace;
    }

    void start() {
        thread = Thread.ofPlatform().daemon().name("watch-" + kind).start(this::turns);
    }

    /// Ends the watch, and waits for its thread; one that is amid a call is left behind.
    void stop(Duration atMost) throws InterruptedException {
        stopping.countDown();
        stopped.complete(Optional.empty());
        Thread running = thread;
        if (running != null) {
            running.join(atMost);
        }
    }

    WatchStatus status() {
        Trouble now = trouble;
        return new WatchStatus(
                kind,
                listed,
                objects,
                Optional.ofNullable(now).map(t -> Duration.ofNanos(System.nanoTime() - t.since())),
                now == null ? "" : now.error());
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void turns() {
        String version = "";
        while (!isStopping()) {
            try {
                if (version.isEmpty()) {
                    version = list();
                }
                version = follow(version);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception e) {
                if (isGone(e)) {
                    version = "";
                }
                failed(e);
            }
        }
    }

    private static boolean isGone(Exception e) {
        return e instanceof KubernetesClientException answer
                && answer.getCode() == HttpURLConnection.HTTP_GONE;
    }

    private void failed(Exception e) {
        if (isStopping()) {
            return;
        }
        Trouble before = trouble;
        String error = why(e);
        Trouble now =
                before == null
                        ? new Trouble(System.nanoTime(), 1, error)
                        : new Trouble(before.since(), before.failures() + 1, error);
        trouble = now;
        listener.failed(kind, now.failures(), error);
        pause(pace.backoff().delay(now.failures(), random));
    }

    /// What the network or the API server said: the client's own words name only the operation.
    private static String why(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.toString() : message;
    }

    private void pause(Duration delay) {
        try {
            // Ends at once when the watch is stopped.
            boolean _ = stopping.await(delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void healthy() {
        Trouble before = trouble;
        trouble = null;
        if (before != null) {
            listener.recovered(kind, Duration.ofNanos(System.nanoTime() - before.since()));
        }
    }

    /// Reads everything, page by page.
    ///
    /// @return the version to follow from
    private String list() {
        Set<String> present = new HashSet<>();
        String continuation = "";
        String version;
        do {
            var page = source.list(continuation);
            for (T object : page.getItems()) {
                present.add(key(object.getMetadata()));
                seen(object);
            }
            version = page.getMetadata().getResourceVersion();
            continuation = Objects.requireNonNullElse(page.getMetadata().getContinue(), "");
        } while (!continuation.isEmpty() && !isStopping());
        int vanished = isStopping() ? 0 : forget(present);
        objects = known.size();
        listener.listed(kind, objects, vanished);
        if (!listed && !isStopping()) {
            listed = true;
            listedOnce.run();
        }
        return version;
    }

    private int forget(Set<String> present) {
        var vanished =
                known.entrySet().stream().filter(e -> !present.contains(e.getKey())).toList();
        vanished.forEach(entry -> {
            known.remove(entry.getKey());
            sink.gone(entry.getValue().ref());
        });
        return vanished.size();
    }

    /// Follows changes until the watch ends.
    ///
    /// @return the version to go on from
    private String follow(String version) throws InterruptedException {
        Follower follower = new Follower(version);
        long begin = System.nanoTime();
        Optional<WatcherException> end;
        try (Watch _ = source.watch(version, pace.turn(), follower)) {
            healthy();
            end = follower.await();
        } finally {
            follower.leave();
        }
        if (end.isPresent() && !isStopping()) {
            WatcherException cause = end.orElseThrow();
            if (cause.isHttpGone()) {
                throw new KubernetesClientException(
                        "the version to follow from is gone", HttpURLConnection.HTTP_GONE, null);
            }
            if (System.nanoTime() - begin < BRIEF.toNanos()) {
                throw new KubernetesClientException("the watch ended at once: " + cause, cause);
            }
        }
        return follower.version();
    }

    private void seen(T object) {
        ObjectMeta metadata = object.getMetadata();
        Known now =
                new Known(
                        Reduced.ref(metadata),
                        Objects.requireNonNullElse(metadata.getResourceVersion(), ""));
        Known before = known.put(key(metadata), now);
        if (before != null && !before.ref().uid().equals(now.ref().uid())) {
            sink.gone(before.ref());
        }
        if (!now.equals(before)) {
            sink.seen(object);
        }
    }

    private void gone(T object) {
        Known before = known.remove(key(object.getMetadata()));
        if (before != null) {
            sink.gone(before.ref());
        }
    }

    private static String key(ObjectMeta metadata) {
        return metadata.getNamespace() + "/" + metadata.getName();
    }

    /// One watch. Events come on the client's threads, and are not taken any more once it is left.
    private final class Follower implements Watcher<T> {
        private final CompletableFuture<Optional<WatcherException>> end = new CompletableFuture<>();
        private String version;
        private boolean left;

        Follower(String version) {
            this.version = version;
        }

        @Override
        public synchronized void eventReceived(Action action, T object) {
            if (left) {
                return;
            }
            try {
                switch (action) {
                    case ADDED, MODIFIED -> seen(object);
                    case DELETED -> gone(object);
                    case BOOKMARK -> {
                        // Tells the version only.
                    }
                    case ERROR -> throw new WatcherException("the API server reports an error");
                }
                version = object.getMetadata().getResourceVersion();
                objects = known.size();
            } catch (WatcherException e) {
                end.complete(Optional.of(e));
            }
        }

        @Override
        public void onClose() {
            end.complete(Optional.empty());
        }

        @Override
        public void onClose(WatcherException cause) {
            end.complete(Optional.of(cause));
        }

        Optional<WatcherException> await() throws InterruptedException {
            try {
                return CompletableFuture.anyOf(end, stopped)
                        .thenApply(_ -> end.getNow(Optional.empty()))
                        .get(pace.turn().plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return Optional.empty();
            } catch (ExecutionException e) {
                throw new IllegalStateException("futures that only complete", e);
            }
        }

        synchronized void leave() {
            left = true;
        }

        synchronized String version() {
            return version;
        }
    }
}
