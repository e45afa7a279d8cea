package dev.pairplane.difftracker.core.locations;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/// When the gateway is to be read again, and why.
final class Rereads {

    private static final double JITTER = 0.1;

    private final long intervalNanos;
    private final RandomGenerator random;

    private boolean required;
    private boolean planAll;
    private long periodicNanos;
    private OptionalLong extraNanos = OptionalLong.empty();

    Rereads(Duration interval, RandomGenerator random) {
        this.intervalNanos = interval.toNanos();
        this.random = random;
    }

    /// The gateway has just been read, by whomever.
    void begin(long nowNanos) {
        periodicNanos = nowNanos + (long) (intervalNanos * (1 + JITTER * random.nextDouble()));
    }

    /// One more read at a time, come what may.
    void extra(long atNanos) {
        extraNanos = OptionalLong.of(atNanos);
    }

    /// Nothing is to be sent before the gateway has been read.
    void require() {
        required = true;
    }

    /// Like [#require], and after it everything is planned anew.
    void requireAndPlanAll() {
        required = true;
        planAll = true;
    }

    boolean required() {
        return required;
    }

    /// How long until the next read is due.
    ///
    /// @param doubtEndsNanos when the first doubt can be ended
    long waitNanos(long nowNanos, OptionalLong doubtEndsNanos) {
        if (required) {
            return 0;
        }
        long due = periodicNanos - nowNanos;
        if (extraNanos.isPresent()) {
            due = Math.min(due, extraNanos.orElseThrow() - nowNanos);
        }
        if (doubtEndsNanos.isPresent()) {
            due = Math.min(due, doubtEndsNanos.orElseThrow() - nowNanos);
        }
        return due;
    }

    /// What was asked of one read.
    ///
    /// @param startedNanos when it began
    /// @param required whether nothing may be sent before it
    /// @param planAll whether everything is planned anew after it
    record Reading(long startedNanos, boolean required, boolean planAll) {}

    /// A read begins. What is asked from now on is asked of the next one.
    Reading start(long nowNanos) {
        var reading = new Reading(nowNanos, required, planAll);
        required = false;
        planAll = false;
        return reading;
    }

    /// It failed: what was asked of it is asked of the next one.
    void failed(Reading reading) {
        required |= reading.required();
        planAll |= reading.planAll();
    }

    /// It succeeded.
    void done(Reading reading, long nowNanos) {
        begin(nowNanos);
        if (extraNanos.isPresent() && reading.startedNanos() - extraNanos.orElseThrow() >= 0) {
            extraNanos = OptionalLong.empty();
        }
    }
}
