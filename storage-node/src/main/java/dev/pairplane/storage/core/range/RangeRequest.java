package dev.pairplane.storage.core.range;

import dev.pairplane.storage.core.key.CompositeKey;

/// What one page of a range is to hold.
///
/// @param range the keys
/// @param maxRows how many at most; positive
/// @param maxBytes the page ends once its keys and versions take so many bytes; positive
/// @param versions whether the versions are wanted; without, only which keys there are
/// @param deleted whether keys that are deleted, and not yet forgotten, are wanted too
public record RangeRequest(
        KeyRange range, int maxRows, long maxBytes, boolean versions, boolean deleted) {

    /// The same from a key on.
    public RangeRequest from(CompositeKey key) {
        return new RangeRequest(range.from(key), maxRows, maxBytes, versions, deleted);
    }
}
