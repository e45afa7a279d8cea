package dev.pairplane.publishing.store;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.job.Jobs;
import dev.pairplane.publishing.core.journal.Journal;
import dev.pairplane.publishing.core.journal.Replicas;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The twin in virtual time.
final class MemoryWorld implements World {

    final VirtualTimers timers = new VirtualTimers();
    final MemoryStore store = new MemoryStore(timers);

    @Override
    public Access process(String name) {
        var replica = store.replica(name);
        return new Access() {
            @Override
            public Journal journal() {
                return replica.journal();
            }

            @Override
            public Replicas replicas() {
                return replica.replicas();
            }

            @Override
            public DeadLetters deadLetters() {
                return replica.deadLetters();
            }

            @Override
            public Jobs jobs() {
                return replica.jobs();
            }

            @Override
            public void kill() {
                replica.kill();
            }
        };
    }

    @Override
    public void advance(Duration time) {
        timers.advance(time);
    }

    @Override
    public Instant now() {
        return timers.now();
    }

    @Override
    public <T> Pending<T> start(Consumer<Consumer<Outcome<T>>> call) {
        List<Outcome<T>> got = new ArrayList<>();
        call.accept(got::add);
        return () -> {
            timers.runUntil(() -> !got.isEmpty());
            return got.getFirst();
        };
    }

    @Override
    public void close() {}
}
