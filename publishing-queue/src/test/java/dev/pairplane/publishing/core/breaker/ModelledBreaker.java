package dev.pairplane.publishing.core.breaker;

import dev.pairplane.publishing.core.breaker.CircuitBreaker.State;
import java.util.ArrayList;
import java.util.List;

/// The rules of a breaker, written down another way: it remembers each attempt under way and drops
/// them all when their results no longer matter.
final class ModelledBreaker {
    State state = State.CLOSED;
    long trips;
    long recoveries;

    private final BreakerSettings settings;
    private final List<Boolean> meaningful = new ArrayList<>();
    private int failures;
    private int successes;
    private long openedAt;

    ModelledBreaker(BreakerSettings settings) {
        this.settings = settings;
    }

    boolean permits() {
        return switch (state) {
            case CLOSED -> true;
            case OPEN -> false;
            case HALF_OPEN -> !meaningful.contains(true);
        };
    }

    void begin(int index) {
        meaningful.add(index, true);
    }

    void end(int index, Vote vote, long now) {
        if (!meaningful.remove(index)) {
            return;
        }
        if (vote == Vote.FAILURE) {
            failures++;
            if (state == State.HALF_OPEN || failures == settings.failures()) {
                trips += state == State.CLOSED ? 1 : 0;
                openedAt = now;
                become(State.OPEN);
            }
        } else if (vote == Vote.SUCCESS) {
            failures = 0;
            successes++;
            if (state == State.HALF_OPEN && successes == settings.successes()) {
                recoveries++;
                become(State.CLOSED);
            }
        }
    }

    void elapse(long now) {
        if (state == State.OPEN && now - openedAt >= settings.pause().toNanos()) {
            become(State.HALF_OPEN);
        }
    }

    void reset() {
        become(State.CLOSED);
    }

    private void become(State next) {
        state = next;
        failures = 0;
        successes = 0;
        meaningful.replaceAll(_ -> false);
    }
}
