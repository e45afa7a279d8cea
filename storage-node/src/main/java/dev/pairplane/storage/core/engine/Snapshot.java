package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.range.RangeRequest;
import java.util.function.BooleanSupplier;

/// The store as it was at one moment, for as long as this is open. Safe for several threads.
///
/// It costs what is replaced or deleted meanwhile: that stays in memory and in tables until the
/// snapshot is closed.
public interface Snapshot extends AutoCloseable {

    /// Reads a page. Blocks on the disk.
    ///
    /// @param givenUp asked now and then; when it says so, the page is not read to its end
    /// @throws IllegalStateException when the snapshot is closed
    RangeOutcome read(RangeRequest request, BooleanSupplier givenUp);

    /// Gives up what was kept for it. Twice is safe.
    @Override
    void close();
}
