package dev.pairplane.storage.bench.engine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What both sides do. Safe for several threads, but for [#settle] and [#close].
interface Store extends AutoCloseable {

    /// Puts encoded bytes in the place of whatever is there.
    void put(byte[] key, byte[] encoded) throws Exception;

    /// The encoded bytes of a key, as an array of its own; nothing when there are none.
    byte @Nullable [] get(byte[] key) throws Exception;

    /// A write that depends on what is stored: ours reads, merges and writes, theirs gets and puts.
    void clockedWrite(byte[] key, Sample sample) throws Exception;

    /// A walk in the order of keys; empty where the store has none.
    Optional<Walk> walk() throws Exception;

    /// Brings everything into tables, and waits until nothing is merged any more. The store is to
    /// be closed next.
    void settle() throws Exception;

    @Override
    void close();

    /// A walk. For one thread.
    interface Walk extends AutoCloseable {

        /// Goes to the first key.
        ///
        /// @return whether there is one
        boolean first() throws Exception;

        /// Goes to the first key that is not below this one.
        ///
        /// @return whether there is one
        boolean seek(byte[] key) throws Exception;

        /// Goes to the next key.
        ///
        /// @return whether there is one
        boolean next() throws Exception;

        /// Copies key and value into memory of the walk's own.
        ///
        /// @return their bytes together
        int copy() throws Exception;

        @Override
        void close();
    }
}
