package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.core.engine.CheckpointOutcome;
import dev.pairplane.storage.core.engine.DrainState;
import dev.pairplane.storage.core.engine.Mutation;
import dev.pairplane.storage.core.engine.RangeOutcome;
import dev.pairplane.storage.core.engine.ReadOutcome;
import dev.pairplane.storage.core.engine.SnapshotOutcome;
import dev.pairplane.storage.core.engine.WriteOutcome;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.range.RangeRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// What the service asks of the store: [dev.pairplane.storage.core.engine.Engine]'s calls, and an
/// answer as well while there is no engine yet.
public interface Store {

    /// Applies a mutation, waiting for its durability at most `patience`. May block.
    WriteOutcome apply(Mutation mutation, Duration patience);

    /// Reads a key if that needs no waiting. Never blocks: it is called on an event loop.
    ///
    /// @return empty when only [#read] can tell
    Optional<ReadOutcome> readNow(CompositeKey key);

    /// Reads a key. May block.
    ReadOutcome read(CompositeKey key);

    /// Reads a page of a range as it is now. May block.
    ///
    /// @param givenUp asked now and then; when it says so, the page is not read to its end
    RangeOutcome read(RangeRequest request, BooleanSupplier givenUp);

    /// Brings the store to rest, or says how far that is; waits at most `patience`. May block.
    DrainState drain(Duration patience);

    /// Makes a checkpoint of that name; waits at most `patience` until it can begin. May block.
    CheckpointOutcome checkpoint(String name, Duration patience);

    /// Takes a snapshot, which the caller closes. May block.
    SnapshotOutcome snapshot();
}
