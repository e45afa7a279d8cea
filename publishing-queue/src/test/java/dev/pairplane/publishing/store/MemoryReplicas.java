package dev.pairplane.publishing.store;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.journal.Replicas;
import dev.pairplane.publishing.store.MemoryTables.Given;
import dev.pairplane.publishing.store.MemoryTables.JobRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who shares the store, who of them is dead, and who gets their jobs.
final class MemoryReplicas {

    /// Why one that is not a member may not write.
    static final String DEAD = "this replica has not joined, or was declared dead";

    private static final UUID NOBODY = new UUID(0, 0);
    private static final long LOCK_FREE = Duration.ofSeconds(10).toNanos();
    private static final long SILENT = Duration.ofSeconds(20).toNanos();

    private final MemoryTables tables;
    private final Map<UUID, Instance> instances = new LinkedHashMap<>();
    private long startedAt;
    private long joins;

    MemoryReplicas(MemoryTables tables, long startedAt) {
        this.tables = tables;
        this.startedAt = startedAt;
    }

    /// What a process knows of itself.
    static final class Member {
        UUID id = NOBODY;

        /// Jobs of take-overs whose answer came, and of which the store has not been told.
        final Set<UUID> got = new HashSet<>();
    }

    private static final class Instance {
        long heartbeat;
        boolean locked = true;
        @Nullable UUID takenBy;

        Instance(long heartbeat) {
            this.heartbeat = heartbeat;
        }
    }

    boolean lives(UUID id) {
        var instance = instances.get(id);
        return instance != null && instance.takenBy == null;
    }

    void unlock(Member member) {
        unlock(member.id);
    }

    private void unlock(UUID id) {
        var instance = instances.get(id);
        if (instance != null) {
            instance.locked = false;
        }
    }

    void restart(long now) {
        startedAt = now;
        instances.values().forEach(instance -> instance.locked = false);
    }

    Replicas port(MemoryStore.Replica replica) {
        return new Port(replica);
    }

    private final class Port implements Replicas {
        private final MemoryStore.Replica replica;

        Port(MemoryStore.Replica replica) {
            this.replica = replica;
        }

        @Override
        public void join(Consumer<Outcome<Void>> done) {
            var id = new UUID(0x4000L, ++joins);
            var before = replica.member().id;
            replica.call(
                    Faults.Call.JOIN,
                    () -> {
                        instances.put(id, new Instance(replica.nanos()));
                        unlock(before);
                        return nothing();
                    },
                    outcome -> {
                        // One whose answer was lost is an identity that nobody uses.
                        if (outcome instanceof Outcome.Done) {
                            replica.member().id = id;
                            replica.member().got.clear();
                        }
                        done.accept(outcome);
                    });
        }

        @Override
        public void beat(Consumer<Outcome<Boolean>> done) {
            var id = replica.member().id;
            replica.call(
                    Faults.Call.BEAT,
                    () -> {
                        if (!lives(id)) {
                            return new Outcome.Done<>(false);
                        }
                        var instance = instance(id);
                        instance.heartbeat = replica.nanos();
                        instance.locked = true;
                        return new Outcome.Done<>(true);
                    },
                    done);
        }

        @Override
        public void take(int limit, Consumer<Outcome<List<TakenJob>>> done) {
            var me = replica.member().id;
            var said = Set.copyOf(replica.member().got);
            replica.call(
                    Faults.Call.TAKE,
                    () -> {
                        if (!lives(me)) {
                            return new Outcome.Failed<>(DEAD);
                        }
                        said(me, said);
                        return new Outcome.Done<>(MemoryReplicas.this.take(me, limit, replica));
                    },
                    outcome -> {
                        if (outcome instanceof Outcome.Done<List<TakenJob>>(var jobs)) {
                            replica.member().got.removeAll(said);
                            jobs.forEach(taken -> replica.member().got.add(taken.job().id()));
                        }
                        done.accept(outcome);
                    });
        }

        @Override
        public void leave(Consumer<Outcome<Void>> done) {
            var me = replica.member().id;
            replica.call(
                    Faults.Call.LEAVE,
                    () -> {
                        for (var row : tables.rows()) {
                            if (me.equals(row.owner)) {
                                row.owner = null;
                                row.given = Given.NOT;
                            }
                        }
                        instances.remove(me);
                        return nothing();
                    },
                    outcome -> {
                        if (outcome instanceof Outcome.Done) {
                            replica.member().id = NOBODY;
                        }
                        done.accept(outcome);
                    });
        }
    }

