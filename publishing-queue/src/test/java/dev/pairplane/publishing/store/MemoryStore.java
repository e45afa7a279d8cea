package dev.pairplane.publishing.store;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.job.Jobs;
import dev.pairplane.publishing.core.journal.Journal;
import dev.pairplane.publishing.core.journal.Replicas;
import dev.pairplane.publishing.core.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The store in memory: what PostgreSQL does for the service, by the rules of the ports, in virtual
/// time. Several replicas share one; each has its own handle. Same calls, same times, same faults:
/// same results.
///
/// Effects and answers come by the store's [Timers], never inside a call. Everything runs on the
/// thread that runs these.
public final class MemoryStore {

    /// How long nobody is dead after a start of the database.
    static final Duration GRACE = Duration.ofSeconds(10);

    private final Timers timers;
    private final MemoryTables tables = new MemoryTables();
    private final MemoryReplicas members;
    private Faults faults = Faults.NONE;

    /// An empty store that has run for long.
    public MemoryStore(Timers timers) {
        this.timers = timers;
        members = new MemoryReplicas(tables, timers.nanos() - GRACE.toNanos());
    }

    /// A new handle, as a process has one; a process that starts again gets another one. Ids are
    /// reproducible: the n-th join of the store gets the n-th.
    public Replica replica(String name) {
        return new Replica(name);
    }

    /// From now on this goes wrong.
    public void faults(Faults next) {
        faults = next;
    }

    /// The database starts again: the locks of all are gone until their next heartbeats, and nobody
    /// is dead for 10 s.
    public void restart() {
        members.restart(timers.nanos());
    }

    /// Everything that is kept, to be looked at by tests.
    public MemoryTables tables() {
        return tables;
    }

    /// The store's own time.
    Instant now() {
        return timers.now();
    }

    /// One process's access to the store.
    public final class Replica {

        private final String name;
        private final MemoryReplicas.Member member = new MemoryReplicas.Member();
        private boolean killed;

        private Replica(String name) {
            this.name = name;
        }

        /// Its name, as the faults know it.
        public String name() {
            return name;
        }

        /// Its identity.
        public UUID identity() {
            return member.id;
        }

        /// The process is gone: its lock is free, no more answers come to it, and calls whose
        /// effect has not come have none.
        public void kill() {
            killed = true;
            members.unlock(member);
        }

        /// The connection that holds the lock breaks; the next heartbeat gets it back.
        public void loseLock() {
            members.unlock(member);
        }

        /// The journal, as this replica uses it.
        public Journal journal() {
            return new MemoryJournal(this, tables, members);
        }

        /// The replicas, this one among them.
        public Replicas replicas() {
            return members.port(this);
        }

        /// The dead letters.
        public DeadLetters deadLetters() {
            return new MemoryDeadLetters(this, tables, members);
        }

        /// The jobs.
        public Jobs jobs() {
            return new MemoryJobs(this, tables);
        }

        MemoryReplicas.Member member() {
            return member;
        }

        long nanos() {
            return timers.nanos();
        }

        Instant now() {
            return timers.now();
        }

        /// Does something as the faults say: the effect, then the answer.
        <T> void call(Faults.Call what, Supplier<Outcome<T>> effect, Consumer<Outcome<T>> answer) {
            if (killed) {
                return;
            }
            var fate = faults.of(name, what);
            switch (fate.ending()) {
                case DONE -> {
                    var rest = fate.answer().minus(fate.effect());
                    timers.after(
                            fate.effect(),
                            () -> {
                                if (!killed) {
                                    var outcome = effect.get();
                                    later(
                                            rest.isNegative() ? Duration.ZERO : rest,
                                            outcome,
                                            answer);
                                }
                            });
                }
                case FAILED -> later(fate.answer(), new Outcome.Failed<>("told to fail"), answer);
                case LOST_AFTER -> {
                    timers.after(
                            fate.effect(),
                            () -> {
                                if (!killed) {
                                    var _ = effect.get();
                                }
                            });
                    later(fate.answer(), new Outcome.Unknown<>("the answer was lost"), answer);
                }
                case LOST_BEFORE ->
                        later(fate.answer(), new Outcome.Unknown<>("the answer was lost"), answer);
            }
        }

        private <T> void later(Duration delay, Outcome<T> outcome, Consumer<Outcome<T>> answer) {
            timers.after(
                    delay,
                    () -> {
                        if (!killed) {
                            answer.accept(outcome);
                        }
                    });
        }
    }
}
