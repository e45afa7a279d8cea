package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.VectorClock;

/// A validated change of one key.
///
/// @param key the key
/// @param operation what the caller asked for
/// @param clock the caller's clock; an empty one means "overwrite what you have"
/// @param value the value; empty for a delete
/// @param timestamp the caller's time in ms since the epoch, 0 when it gave none
/// @param deletedAtMs for a delete, when it happened in ms since the epoch, 0 when unknown
public record Mutation(
        CompositeKey key,
        Operation operation,
        VectorClock clock,
        byte[] value,
        long timestamp,
        long deletedAtMs) {

    /// What the caller asked for.
    public enum Operation {
        WRITE,
        DELETE
    }

    /// A write.
    public static Mutation write(
            CompositeKey key, VectorClock clock, byte[] value, long timestamp) {
        return new Mutation(key, Operation.WRITE, clock, value, timestamp, 0);
    }

    /// A delete.
    public static Mutation delete(
            CompositeKey key, VectorClock clock, long timestamp, long deletedAtMs) {
        return new Mutation(key, Operation.DELETE, clock, new byte[0], timestamp, deletedAtMs);
    }
}
