package dev.pairplane.publishing.inbound.rest;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.deadletter.DeadLetters;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// How many dead letters were never replayed. However many ask, the store is asked by one at a
/// time, and not again while the answer is young; that it gave none is an answer too, so that
/// nobody waits for a store that is down more often than that. Thread-safe.
final class PendingLetters {
    private final DeadLetters letters;
    private final Duration age;
    private final InstantSource clock;
    private final List<Consumer<OptionalLong>> waiting = new ArrayList<>();
    private Optional<Instant> askedAt = Optional.empty();
    private OptionalLong count = OptionalLong.empty();
    private boolean asking;

    PendingLetters(DeadLetters letters, Duration age, InstantSource clock) {
        this.letters = letters;
        this.age = age;
        this.clock = clock;
    }

    /// Answers on this thread, or later on any; empty when the store does not say.
    void ask(Consumer<OptionalLong> answer) {
        OptionalLong known;
        boolean old;
        synchronized (this) {
            known = count;
            old = !young();
            if (old) {
                waiting.add(answer);
                if (asking) {
                    return;
                }
                asking = true;
            }
        }
        if (old) {
            letters.pending(this::settle);
        } else {
            answer.accept(known);
        }
    }

    private boolean young() {
        // The wall clock may be set back; then the answer counts as old.
        Instant now = clock.instant();
        return !asking
                && askedAt.filter(at -> !at.isAfter(now) && at.plus(age).isAfter(now)).isPresent();
    }

    private void settle(Outcome<Map<String, Long>> outcome) {
        List<Consumer<OptionalLong>> all;
        OptionalLong found =
                switch (outcome) {
                    case Outcome.Done<Map<String, Long>>(Map<String, Long> byTarget) ->
                            OptionalLong.of(byTarget.values().stream().mapToLong(n -> n).sum());
                    case Outcome.Failed<Map<String, Long>> _,
                            Outcome.Unknown<Map<String, Long>> _ ->
                            OptionalLong.empty();
                };
        synchronized (this) {
            asking = false;
            askedAt = Optional.of(clock.instant());
            count = found;
            all = List.copyOf(waiting);
            waiting.clear();
        }
        all.forEach(answer -> answer.accept(found));
    }
}
