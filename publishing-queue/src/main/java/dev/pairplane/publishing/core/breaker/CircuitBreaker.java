package dev.pairplane.publishing.core.breaker;

import java.util.Optional;
import java.util.OptionalLong;

/// The breaker of one target. Closed, every attempt may go; failures in a row open it. Open, none
/// may. When the pause is over it is half-open: one probe at a time may go, and successes in a row
/// close it, while a failure opens it for another pause.
///
/// An attempt belongs to the period in which it began, and a period ends with every change but the
/// one from open to half-open. What comes of an attempt after its period does nothing: the clock of
/// an open breaker is not set back by it, and no breaker is closed by it.
///
/// Time is in nanoseconds of a monotonic clock, and given. For one thread.
public final class CircuitBreaker {

    private final BreakerSettings settings;
    private State state = State.CLOSED;
    private long period;
    private int failures;
    private int successes;
    private boolean probing;
    private long openedAt;
    private long trips;
    private long recoveries;

    public CircuitBreaker(BreakerSettings settings) {
        this.settings = settings;
    }

    /// Whether attempts may go.
    public enum State {
        CLOSED("closed"),
        HALF_OPEN("half-open"),
        OPEN("open");

        private final String label;

        State(String label) {
            this.label = label;
        }

        /// As it stands in JSON.
        public String label() {
            return label;
        }
    }

    /// Leave to make one attempt; [#end] takes it back.
    ///
    /// @param period in which the attempt begins
    /// @param probe whether it finds out if the target works again
    public record Permit(long period, boolean probe) {}

    /// A change of state.
    public record Change(State from, State to) {}

    /// The state, as of the last call that was given a time.
    public State state() {
        return state;
    }

    /// Lets time pass: an open breaker whose pause is over is half-open from now on.
    public Optional<Change> elapse(long now) {
        if (state != State.OPEN || now - openedAt < settings.pause().toNanos()) {
            return Optional.empty();
        }
        successes = 0;
        probing = false;
        return Optional.of(to(State.HALF_OPEN));
    }

    /// Whether [#begin] gives leave.
    public boolean permits() {
        return switch (state) {
            case CLOSED -> true;
            case HALF_OPEN -> !probing;
            case OPEN -> false;
        };
    }

    /// Begins an attempt.
    ///
    /// @throws IllegalStateException when none may begin
    public Permit begin() {
        if (!permits()) {
            throw new IllegalStateException("no attempt may begin while " + state.label());
        }
        probing = state == State.HALF_OPEN;
        return new Permit(period, probing);
    }

    /// Whether the result of an attempt still means something here.
    public boolean current(Permit permit) {
        return permit.period() == period;
    }

    /// Ends an attempt. After its period this does nothing.
    ///
    /// @return what changed
    public Optional<Change> end(Permit permit, Vote vote, long now) {
        if (!current(permit)) {
            return Optional.empty();
        }
        if (permit.probe()) {
            probing = false;
        }
        return switch (vote) {
            case SUCCESS -> succeeded();
            case FAILURE -> failed(now);
            case NEUTRAL -> Optional.empty();
        };
    }

    private Optional<Change> succeeded() {
        failures = 0;
        if (state == State.CLOSED || ++successes < settings.successes()) {
            return Optional.empty();
        }
        recoveries++;
        period++;
        return Optional.of(to(State.CLOSED));
    }

    private Optional<Change> failed(long now) {
        failures++;
        if (state == State.CLOSED && failures < settings.failures()) {
            return Optional.empty();
        }
        if (state == State.CLOSED) {
            trips++;
        }
        openedAt = now;
        successes = 0;
        period++;
        return Optional.of(to(State.OPEN));
    }

    /// Closes it, and forgets failures; attempts under way no longer mean anything. What it has
    /// counted since the start stays.
    public Optional<Change> reset() {
        period++;
        failures = 0;
        successes = 0;
        probing = false;
        return state == State.CLOSED ? Optional.empty() : Optional.of(to(State.CLOSED));
    }

    private Change to(State next) {
        var change = new Change(state, next);
        state = next;
        return change;
    }

    /// Counting failures in a row, up to now.
    public int failures() {
        return failures;
    }

    /// Successful probes in a row; zero while it is not half-open.
    public int successes() {
        return state == State.HALF_OPEN ? successes : 0;
    }

    /// When it opened last; empty while it is closed.
    public OptionalLong openedAt() {
        return state == State.CLOSED ? OptionalLong.empty() : OptionalLong.of(openedAt);
    }

    /// When the next probe may go; empty unless it is open.
    public OptionalLong nextProbeAt() {
        return state == State.OPEN
                ? OptionalLong.of(openedAt + settings.pause().toNanos())
                : OptionalLong.empty();
    }

    /// How often it opened from closed; failed probes do not count.
    public long trips() {
        return trips;
    }

    /// How often probes closed it.
    public long recoveries() {
        return recoveries;
    }
}