    @SuppressWarnings("NullAway") // Void has no other value.
    private static Outcome<Void> nothing() {
        return new Outcome.Done<>(null);
    }

    private Instance instance(UUID id) {
        var instance = instances.get(id);
        if (instance == null) {
            throw new IllegalStateException("no instance " + id);
        }
        return instance;
    }

    /// A replica has what it was given: what comes after it in its chain needs no handing over.
    private void said(UUID me, Set<UUID> jobs) {
        for (var row : tables.rows()) {
            if (me.equals(row.owner) && jobs.contains(row.job.id())) {
                row.given = Given.NOT;
            }
        }
    }

    private List<Replicas.TakenJob> take(UUID me, int limit, MemoryStore.Replica replica) {
        var now = replica.nanos();
        mark(me, now);
        claim(me, limit);
        adopt(me, limit);
        var taken = new ArrayList<Replicas.TakenJob>();
        for (var row : tables.snapshot()) {
            if (taken.size() < limit && me.equals(row.owner) && row.given != Given.NOT) {
                taken.add(
                        new Replicas.TakenJob(
                                row.job,
                                row.seq,
                                row.fence,
                                row.attempts,
                                Duration.ofNanos(Math.max(0, row.nextAttempt - now)),
                                row.takeovers,
                                row.lostMarked,
                                row.given == Given.HANDED));
            }
        }
        return List.copyOf(taken);
    }

    /// Each dead replica has one taker.
    private void mark(UUID me, long now) {
        instances.forEach((id, instance) -> {
            if (!id.equals(me) && instance.takenBy == null && dead(instance, now)) {
                instance.takenBy = me;
            }
        });
        instances.forEach((_, instance) -> {
            if (instance.takenBy != null
                    && !instance.takenBy.equals(me)
                    && !lives(instance.takenBy)) {
                instance.takenBy = me;
            }
        });
    }

    private boolean dead(Instance instance, long now) {
        var silent = now - instance.heartbeat;
        return now - startedAt >= MemoryStore.GRACE.toNanos()
                && (silent > SILENT || (silent > LOCK_FREE && !instance.locked));
    }

    /// Gets jobs of those that this replica is the taker of; drops those that have none left.
    private void claim(UUID me, int limit) {
        var left = limit;
        var waiting = new HashSet<UUID>();
        for (var row : tables.rows()) {
            var id = row.owner;
            var owner = id == null ? null : instances.get(id);
            if (owner == null || !me.equals(owner.takenBy)) {
                continue;
            }
            if (left > 0) {
                left--;
                move(row, me, Given.TAKEN);
            } else if (id != null) {
                waiting.add(id);
            }
        }
        instances
                .entrySet()
                .removeIf(entry ->
                        me.equals(entry.getValue().takenBy) && !waiting.contains(entry.getKey()));
    }

    /// Gives jobs whose owner left or is unknown to whoever works their chain, else to this one; a
    /// chain as a whole.
    private void adopt(UUID me, int limit) {
        var chains = new LinkedHashMap<Job.Chain, Optional<UUID>>();
        var found = 0;
        for (var row : tables.rows()) {
            if (orphan(row) && found < limit) {
                found++;
                chains.put(row.job.chain(), Optional.empty());
            }
        }
        for (var row : tables.rows()) {
            var owner = row.owner;
            if (owner != null && instances.containsKey(owner)) {
                chains.computeIfPresent(row.job.chain(), (_, _) -> Optional.of(owner));
            }
        }
        for (var row : tables.rows()) {
            var to = chains.get(row.job.chain());
            if (to != null && orphan(row)) {
                var next = to.orElse(me);
                move(row, next, next.equals(me) ? Given.TAKEN : Given.HANDED);
            }
        }
    }

    private boolean orphan(JobRow row) {
        return row.owner == null || !instances.containsKey(row.owner);
    }

    private static void move(JobRow row, UUID to, Given given) {
        row.fence++;
        if (row.owner != null) {
            row.takeovers++;
            if (row.state == JobState.PROCESSING) {
                row.lostMarked++;
            }
        }
        if (row.state == JobState.PROCESSING) {
            row.state = JobState.QUEUED;
        }
        row.owner = to;
        row.given = given;
    }
}
