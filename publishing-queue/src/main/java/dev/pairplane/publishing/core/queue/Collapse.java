package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.target.Target;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Consumer;

/// Drops what came and went while a lane was closed, when the lane opens; only for targets that
/// want it.
///
/// The rule, for one condition at one target, by the order of its jobs: a firing with a resolved
/// behind it is dropped; that resolved is dropped with it when no firing is left before it and yet
/// another resolved comes. So of firing, resolved, firing, resolved the last one is sent; of
/// firing, resolved, firing the last two. All of them must be spare: waiting since before the lane
/// opened, never begun by any replica, and no replays, which somebody asked for. The first firing
/// that is not spare ends the search.
///
/// It is safe because a dropped job always leaves a resolved behind it that is sent, and what comes
/// after a resolved does not depend on what was before: the receiver ends as it would have. A
/// resolved whose own firing was sent, or is not here, is never dropped. Nor is the last resolved,
/// although the receiver may know nothing of its firing: another firing of the condition may have
/// been delivered days ago, by any replica, as sources repeat what lasts, and then this resolved is
/// the only one that ends it.
///
/// Only chains in which a resolved came behind a firing are looked at, some at a time, so that
/// others have their turn; the lane sends nothing until all are. Lanes whose targets do not want it
/// are not looked at.
final class Collapse {
    private static final int AT_ONCE = 500;

    /// Lets the changes be written down meanwhile.
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final AlarmClock clock;
    private final Backlog backlog;
    private final Endings endings;
    private final Consumer<QueueEvent> listener;

    Collapse(AlarmClock clock, Backlog backlog, Endings endings, Consumer<QueueEvent> listener) {
        this.clock = clock;
        this.backlog = backlog;
        this.endings = endings;
        this.listener = listener;
    }

    /// What is left to look at since a lane opened.
    static final class Sweep {
        private final SequencedSet<Chain> chains;
        private final long arrivals;
        private int firing;
        private int resolved;

        /// When it goes on.
        long next;

        private Sweep(SequencedSet<Chain> chains, long arrivals) {
            this.chains = chains;
            this.arrivals = arrivals;
        }

        private boolean spare(JobEntry entry) {
            return entry.arrival <= arrivals && entry.untouched();
        }
    }

    /// Begins when a lane has opened, or goes on when its time has come.
    void work(Lane lane) {
        if (lane.sweep.isEmpty()) {
            if (lane.pairs.isEmpty() || !wanted(lane)) {
                return;
            }
            lane.sweep = Optional.of(new Sweep(lane.pairs, backlog.arrivals()));
            lane.pairs = new LinkedHashSet<>();
        }
        var sweep = lane.sweep.orElseThrow();
        for (int i = 0; i < AT_ONCE && !sweep.chains.isEmpty() && wanted(lane); i++) {
            List<JobEntry> spare = sweep.chains.getFirst().superfluous(sweep::spare);
            if (spare.isEmpty()) {
                sweep.chains.removeFirst();
            }
            spare.forEach(entry -> drop(entry, sweep));
        }
        if (sweep.chains.isEmpty() || !wanted(lane)) {
            lane.sweep = Optional.empty();
            if (sweep.firing > 0) {
                listener.accept(
                        new QueueEvent.LaneCollapsed(lane.name, sweep.firing, sweep.resolved));
            }
        } else {
            sweep.next = clock.now() + PAUSE.toNanos();
        }
    }

    private static boolean wanted(Lane lane) {
        return lane.target().filter(Target::collapsePairs).isPresent();
    }

    private void drop(JobEntry entry, Sweep sweep) {
        if (entry.status() == AlertStatus.FIRING) {
            sweep.firing++;
        } else {
            sweep.resolved++;
        }
        endings.collapsed(entry);
    }
}
