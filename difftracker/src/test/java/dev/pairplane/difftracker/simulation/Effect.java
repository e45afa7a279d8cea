package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.call.CallError;
import java.util.Optional;
import java.util.function.Supplier;

/// What a call does on the other side.
///
/// @param <T> what its answer carries
interface Effect<T> {

    /// Looks whether it may be done, and does it, or begins it.
    ///
    /// @return why it may not be done; then nothing has changed
    Optional<CallError> begin();

    /// Completes it.
    T finish();

    /// Ends it in failure after it has begun.
    default void fail() {}

    /// The only value there is of `Void`, which the ports use as "no answer but that".
    @SuppressWarnings("NullAway")
    static Void nothing() {
        return null;
    }

    /// One that is done at once.
    static <T> Effect<T> atOnce(Supplier<Optional<CallError>> change, Supplier<T> answer) {
        return new Effect<>() {
            @Override
            public Optional<CallError> begin() {
                return change.get();
            }

            @Override
            public T finish() {
                return answer.get();
            }
        };
    }
}
