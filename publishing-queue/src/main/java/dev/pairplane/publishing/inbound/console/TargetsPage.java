package dev.pairplane.publishing.inbound.console;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.intake.Publishing;
import dev.pairplane.publishing.core.queue.QueueFigures.BreakerFigures;
import dev.pairplane.publishing.core.queue.QueueFigures.LaneFigures;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.inbound.console.TargetsView.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// Makes of the targets and their lanes what the page shows.
final class TargetsPage {
    private static final int MOST_ERROR = 300;

    private final Publishing publishing;
    private final InstantSource clock;

    TargetsPage(Publishing publishing, InstantSource clock) {
        this.publishing = publishing;
        this.clock = clock;
    }

    TargetsView view() {
        TreeMap<String, LaneFigures> lanes = new TreeMap<>();
        publishing.figures().lanes().forEach(lane -> lanes.put(lane.target(), lane));
        TreeMap<String, Target> targets = new TreeMap<>();
        publishing.targets().all().forEach(target -> targets.put(target.name(), target));
        TreeSet<String> names = new TreeSet<>(lanes.keySet());
        names.addAll(targets.keySet());
        return new TargetsView(
                names.stream()
                        .map(name ->
                                row(
                                        name,
                                        Optional.ofNullable(targets.get(name)),
                                        Optional.ofNullable(lanes.get(name))))
                        .toList());
    }

    private Row row(String name, Optional<Target> target, Optional<LaneFigures> lane) {
        Optional<BreakerFigures> breaker = lane.map(LaneFigures::breaker);
        String state = breaker.map(BreakerFigures::state).orElse("");
        Optional<String> closed = lane.flatMap(LaneFigures::deferredReason);
        boolean enabled = target.filter(Target::enabled).isPresent();
        return new Row(
                name,
                target.map(t -> t.type().label() + ", " + t.format().label()).orElse("removed"),
                target.map(Target::shownUrl).orElse(""),
                !enabled ? "switched off" : closed.orElse("open"),
                !enabled ? "idle" : closed.isPresent() ? "bad" : "ok",
                lane.flatMap(LaneFigures::heldUntil).map(this::until).orElse(""),
                state,
                switch (state) {
                    case "closed" -> "ok";
                    case "half-open" -> "warn";
                    case "open" -> "bad";
                    default -> "idle";
                },
                breaker.flatMap(BreakerFigures::nextProbeAt).map(this::until).orElse(""),
                waiting(lane, Tier.HIGH),
                waiting(lane, Tier.MEDIUM),
                waiting(lane, Tier.LOW),
                lane.map(l -> l.active() + " of " + l.concurrency()).orElse(""),
                breaker.map(b -> Texts.count(b.consecutiveFailures())).orElse(""),
                breaker.map(b -> b.trips() + " / " + b.recoveries()).orElse(""),
                breaker.flatMap(BreakerFigures::lastError)
                        .map(error -> Texts.cut(error, MOST_ERROR))
                        .orElse(""));
    }

    private static String waiting(Optional<LaneFigures> lane, Tier tier) {
        return lane.map(l -> Texts.count(l.waiting().getOrDefault(tier, 0))).orElse("");
    }

    private String until(Instant at) {
        Duration left = Duration.between(clock.instant(), at);
        return left.isPositive() ? "in " + Texts.time(left) : "now";
    }
}
