package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.breaker.CircuitBreaker;
import dev.pairplane.publishing.core.breaker.Vote;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.core.target.TargetSet;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Every lane, and all that opens and closes them: targets that come, change and go, breakers, and
/// targets that ask to be left alone. There is a lane for each target, and for each name that jobs
/// wait for.
final class Lanes {
    private final SchedulerSettings settings;
    private final AlarmClock clock;
    private final Capacity capacity;
    private final Tiers tiers;
    private final Consumer<Lane> removed;
    private final Consumer<Lane> opened;
    private final Consumer<QueueEvent> listener;
    private final Map<String, Lane> lanes = new HashMap<>();
    private TargetSet targets = TargetSet.NONE;
    private boolean targetsKnown;
    private boolean gate;
    private long made;

    /// @param removed told, again and again, while jobs wait for a target whose grace is over
    /// @param opened told when a lane opens, and again as its sweep wants
    Lanes(
            SchedulerSettings settings,
            AlarmClock clock,
            Capacity capacity,
            Tiers tiers,
            Consumer<Lane> removed,
            Consumer<Lane> opened,
            Consumer<QueueEvent> listener) {
        this.settings = settings;
        this.clock = clock;
        this.capacity = capacity;
        this.tiers = tiers;
        this.removed = removed;
        this.opened = opened;
        this.listener = listener;
    }

    Collection<Lane> all() {
        return lanes.values();
    }

    Optional<Lane> find(String name) {
        return Optional.ofNullable(lanes.get(name));
    }

    /// The lane of a name, made when there is none.
    Lane of(String name) {
        return find(name).orElseGet(() -> make(name));
    }

    private Lane make(String name) {
        var lane = new Lane(name, made++, settings.breaker());
        lane.alarm = new Alarm(() -> due(lane));
        lanes.put(name, lane);
        lane.target(targets.find(name));
        lane.concurrency = concurrency(lane);
        if (lane.target().isEmpty() && targetsKnown) {
            lane.missingSince = OptionalLong.of(clock.now());
        }
        settle(lane);
        return lane;
    }

    /// The targets as they are from now on.
    void targets(TargetSet now) {
        targets = now;
        targetsKnown = true;
        now.all().forEach(target -> of(target.name()));
        for (Lane lane : List.copyOf(lanes.values())) {
            change(lane, now.find(lane.name));
        }
    }

    private void change(Lane lane, Optional<Target> now) {
        var before = lane.target();
        boolean moved =
                now.isPresent()
                        && lane.lastKnown()
                                .filter(old -> moved(old, now.orElseThrow()))
                                .isPresent();
        lane.target(now);
        lane.concurrency = concurrency(lane);
        if (moved) {
            // What is held against a target is held against what it was.
            lane.breaker.reset().ifPresent(change -> changed(lane, change));
            release(lane);
        }
        if (now.isEmpty() && lane.missingSince.isEmpty()) {
            lane.missingSince = OptionalLong.of(clock.now());
            if (before.isPresent() || !lane.waiting.isEmpty()) {
                listener.accept(
                        new QueueEvent.TargetMissing(
                                lane.name, lane.waiting.size(), settings.removedGrace()));
            }
        }
        refresh(lane);
    }

    private static boolean moved(Target old, Target now) {
        return old.generation() != now.generation() || old.type() != now.type();
    }

    private int concurrency(Lane lane) {
        int share = settings.workers() / Math.max(1, targets.enabled().size());
        var own = lane.target().map(Target::concurrency);
        return own.isPresent() && own.orElseThrow().isPresent()
                ? Math.max(1, own.orElseThrow().orElseThrow())
                : Math.max(1, share);
    }

    /// Whether anything is sent at all; while not, jobs do not age by their lanes.
    void gate(boolean open) {
        gate = open;
        lanes.values().forEach(lane -> lane.ageing(open && lane.open(), clock.now()));
    }

    /// Takes an attempt's permit back.
    void end(Lane lane, CircuitBreaker.Permit permit, Vote vote) {
        lane.breaker.end(permit, vote, clock.now()).ifPresent(change -> changed(lane, change));
    }

    /// Leaves a target alone for a while, or for longer than before.
    void hold(Lane lane, Duration duration) {
        long until = clock.now() + duration.toNanos();
        if (duration.isPositive() && until > lane.heldUntil.orElse(0)) {
            lane.heldUntil = OptionalLong.of(until);
            listener.accept(new QueueEvent.LaneHeld(lane.name, duration));
        }
    }

    /// Closes a breaker.
    void reset(Lane lane) {
        lane.breaker.reset().ifPresent(change -> changed(lane, change));
        refresh(lane);
    }

    /// Follows what has changed about a lane, and forgets it when nobody needs it.
    void refresh(Lane lane) {
        settle(lane);
        if (lane.target().isEmpty() && lane.unused()) {
            // Whoever follows the breaker learns that a target of this name begins with a closed
            // one.
            lane.breaker.reset().ifPresent(change -> changed(lane, change));
            clock.clear(lane.alarm);
            lanes.remove(lane.name);
        }
    }

    private void settle(Lane lane) {
        boolean open = lane.obstacle().isEmpty();
        boolean opens = open && !lane.open();
        capacity.open(lane, open);
        lane.ageing(open && gate, clock.now());
        if (opens) {
            opened.accept(lane);
        }
        tiers.refresh(lane);
        arm(lane);
    }

    private void arm(Lane lane) {
        long probe = lane.breaker.nextProbeAt().orElse(Long.MAX_VALUE);
        long release = lane.heldUntil.orElse(Long.MAX_VALUE);
        long removal =
                lane.waiting.isEmpty() ? Long.MAX_VALUE : removal(lane).orElse(Long.MAX_VALUE);
        long sweep = lane.sweep.map(going -> going.next).orElse(Long.MAX_VALUE);
        long first = Math.min(Math.min(probe, sweep), Math.min(release, removal));
        if (first == Long.MAX_VALUE) {
            clock.clear(lane.alarm);
        } else {
            clock.set(lane.alarm, first);
        }
    }

    private OptionalLong removal(Lane lane) {
        return lane.missingSince.isPresent()
                ? OptionalLong.of(
                        lane.missingSince.orElseThrow() + settings.removedGrace().toNanos())
                : OptionalLong.empty();
    }

    private void due(Lane lane) {
        long now = clock.now();
        lane.breaker.elapse(now).ifPresent(change -> changed(lane, change));
        if (lane.heldUntil.isPresent() && lane.heldUntil.orElseThrow() <= now) {
            release(lane);
        }
        if (removed(lane, now)) {
            removed.accept(lane);
        }
        if (lane.sweep.filter(going -> going.next <= now).isPresent()) {
            opened.accept(lane);
        }
        refresh(lane);
    }

    /// Whether a target has been gone for too long.
    boolean removed(Lane lane, long now) {
        var at = removal(lane);
        return at.isPresent() && at.orElseThrow() <= now;
    }

    private void release(Lane lane) {
        if (lane.heldUntil.isPresent()) {
            lane.heldUntil = OptionalLong.empty();
            listener.accept(new QueueEvent.LaneReleased(lane.name));
        }
    }

    private void changed(Lane lane, CircuitBreaker.Change change) {
        listener.accept(
                new QueueEvent.BreakerChanged(
                        lane.name, change.from(), change.to(), lane.lastError));
    }
}
