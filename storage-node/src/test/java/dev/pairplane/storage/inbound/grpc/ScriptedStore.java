package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.core.engine.CheckpointOutcome;
import dev.pairplane.storage.core.engine.DrainState;
import dev.pairplane.storage.core.engine.Engine;
import dev.pairplane.storage.core.engine.Mutation;
import dev.pairplane.storage.core.engine.RangeOutcome;
import dev.pairplane.storage.core.engine.ReadOutcome;
import dev.pairplane.storage.core.engine.Snapshot;
import dev.pairplane.storage.core.engine.SnapshotOutcome;
import dev.pairplane.storage.core.engine.WriteOutcome;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.range.RangePage;
import dev.pairplane.storage.core.range.RangeRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

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

    public final List<RangeRequest> ranges = new CopyOnWriteArrayList<>();
    public volatile Function<RangeRequest, RangeOutcome> onRange =
            _ -> new RangeOutcome.Page(RangePage.EMPTY);
    public volatile Supplier<SnapshotOutcome> onSnapshot =
            () -> new SnapshotOutcome.Taken(counted(new OfNothing()));

    /// Of a store that has nothing.
    private static final class OfNothing implements Snapshot {
        @Override
        public RangeOutcome read(RangeRequest request, BooleanSupplier givenUp) {
            return new RangeOutcome.Page(RangePage.EMPTY);
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    @Override
    public RangeOutcome read(RangeRequest request, BooleanSupplier givenUp) {
        ranges.add(request);
        return onRange.apply(request);
    }

    public volatile Function<Duration, DrainState> onDrain =
            _ -> new DrainState(DrainState.Stage.DRAINED, "");

    @Override
    public DrainState drain(Duration longest) {
        patience.add(longest);
        return onDrain.apply(longest);
    }

    public final List<String> checkpoints = new CopyOnWriteArrayList<>();
    public volatile Function<String, CheckpointOutcome> onCheckpoint =
            name -> new CheckpointOutcome.Made("/data/backup/" + name, 7, 2, 1000);

    @Override
    public CheckpointOutcome checkpoint(String name, Duration longest) {
        checkpoints.add(name);
        patience.add(longest);
        return onCheckpoint.apply(name);
    }

    @Override
    public SnapshotOutcome snapshot() {
        return onSnapshot.get();
    }

    /// Lets an engine answer.
    public void answerFrom(Engine engine) {
        onApply = mutation -> engine.apply(mutation, Duration.ofSeconds(10));
        onRead = engine::read;
        inMemory = _ -> false;
        onRange = request -> engine.read(request, () -> false);
        onSnapshot =
                () ->
                        switch (engine.snapshot()) {
                            case SnapshotOutcome.Taken(Snapshot taken) ->
                                    new SnapshotOutcome.Taken(counted(taken));
                            case SnapshotOutcome.Refused refused -> refused;
                        };
    }

    private Snapshot counted(Snapshot taken) {
        return new Snapshot() {
            @Override
            public RangeOutcome read(RangeRequest request, BooleanSupplier givenUp) {
                ranges.add(request);
                return taken.read(request, givenUp);
            }

            @Override
            public void close() {
                taken.close();
            }
        };
    }

    /// Whether no request has come this far.
    boolean isUntouched() {
        return applied.isEmpty() && read.isEmpty() && ranges.isEmpty();
    }
}
