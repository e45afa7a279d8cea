package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.journal.Submission;
import dev.pairplane.publishing.core.target.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Decides whether there is room, and keeps the places that were promised.
final class Admissions {
    private static final Duration UNFORESEEABLE = Duration.ofSeconds(30);

    private final int deferredPerTarget;
    private final Capacity capacity;
    private final Lanes lanes;
    private final Set<Admission.Admitted> promised =
            Collections.newSetFromMap(new IdentityHashMap<>());

    Admissions(int deferredPerTarget, Capacity capacity, Lanes lanes) {
        this.deferredPerTarget = deferredPerTarget;
        this.capacity = capacity;
        this.lanes = lanes;
    }

    Admission admit(Tier tier, List<Target> wanted, boolean named, int bytes, long now) {
        if (capacity.full(tier)) {
            return new Admission.Full(tier.label(), capacity.retryAfter(tier, now));
        }
        var targets = new ArrayList<Target>();
        var skipped = new ArrayList<Submission.Skipped>();
        for (Target target : wanted) {
            if (crowded(target)) {
                skipped.add(new Submission.Skipped(target.name(), "target_backlog_full"));
            } else {
                targets.add(target);
            }
        }
        if (!skipped.isEmpty() && (named || targets.isEmpty())) {
            return new Admission.Full(skipped.getFirst().target(), UNFORESEEABLE);
        }
        long all = (long) bytes * targets.size();
        if (!capacity.fits(all)) {
            return new Admission.Full("bytes", capacity.retryAfter(tier, now));
        }
        var admitted = new Admission.Admitted(tier, targets, skipped, all);
        promised.add(admitted);
        count(admitted, 1);
        return admitted;
    }

    /// Gives promised places back.
    ///
    /// @throws IllegalStateException when they were given back, or used, before
    void giveBack(Admission.Admitted admitted) {
        if (!promised.remove(admitted)) {
            throw new IllegalStateException("these places are not promised, or no longer");
        }
        count(admitted, -1);
    }

    private void count(Admission.Admitted admitted, int by) {
        capacity.promise(admitted.tier(), by * admitted.targets().size(), by * admitted.bytes());
        for (Target target : admitted.targets()) {
            var lane = lanes.of(target.name());
            lane.reserved += by;
            lanes.refresh(lane);
        }
    }

    private boolean crowded(Target target) {
        return lanes.find(target.name())
                .filter(lane ->
                        lane.counts.deferred(lane.open()) + lane.reserved >= deferredPerTarget)
                .isPresent();
    }
}
