package dev.pairplane.storage.core.sstable;

import java.io.IOException;

/// A walk over entries in ascending order of keys, and for one key from the newest versions to the
/// oldest. For one thread. Nowhere until told where to go.
///
/// What the accessors return is valid until the next move, and only while [#valid].
public interface EntryCursor {

    /// Goes to the first entry.
    ///
    /// @return whether there is one
    boolean first() throws IOException;

    /// Goes to the first entry whose key is not below this one.
    ///
    /// @param key of which the first `length` bytes count
    /// @return whether there is one
    boolean seek(byte[] key, int length) throws IOException;

    /// Goes to the next entry.
    ///
    /// @return whether there is one
    /// @throws IllegalStateException when the cursor is not at an entry
    boolean next() throws IOException;

    /// Whether the cursor is at an entry.
    boolean valid();

    /// The key's bytes, of which the first [#keyLength] count; not to be changed.
    byte[] key();

    /// Bytes of the key.
    int keyLength();

    /// The entry's sequence number.
    long seq();

    /// The bytes that hold the encoded version set, from [#setOffset] on; not to be changed.
    byte[] bytes();

    /// Where the set starts.
    int setOffset();

    /// Bytes of the set.
    int setLength();
}
