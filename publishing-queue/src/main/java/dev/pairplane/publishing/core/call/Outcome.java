package dev.pairplane.publishing.core.call;

/// What came of a call to the store.
public sealed interface Outcome<T> {

    /// It is committed.
    record Done<T>(T value) implements Outcome<T> {}

    /// Nothing of it is stored, and never will be.
    ///
    /// @param why for people
    record Failed<T>(String why) implements Outcome<T> {}

    /// The answer was lost: all of it is stored, or nothing, or it will be.
    ///
    /// @param why for people
    record Unknown<T>(String why) implements Outcome<T> {}
}
