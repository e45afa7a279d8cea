package dev.pairplane.publishing.core.call;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/// Does something with each of several, whatever comes of the others: one whose turn fails must not
/// take away the turn of those behind it.
public final class Each {

    private Each() {}

    /// Hands out all, in their order.
    ///
    /// @throws RuntimeException the first that was thrown, after all had their turn; the others are
    ///   suppressed in it
    public static <T> void of(Collection<? extends T> all, Consumer<? super T> action) {
        RuntimeException first = null;
        for (T one : List.copyOf(all)) {
            try {
                action.accept(one);
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
