package dev.pairplane.difftracker.telemetry;

import dev.pairplane.observability.health.CheckResult;
import dev.pairplane.observability.health.HealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Whether the watches of the API server live. A warning when one fails, critical when one has
/// failed for minutes: what is done then is done for a cluster of yesterday.
public final class WatchHealth implements HealthCheck {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Supplier<List<WatchState>> states;

    /// @param states of all watches
    public WatchHealth(Supplier<List<WatchState>> states) {
        this.states = states;
    }

    @Override
    public String name() {
        return "kubernetes";
    }

    @Override
    public CheckResult check() {
        List<WatchState> now = states.get();
        List<WatchState> failing = now.stream().filter(s -> s.failing().isPresent()).toList();
        if (!failing.isEmpty()) {
            String evidence =
                    failing.stream()
                            .map(s ->
                                    "%s for %d s: %s"
                                            .formatted(
                                                    s.kind(),
                                                    s.failing().orElseThrow().toSeconds(),
                                                    s.error()))
                            .collect(Collectors.joining("; "));
            return failing.stream().anyMatch(s -> s.failing().orElseThrow().compareTo(LONG) > 0)
                    ? CheckResult.critical("watch_failing", evidence)
                    : CheckResult.warning("watch_failing", evidence);
        }
        String counts =
                now.stream()
                        .map(s -> s.objects() + " " + s.kind())
                        .collect(Collectors.joining(", "));
        return now.stream().allMatch(WatchState::listed)
                ? CheckResult.ok(counts)
                : CheckResult.warning("not_listed", counts + " so far");
    }
}
