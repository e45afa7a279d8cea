package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.VectorClock;

/// A validated change of one key.
///
/// @param key the key
/// @param operation what the caller asked for
/// @param clock the caller's clock; an empty one means "overwrite what you have"
/// @param value the value; empty for a delete, and for the repair of one
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
        DELETE,
        /// To take in what another replica has. Without a clock it stands before everything else,
        /// and so only fills a hole.
        REPAIR
    }

    /// Whether it deletes.
    public boolean isDelete() {
        return operation != Operation.WRITE && value.length == 0;
    }

    /// The repair of a value.
    public static Mutation repair(
            CompositeKey key, VectorClock clock, byte[] value, long timestamp) {
        return new Mutation(key, Operation.REPAIR, clock, value, timestamp, 0);
    }

    /// The repair of a delete, which has a clock.
    public static Mutation repairDelete(
            CompositeKey key, VectorClock clock, long timestamp, long deletedAtMs) {
        return new Mutation(key, Operation.REPAIR, clock, new byte[0], timestamp, deletedAtMs);
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
