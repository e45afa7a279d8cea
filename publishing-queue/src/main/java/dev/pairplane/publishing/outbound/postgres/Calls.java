package dev.pairplane.publishing.outbound.postgres;

import dev.pairplane.publishing.core.call.Outcome;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Turns what the client says into outcomes, in a bounded time, on an executor.
///
/// @param executor where answers go
/// @param limit until a call is given up
record Calls(Executor executor, Duration limit) {

    /// What the database was doing when a call failed.
    enum Effect {
        /// Nothing that lasts: a failure is a failure.
        READS,
        /// Something that may be committed although no answer came.
        WRITES
    }

    /// What a call's failure means.
    private enum Meaning {
        NOTHING_DONE,
        NOBODY_KNOWS
    }

    /// Makes a call and answers exactly once.
    <T> void answer(Effect effect, Supplier<Future<T>> call, Consumer<Outcome<T>> done) {
        Future<T> future;
        try {
            future = call.get();
        } catch (RuntimeException e) {
            future = Future.failedFuture(new NotSentException(e));
        }
        var answered = new AtomicBoolean();
        future.timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(result -> {
                    if (answered.compareAndSet(false, true)) {
                        var outcome =
                                result.succeeded()
                                        ? new Outcome.Done<>(result.result())
                                        : Calls.<T>failure(effect, result.cause());
                        executor.execute(() -> done.accept(outcome));
                    }
                });
    }

    /// The outcome of a failed call.
    static <T> Outcome<T> failure(Effect effect, Throwable cause) {
        var root =
                cause instanceof CompletionException && cause.getCause() != null
                        ? cause.getCause()
                        : cause;
        return effect == Effect.READS || meaning(root) == Meaning.NOTHING_DONE
                ? new Outcome.Failed<>(text(root))
                : new Outcome.Unknown<>(text(root));
    }

    private static Meaning meaning(Throwable cause) {
        if (cause instanceof NotSentException) {
            return Meaning.NOTHING_DONE;
        }
        // A session that is ended says so too, but maybe after a commit.
        return cause instanceof PgException e && !e.getSqlState().startsWith("57P")
                ? Meaning.NOTHING_DONE
                : Meaning.NOBODY_KNOWS;
    }

    /// Whether what was to be written is at fault, rather than the database.
    static boolean dataFault(Throwable cause) {
        return cause instanceof PgException e
                && switch (e.getSqlState().substring(0, 2)) {
                    // Cardinality, data, integrity, limits of the program.
                    case "21", "22", "23", "54" -> true;
                    default -> false;
                };
    }

    static String text(Throwable cause) {
        var known =
                cause instanceof NotSentException && cause.getCause() != null
                        ? cause.getCause()
                        : cause;
        if (known instanceof PgException e) {
            return "PostgreSQL: " + e.getErrorMessage() + " (" + e.getSqlState() + ")";
        }
        var message = known.getMessage();
        return message == null ? known.getClass().getSimpleName() : message;
    }

    /// A call that never reached the database.
    static final class NotSentException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotSentException(Throwable cause) {
            super(cause);
        }
    }
}
