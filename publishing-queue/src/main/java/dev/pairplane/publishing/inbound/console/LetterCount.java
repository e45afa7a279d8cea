package dev.pairplane.publishing.inbound.console;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.deadletter.DeadLetters;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/// How many dead letters were never sent again. However many look, the store is asked once at a
/// time and every few seconds, and a page waits for it only briefly. Thread-safe.
final class LetterCount {
    private static final Duration AGE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final DeadLetters letters;
    private final LongSupplier nanos;
    private CompletableFuture<OptionalLong> answer =
            CompletableFuture.completedFuture(OptionalLong.empty());
    private boolean asked;
    private long askedAt;

    LetterCount(DeadLetters letters, LongSupplier nanos) {
        this.letters = letters;
        this.nanos = nanos;
    }

    /// The number; empty when the store does not say. For virtual threads only.
    OptionalLong get() throws InterruptedException {
        try {
            return current().get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return OptionalLong.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes it so", e);
        }
    }

    private CompletableFuture<OptionalLong> current() {
        CompletableFuture<OptionalLong> next = new CompletableFuture<>();
        synchronized (this) {
            long now = nanos.getAsLong();
            if (!answer.isDone() || (asked && now - askedAt < AGE.toNanos())) {
                return answer;
            }
            asked = true;
            askedAt = now;
            answer = next;
        }
        letters.pending(outcome -> next.complete(sum(outcome)));
        return next;
    }

    private static OptionalLong sum(Outcome<Map<String, Long>> outcome) {
        return switch (outcome) {
            case Outcome.Done<Map<String, Long>>(Map<String, Long> byTarget) ->
                    OptionalLong.of(byTarget.values().stream().mapToLong(n -> n).sum());
            case Outcome.Failed<Map<String, Long>> _, Outcome.Unknown<Map<String, Long>> _ ->
                    OptionalLong.empty();
        };
    }
}
