package dev.pairplane.difftracker.core.locations;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/// One pass over what was dirty when it began: what is still to be said, and what it came to.
final class Pass {

    private final Deque<Step> steps;
    private final Bisection bisection = new Bisection();
    private final Mirror.Changes changes = new Mirror.Changes();
    private final long beganNanos;
    private int batches;

    Pass(List<Step> steps, long beganNanos) {
        this.steps = new ArrayDeque<>(steps);
        this.beganNanos = beganNanos;
    }

    Bisection bisection() {
        return bisection;
    }

    /// The steps of the next batch, suspects first; none at the end.
    ///
    /// @param right whether a step still holds; others are dropped
    List<Step> next(Chunks chunks, Predicate<Step> right) {
        for (bisection.trim(); bisection.active(); bisection.trim()) {
            List<Step> part = chunks.next(bisection.next(), right);
            if (!part.isEmpty()) {
                return part;
            }
        }
        return chunks.next(steps, right);
    }

    void sent() {
        batches++;
    }

    void accepted(Mirror.Changes more) {
        bisection.accepted();
        changes.add(more);
    }

    /// What has not been sent.
    List<Step> rest() {
        var rest = new ArrayList<>(bisection.rest());
        rest.addAll(steps);
        return rest;
    }

    LocationsEvent.PassEnded ended(boolean success, long nowNanos) {
        return new LocationsEvent.PassEnded(
                batches,
                changes.added(),
                changes.updated(),
                changes.removed(),
                success,
                nowNanos - beganNanos);
    }
}
