package dev.pairplane.difftracker.inbound.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.retry.Backoff;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.Watcher.Action;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObjectWatchTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final ObjectWatch.Pace QUICK =
            new ObjectWatch.Pace(
                    new Backoff(Duration.ofMillis(1), Duration.ofMillis(2), 0),
                    Duration.ofMinutes(5));

    private final ScriptedSource source = new ScriptedSource();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private final AtomicInteger listedOnce = new AtomicInteger();
    private final ObjectWatch<Service> watch =
            new ObjectWatch<>(
                    "services",
                    source,
                    new ObjectSink<Service>() {
                        @Override
                        public void seen(Service object) {
                            told.add("seen " + Reduced.ref(object.getMetadata()));
                        }

                        @Override
                        public void gone(ObjectRef object) {
                            told.add("gone " + object);
                        }
                    },
                    new WatchListener() {
                        @Override
                        public void listed(String kind, int objects, int vanished) {
                            troubles.add("listed " + objects + ", vanished " + vanished);
                        }

                        @Override
                        public void failed(String kind, int failures, String error) {
                            troubles.add("failed " + failures + " " + error);
                        }

                        @Override
                        public void recovered(String kind, Duration after) {
                            troubles.add("recovered");
                        }
                    },
                    listedOnce::incrementAndGet,
                    new Random(1),
                    QUICK);

    @AfterEach
    void stop() throws InterruptedException {
        watch.stop(LONG);
    }

    private Watcher<Service> next() throws InterruptedException {
        return Objects.requireNonNull(
                source.watchers.poll(20, TimeUnit.SECONDS), "no watch was opened");
    }

    private static String seen(String name, String uid) {
        return "seen ns/" + name + " (" + uid + ")";
    }

    private static String gone(String name, String uid) {
        return "gone ns/" + name + " (" + uid + ")";
    }

    @Test
    void listsInPagesAndFollowsFromThere() throws Exception {
        source.put("a", "1");
        source.put("b", "2");
        source.put("c", "3");
        watch.start();

        Watcher<Service> watcher = next();

        assertThat(told).containsExactly(seen("a", "1"), seen("b", "2"), seen("c", "3"));
        assertThat(source.pages).containsExactly("", "2");
        assertThat(source.followed).containsExactly("103");
        assertThat(listedOnce).hasValue(1);
        watcher.eventReceived(Action.ADDED, source.put("d", "4"));
        watcher.eventReceived(Action.MODIFIED, source.put("a", "1"));
        watcher.eventReceived(Action.DELETED, source.remove("b"));
        assertThat(told).endsWith(seen("d", "4"), seen("a", "1"), gone("b", "2")).hasSize(6);
        assertThat(watch.status())
                .isEqualTo(new WatchStatus("services", true, 3, java.util.Optional.empty(), ""));
    }

    @Test
    void anEndedWatchIsTakenUpWhereItWas() throws Exception {
        watch.start();
        Watcher<Service> first = next();
        first.eventReceived(Action.ADDED, source.put("a", "1"));

        first.onClose();

        next();
        assertThat(source.followed).containsExactly("100", "101");
        assertThat(source.pages).hasSize(1);
    }

    @Test
    void aBookmarkMovesWhereItIsTakenUp() throws Exception {
        watch.start();
        Watcher<Service> first = next();

        first.eventReceived(
                Action.BOOKMARK,
                new ServiceBuilder()
                        .withNewMetadata()
                        .withResourceVersion("777")
                        .endMetadata()
                        .build());
        first.onClose();

        next();
        assertThat(source.followed).containsExactly("100", "777");
        assertThat(told).isEmpty();
    }

    @Test
    void whatVanishedWhileNobodyLookedIsGone() throws Exception {
        source.put("a", "1");
        source.put("b", "2");
        source.put("c", "3");
        watch.start();
        Watcher<Service> first = next();
        told.clear();
        source.remove("a");
        source.put("b", "22");

        first.onClose(
                new WatcherException(
                        "too old",
                        new io.fabric8.kubernetes.client.KubernetesClientException(
                                "gone", 410, null)));

        next();
        assertThat(told)
                .containsExactlyInAnyOrder(gone("a", "1"), gone("b", "2"), seen("b", "22"))
                .containsSubsequence(gone("b", "2"), seen("b", "22"));
        assertThat(troubles).contains("listed 2, vanished 1");
        assertThat(listedOnce).hasValue(1);
    }

    @Test
    void aReplacedObjectIsGoneBeforeTheNewOneIsSeen() throws Exception {
        source.put("a", "1");
        watch.start();
        Watcher<Service> watcher = next();

        watcher.eventReceived(Action.MODIFIED, source.put("a", "2"));

        assertThat(told).containsExactly(seen("a", "1"), gone("a", "1"), seen("a", "2"));
    }

    @Test
    void whatIsKnownAlreadyIsNotToldAgain() throws Exception {
        Service service = source.put("a", "1");
        watch.start();

        next().eventReceived(Action.ADDED, service);

        assertThat(told).containsExactly(seen("a", "1"));
    }

    @Test
    void failuresAreRetriedAndShownUntilTheyEnd() throws Exception {
        source.fail(3);
        watch.start();

        next();

        // It is healthy once the source has given it a watch, a moment after it was asked.
        Awaitility.await()
                .atMost(LONG)
                .untilAsserted(() ->
                        assertThat(troubles)
                                .containsExactly(
                                        "failed 1 connection refused",
                                        "failed 2 connection refused",
                                        "failed 3 connection refused",
                                        "listed 0, vanished 0",
                                        "recovered"));
        assertThat(watch.status().failing()).isEmpty();
    }

    @Test
    void aWatchThatFailsSaysSinceWhen() {
        source.fail(Integer.MAX_VALUE);
        watch.start();

        Awaitility.await()
                .atMost(LONG)
                .untilAsserted(() -> {
                    WatchStatus status = watch.status();
                    assertThat(status.listed()).isFalse();
                    assertThat(status.failing())
                            .hasValueSatisfying(d -> assertThat(d).isPositive());
                    assertThat(status.error()).isEqualTo("connection refused");
                });
        assertThat(listedOnce).hasValue(0);
    }

    @Test
    void aWatchThatEndsAtOnceAgainAndAgainCountsAsFailing() throws Exception {
        watch.start();
        for (int i = 0; i < 3; i++) {
            next().onClose(new WatcherException("closed"));
        }

        Awaitility.await()
                .atMost(LONG)
                .until(() -> troubles.stream().filter(t -> t.startsWith("failed")).count() >= 3);
    }

    @Test
    void nothingIsToldByAWatchThatWasLeft() throws Exception {
        watch.start();
        Watcher<Service> first = next();
        first.onClose();
        next();

        first.eventReceived(Action.ADDED, source.put("late", "9"));

        assertThat(told).isEmpty();
    }

    @Test
    void stopsAmidAWatch() throws Exception {
        watch.start();
        next();

        watch.stop(LONG);

        assertThat(source.watchers).isEmpty();
        assertThat(troubles).noneMatch(t -> t.startsWith("failed"));
    }
}
