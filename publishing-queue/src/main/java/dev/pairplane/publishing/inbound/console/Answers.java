package dev.pairplane.publishing.inbound.console;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.StandardKey;
import dev.pairplane.publishing.core.call.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Waits for answers that others are told by a callback; for virtual threads only.
final class Answers {
    private static final EventLog LOG = EventLog.of(Answers.class);

    private final Duration atMost;

    Answers(Duration atMost) {
        this.atMost = atMost;
    }

    /// Asks, and waits.
    ///
    /// @param question given whom to tell
    /// @throws StoreSilent when no answer comes in time
    <T> T ask(Consumer<Consumer<T>> question) throws StoreSilent, InterruptedException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        question.accept(answer::complete);
        try {
            return answer.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new StoreSilent("there was no answer within " + Texts.time(atMost));
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes it so", e);
        }
    }

    /// As [#ask], for questions to the store.
    ///
    /// @throws StoreSilent also when it says that it cannot; why is for the log alone
    <T> T stored(Consumer<Consumer<Outcome<T>>> question) throws StoreSilent, InterruptedException {
        return switch (this.<Outcome<T>>ask(question)) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Failed<T>(String why) -> throw silent(why);
            case Outcome.Unknown<T>(String why) -> throw silent(why);
        };
    }

    private static StoreSilent silent(String why) {
        LOG.warn("store did not answer the console", field(StandardKey.REASON, why));
        return new StoreSilent("the store did not answer");
    }
}
