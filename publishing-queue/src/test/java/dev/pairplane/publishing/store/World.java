package dev.pairplane.publishing.store;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.job.Jobs;
import dev.pairplane.publishing.core.journal.Journal;
import dev.pairplane.publishing.core.journal.Replicas;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// A store under test, and those who use it.
public interface World extends AutoCloseable {

    /// A process that uses the store.
    Access process(String name);

    /// Time passes for the store.
    void advance(Duration time);

    /// What time it is.
    Instant now();

    /// Makes a call; its outcome can be had once it is there.
    <T> Pending<T> start(Consumer<Consumer<Outcome<T>>> call);

    @Override
    void close();

    /// A call under way.
    interface Pending<T> {
        /// Waits for the outcome.
        Outcome<T> outcome();
    }

    /// A process's access to the store.
    interface Access {
        Journal journal();

        Replicas replicas();

        DeadLetters deadLetters();

        Jobs jobs();

        /// The process ends without a word.
        void kill();
    }
}
