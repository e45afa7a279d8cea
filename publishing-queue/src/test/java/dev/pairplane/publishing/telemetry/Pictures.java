package dev.pairplane.publishing.telemetry;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.queue.QueueFigures;
import dev.pairplane.publishing.core.queue.QueueFigures.BreakerFigures;
import dev.pairplane.publishing.core.queue.QueueFigures.LaneFigures;
import dev.pairplane.publishing.core.target.BodyFormat;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.core.target.TargetSet;
import dev.pairplane.publishing.core.target.TargetType;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Queues at one moment, each number told apart from the others.
final class Pictures {
    private static final Map<Tier, Integer> CAPACITY =
            Map.of(Tier.HIGH, 100, Tier.MEDIUM, 200, Tier.LOW, 400);

    private Pictures() {}

    static QueueFigures empty() {
        return figures(Map.of(), Map.of(), 0, Map.of(), List.of());
    }

    static QueueFigures busy() {
        return figures(
                Map.of(Tier.HIGH, 11, Tier.MEDIUM, 12, Tier.LOW, 13),
                Map.of(Tier.HIGH, 10, Tier.MEDIUM, 10, Tier.LOW, 10),
                7,
                Map.of(Tier.HIGH, Duration.ofMillis(1500)),
                List.of(lane("x", "circuit_open", 21), lane("y", "", 22)));
    }

    /// With so many jobs of high priority that count.
    static QueueFigures admitted(int high) {
        return figures(Map.of(Tier.HIGH, high), Map.of(Tier.HIGH, high), 0, Map.of(), List.of());
    }

    private static QueueFigures figures(
            Map<Tier, Integer> waiting,
            Map<Tier, Integer> admitted,
            int active,
            Map<Tier, Duration> oldest,
            List<LaneFigures> lanes) {
        return new QueueFigures(
                waiting,
                admitted,
                CAPACITY,
                0,
                0,
                10,
                active,
                0,
                oldest,
                0,
                0,
                0,
                0,
                Instant.EPOCH,
                lanes);
    }

    private static LaneFigures lane(String target, String reason, int waiting) {
        return new LaneFigures(
                target,
                Map.of(Tier.HIGH, waiting),
                0,
                1,
                new BreakerFigures(
                        "closed", 0, Optional.empty(), Optional.empty(), 0, 0, 0, Optional.empty()),
                Optional.of(reason).filter(text -> !text.isEmpty()),
                Optional.empty());
    }

    /// Targets; those whose names begin with `off` are switched off.
    static TargetSet targets(String... names) {
        return new TargetSet(
                Arrays.stream(names)
                        .map(name ->
                                new Target(
                                        name,
                                        TargetType.WEBHOOK,
                                        BodyFormat.WEBHOOK,
                                        !name.startsWith("off"),
                                        1,
                                        "https://" + name,
                                        OptionalInt.empty(),
                                        OptionalInt.empty(),
                                        Duration.ofSeconds(5),
                                        1 << 20,
                                        false))
                        .toList());
    }
}
