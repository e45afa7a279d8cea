package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.core.engine.Mutation;
import dev.pairplane.storage.core.engine.ReadOutcome;
import dev.pairplane.storage.core.engine.WriteOutcome;
import dev.pairplane.storage.core.key.CompositeKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;

/// A store that answers what a test tells it to, and remembers what it was asked.
public final class ScriptedStore implements Store {
    public final List<Mutation> applied = new CopyOnWriteArrayList<>();
    public final List<Duration> patience = new CopyOnWriteArrayList<>();
    public final List<CompositeKey> read = new CopyOnWriteArrayList<>();
    public final List<Thread> threads = new CopyOnWriteArrayList<>();

    public volatile Function<Mutation, WriteOutcome> onApply =
            mutation -> new WriteOutcome.Accepted(mutation.clock(), WriteOutcome.Effect.STORED);
    public volatile Function<CompositeKey, ReadOutcome> onRead = _ -> Stored.nothing();

    @Override
    public WriteOutcome apply(Mutation mutation, Duration longest) {
        applied.add(mutation);
        patience.add(longest);
        threads.add(Thread.currentThread());
        return onApply.apply(mutation);
    }

    /// Whether what is read is in memory.
    public volatile Predicate<CompositeKey> inMemory = _ -> true;

    @Override
    public Optional<ReadOutcome> readNow(CompositeKey key) {
        return inMemory.test(key) ? Optional.of(read(key)) : Optional.empty();
    }

    @Override
    public ReadOutcome read(CompositeKey key) {
        read.add(key);
        threads.add(Thread.currentThread());
        return onRead.apply(key);
    }

    /// Whether no request has come this far.
    boolean isUntouched() {
        return applied.isEmpty() && read.isEmpty();
    }
}
