package dev.pairplane.storage.core.range;

import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.VersionSet;
import java.util.List;
import java.util.Optional;

/// Some keys of a range, ascending.
///
/// @param rows the keys
/// @param next the next key of the range that would be a row; empty when there is none
public record RangePage(List<Row> rows, Optional<CompositeKey> next) {

    /// No key at all.
    public static final RangePage EMPTY = new RangePage(List.of(), Optional.empty());

    /// Copies the list.
    public RangePage {
        rows = List.copyOf(rows);
    }

    /// A key.
    ///
    /// @param versions what is stored under it; the empty set when versions were not asked for
    public record Row(CompositeKey key, VersionSet versions) {}
}
