package dev.pairplane.publishing.simulation;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.intake.Listeners;
import dev.pairplane.publishing.core.intake.PublishingCore;
import dev.pairplane.publishing.core.intake.PublishingSettings;
import dev.pairplane.publishing.core.intake.StopReport;
import dev.pairplane.publishing.core.journal.Appended;
import dev.pairplane.publishing.core.journal.Change;
import dev.pairplane.publishing.core.journal.Journal;
import dev.pairplane.publishing.core.journal.Replicas;
import dev.pairplane.publishing.core.journal.Submission;
import dev.pairplane.publishing.core.target.TargetSet;
import dev.pairplane.publishing.core.time.Timers;
import dev.pairplane.publishing.store.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// One life of a replica: the real core, its executor and timers, its way to the store. After
/// [#kill] nothing of it runs any more; while it is frozen its callbacks wait, and come late in any
/// order.
final class ReplicaProcess {

    private final World world;
    private final String name;
    private final MemoryStore.Replica store;
    private final PublishingCore core;
    private final List<Runnable> held = new ArrayList<>();
    private final RandomGenerator random;
    private final boolean storeWell;
    private boolean alive = true;
    private boolean frozen;
    private boolean wasFrozen;
    private boolean stopping;
    private Optional<StopReport> stopped = Optional.empty();
    private long aliveSince = Long.MIN_VALUE / 2;
    private long diedAt = -1;
    private int identities;

    ReplicaProcess(
            World world,
            String name,
            MemoryStore.Replica store,
            Receivers receivers,
            PublishingSettings settings,
            TargetSet targets,
            boolean storeWell) {
        this.world = world;
        this.name = name;
        this.store = store;
        this.storeWell = storeWell;
        this.random = world.random("process " + name);
        RandomGenerator ids = world.random("ids " + name);
        core =
                new PublishingCore(
                        settings,
                        new ProcessTimers(),
                        world.random("jitter " + name),
                        task -> world.after(Duration.ZERO, () -> run(task)),
                        receivers.sender(this),
                        new ProcessJournal(),
                        new ProcessReplicas(),
                        store.deadLetters(),
                        store.jobs(),
                        () -> new UUID(ids.nextLong(), ids.nextLong()),
                        new Listeners(
                                event -> {},
                                event -> world.say("%s: %s", this, text(event)),
                                event -> world.say("%s: %s", this, text(event))));
        core.targets(targets);
        core.start(() -> world.say("%s is ready", this));
    }

    private static String text(Object event) {
        String text = event.toString();
        return text.substring(0, Math.min(200, text.length()));
    }

    PublishingCore core() {
        return core;
    }

    UUID identity() {
        return store.identity();
    }

    /// When its last committed heartbeat was sent, as far as it knows.
    long aliveSince() {
        return aliveSince;
    }

    /// How many identities it has had.
    int identities() {
        return identities;
    }

    /// When it was killed; negative while it was not.
    long diedAt() {
        return diedAt;
    }

    boolean storeWell() {
        return storeWell;
    }

    boolean alive() {
        return alive;
    }

    boolean running() {
        return alive && !frozen && !stopping;
    }

    /// Whether it ever was; then others may have taken what it had delivered.
    boolean wasFrozen() {
        return wasFrozen;
    }

    Optional<StopReport> stopped() {
        return stopped;
    }

    void run(Runnable task) {
        if (!alive) {
            return;
        }
        if (frozen) {
            held.add(task);
        } else {
            task.run();
        }
    }

    void kill() {
        world.say("%s is killed", this);
        alive = false;
        diedAt = world.nanos();
        store.kill();
    }

    void freeze(Duration time) {
        world.say("%s is frozen for %s", this, time);
        frozen = true;
        wasFrozen = true;
        world.after(time, this::thaw);
    }

    private void thaw() {
        if (alive) {
            world.say("%s goes on", this);
            frozen = false;
            List<Runnable> late = new ArrayList<>(held);
            held.clear();
            Collections.shuffle(late, new Random(random.nextLong()));
            late.forEach(this::run);
        }
    }

    void stop(Duration patience) {
        world.say("%s is stopped", this);
        stopping = true;
        core.stop(
                patience,
                report -> {
                    world.say("%s has stopped: %s", this, report);
                    stopped = Optional.of(report);
                    alive = false;
                    if (!report.clean()) {
                        diedAt = world.nanos();
                    }
                    store.kill();
                });
    }

    void loseLock() {
        store.loseLock();
    }

    private <T> Consumer<Outcome<T>> here(Consumer<Outcome<T>> done) {
        return outcome -> run(() -> done.accept(outcome));
    }

    @Override
    public String toString() {
        return name;
    }

    private final class ProcessTimers implements Timers {
        @Override
        public long nanos() {
            return world.nanos();
        }

        @Override
        public Instant now() {
            return world.now();
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            boolean[] cancelled = {false};
            Timer timer =
                    world.after(
                            delay,
                            () ->
                                    run(() -> {
                                        if (!cancelled[0]) {
                                            task.run();
                                        }
                                    }));
            return () -> {
                cancelled[0] = true;
                timer.cancel();
            };
        }
    }

    private final class ProcessJournal implements Journal {
        private final Journal journal = store.journal();

        @Override
        public void append(List<Submission> group, Consumer<Outcome<List<Appended>>> done) {
            journal.append(group, here(done));
        }

        @Override
        public void used(
                String principal, Submission.Key key, Consumer<Outcome<Optional<Appended>>> done) {
            journal.used(principal, key, here(done));
        }

        @Override
        public void record(List<Change> batch, Consumer<Outcome<List<Boolean>>> done) {
            journal.record(batch, here(done));
        }
    }

    private final class ProcessReplicas implements Replicas {
        private final Replicas replicas = store.replicas();

        @Override
        public void join(Consumer<Outcome<Void>> done) {
            long sent = world.nanos();
            replicas.join(
                    here(outcome -> {
                        if (outcome instanceof Outcome.Done) {
                            aliveSince = sent;
                            identities++;
                        }
                        done.accept(outcome);
                    }));
        }

        @Override
        public void beat(Consumer<Outcome<Boolean>> done) {
            long sent = world.nanos();
            replicas.beat(
                    here(outcome -> {
                        if (outcome instanceof Outcome.Done<Boolean>(Boolean living) && living) {
                            aliveSince = Math.max(aliveSince, sent);
                        }
                        done.accept(outcome);
                    }));
        }

        @Override
        public void take(int limit, Consumer<Outcome<List<TakenJob>>> done) {
            replicas.take(limit, here(done));
        }

        @Override
        public void leave(Consumer<Outcome<Void>> done) {
            replicas.leave(here(done));
        }
    }
}
