package dev.pairplane.difftracker.core.locations;

import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.call.Outcome;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The passes: cuts each into batches, and says what the answer to a batch means.
final class Batches {

    private static final int BAD_REQUEST = 400;
    private static final int UNPROCESSABLE = 422;

    /// So many lost answers in a row, and the gateway is read.
    private static final int UNANSWERED_LIMIT = 2;

    private final Difference difference;
    private final Mirror mirror;
    private final Chunks chunks;
    private final Rereads rereads;
    private final Pacing pacing;
    private final long minimumIntervalNanos;
    private final Consumer<LocationsEvent> listener;

    private @Nullable Pass pass;
    private List<Step> underway = List.of();
    private long sentNanos;
    private long nextPassNanos;
    private boolean begun;
    private boolean refusedBefore;
    private int unanswered;

    Batches(
            LocationsSettings settings,
            Difference difference,
            Rereads rereads,
            Pacing pacing,
            Consumer<LocationsEvent> listener) {
        this.difference = difference;
        this.mirror = difference.mirror();
        this.rereads = rereads;
        this.pacing = pacing;
        this.listener = listener;
        chunks = new Chunks(settings.maxLocations(), settings.maxBytes());
        minimumIntervalNanos = settings.minimumInterval().toNanos();
    }

    /// Whether nothing is to be sent and the first pass is over.
    boolean finished() {
        return begun && pass == null && difference.none();
    }

    /// How long until the next batch may be sent or the next pass may begin; endless when there is
    /// nothing to do.
    long waitNanos(long nowNanos) {
        long wait = pacing.waitNanos(nowNanos);
        if (pass != null || !begun) {
            return wait;
        }
        return difference.none() ? Long.MAX_VALUE : Math.max(wait, nextPassNanos - nowNanos);
    }

    /// Takes the steps of the next batch, beginning a pass if there is none. They are under way
    /// from now on, and the answer is to be told. None: the pass is over.
    List<Step> next(long nowNanos) {
        Pass current = pass;
        if (current == null) {
            current = new Pass(difference.plan(nowNanos), nowNanos);
            pass = current;
            begun = true;
        }
        List<Step> steps = current.next(chunks, difference::stillRight);
        if (steps.isEmpty()) {
            refusedBefore = false;
            pacing.succeeded();
            end(current, true, nowNanos);
        }
        return steps;
    }

    /// These steps are sent now.
    void send(List<Step> steps, long nowNanos) {
        underway = steps;
        sentNanos = nowNanos;
        mirror.send(steps);
        present().sent();
    }

    /// The gateway was read.
    void gatewayRead() {
        unanswered = 0;
    }

    /// What was sent last came to this.
    void answered(Outcome<Void> outcome, long nowNanos) {
        switch (outcome) {
            case Outcome.Done<Void> _ -> accepted();
            case Outcome.Refused<Void>(var error) when error.leavesDoubt() ->
                    lost(error.toString(), nowNanos);
            case Outcome.Refused<Void>(var error) -> refused(error, nowNanos);
            case Outcome.Unanswered<Void>(var why) -> lost(why, nowNanos);
            case Outcome.NotSent<Void> _ -> {
                mirror.dismiss();
                pacing.ended(outcome, nowNanos);
                giveUp(nowNanos);
            }
        }
    }

    private void accepted() {
        pacing.succeeded();
        unanswered = 0;
        present().accepted(mirror.commit());
        underway.forEach(step -> step.places().forEach(difference.quarantine()::accepted));
    }

    private void lost(String why, long nowNanos) {
        mirror.doubt(sentNanos);
        unanswered++;
        if (unanswered >= UNANSWERED_LIMIT) {
            rereads.require();
        }
        pacing.failed(nowNanos);
        giveUp(nowNanos);
        listener.accept(new LocationsEvent.InDoubt(mirror.doubtfulLocations(), why));
    }

    private void refused(CallError error, long nowNanos) {
        mirror.dismiss();
        if (error.status() != BAD_REQUEST && error.status() != UNPROCESSABLE) {
            pacing.ended(new Outcome.Refused<>(error), nowNanos);
            giveUp(nowNanos);
        } else if (refusedBefore) {
            suspect(error, nowNanos);
        } else {
            // Most likely the mirror is wrong: read, plan again, and only then look for culprits.
            refusedBefore = true;
            listener.accept(new LocationsEvent.BatchRefused(error));
            rereads.require();
            giveUp(nowNanos);
        }
    }

    private void suspect(CallError error, long nowNanos) {
        Bisection bisection = present().bisection();
        if (!bisection.active()) {
            listener.accept(new LocationsEvent.BatchRefused(error));
        }
        bisection
                .refused(underway)
                .ifPresent(culprit -> difference.quarantine(culprit, error, nowNanos));
        if (bisection.hopeless()) {
            pacing.failed(nowNanos);
            end(present(), false, nowNanos);
        }
    }

    private void giveUp(long nowNanos) {
        underway.forEach(difference::mark);
        end(present(), false, nowNanos);
    }

    private void end(Pass ended, boolean success, long nowNanos) {
        pass = null;
        nextPassNanos = nowNanos + minimumIntervalNanos;
        ended.rest().forEach(difference::mark);
        listener.accept(ended.ended(success, nowNanos));
    }

    private Pass present() {
        Pass current = pass;
        if (current == null) {
            throw new IllegalStateException("there is no pass");
        }
        return current;
    }
}
