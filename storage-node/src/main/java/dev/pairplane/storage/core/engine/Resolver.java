package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.framing.Frame;
import dev.pairplane.storage.core.version.ClockOrder;
import dev.pairplane.storage.core.version.MergeLimits;
import dev.pairplane.storage.core.version.MergeResult;
import dev.pairplane.storage.core.version.OwnActor;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.core.version.Version;
import dev.pairplane.storage.core.version.VersionSet;
import dev.pairplane.storage.core.version.VersionSetCodec;
import dev.pairplane.storage.core.wal.LogRecord;

/// Turns a mutation and the stored versions into what is to be stored. Safe for several threads.
final class Resolver {

    private final OwnActor actor;
    private final MergeLimits limits;
    private final boolean rejectObsolete;
    private final Environment environment;

    Resolver(OwnActor actor, EngineOptions options, Environment environment) {
        this.actor = actor;
        this.limits = options.limits();
        this.rejectObsolete = options.rejectObsolete();
        this.environment = environment;
    }

    Resolution resolve(VersionSet stored, Mutation mutation) {
        VectorClock clock =
                mutation.clock().isEmpty() && mutation.operation() != Mutation.Operation.REPAIR
                        ? actor.next(stored.join(), environment.clockMicros().getAsLong())
                        : mutation.clock();
        MergeResult result = stored.merge(version(stored, mutation, clock), limits);
        return switch (result) {
            case MergeResult.Stored(VersionSet set, boolean collision) -> {
                WriteOutcome.Effect effect =
                        collision ? WriteOutcome.Effect.COLLISION : WriteOutcome.Effect.STORED;
                byte type =
                        switch (mutation.operation()) {
                            case WRITE -> Frame.PUT;
                            case DELETE -> Frame.DELETE;
                            case REPAIR -> Frame.REPAIR;
                        };
                yield new Resolution.Replace(
                        set,
                        new LogRecord(type, mutation.key(), VersionSetCodec.encode(set)),
                        effect);
            }
            case MergeResult.Outranked _ -> keep(stored, WriteOutcome.Effect.COLLISION);
            case MergeResult.Obsolete _ ->
                    rejectObsolete && mutation.operation() != Mutation.Operation.REPAIR
                            ? reject(
                                    Refusal.OBSOLETE,
                                    "vector_clock precedes a stored version; read the key and"
                                            + " continue from its clock")
                            : keep(stored, WriteOutcome.Effect.OBSOLETE);
            case MergeResult.Identical _ -> keep(stored, WriteOutcome.Effect.IDENTICAL);
            case MergeResult.Refused(_, String message) -> reject(Refusal.SIBLING_LIMIT, message);
        };
    }

    private Version version(VersionSet stored, Mutation mutation, VectorClock clock) {
        long received = environment.clockMs();
        return mutation.isDelete()
                ? Version.tombstone(
                        clock,
                        mutation.timestamp(),
                        deletedAt(stored, mutation, clock, received),
                        received)
                : Version.live(clock, mutation.value(), mutation.timestamp(), received);
    }

    /// When a delete happened: what the caller says, else the time of receipt; a repeated delete
    /// keeps the first time.
    private static long deletedAt(
            VersionSet stored, Mutation mutation, VectorClock clock, long received) {
        if (mutation.deletedAtMs() > 0) {
            return mutation.deletedAtMs();
        }
        if (mutation.timestamp() > 0) {
            return mutation.timestamp();
        }
        for (Version version : stored.versions()) {
            if (version.isTombstone() && version.clock().compare(clock) == ClockOrder.EQUAL) {
                return version.deletedAtMs();
            }
        }
        return received;
    }

    private static Resolution keep(VersionSet stored, WriteOutcome.Effect effect) {
        return new Resolution.Keep(new WriteOutcome.Accepted(stored.join(), effect));
    }

    static Resolution reject(Refusal reason, String message) {
        return new Resolution.Reject(new WriteOutcome.Refused(reason, message));
    }
}
