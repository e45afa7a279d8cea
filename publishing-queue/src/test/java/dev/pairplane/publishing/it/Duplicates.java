package dev.pairplane.publishing.it;

import dev.pairplane.publishing.it.Arrivals.Arrival;
import dev.pairplane.publishing.it.Verdict.Ended;
import dev.pairplane.publishing.it.Verdict.Unheard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Jobs that a target took more than once, and what excuses each time but the last: a kill while
/// the attempt was under way, or so soon after it that its end was not written down. What the
/// service itself wrote down as unheard, a machine that is too busy to read an answer in time, is
/// counted apart: that is what at least once means, and no kill's fault.
final class Duplicates {
    private final List<Kill> kills;
    private final List<Outage> outages;
    private final List<Duration> ages = new ArrayList<>();
    private final List<String> inexcusable = new ArrayList<>();
    private final Map<String, List<Unheard>> unheard;
    private final Duration window;
    private int count;
    private int late;
    private int inFlight;
    private int whileAway;

    /// A time in which nothing could be written down.
    ///
    /// @param until when the last of what had waited was written
    record Outage(Instant from, Instant until) {}

    /// @param window how long an end may wait to be written down, the commit included
    Duplicates(Verdict verdict, List<Kill> kills, List<Outage> outages, Duration window) {
        this.kills = List.copyOf(kills);
        this.outages = List.copyOf(outages);
        this.window = window;
        this.unheard = verdict.unheard().stream().collect(Collectors.groupingBy(Unheard::job));
        for (Ended job : verdict.ended()) {
            List<Arrival> taken =
                    verdict.arrivals(job.id()).stream().filter(Arrival::isSuccess).toList();
            for (int i = 0; i + 1 < taken.size(); i++) {
                count++;
                excuse(job, taken.get(i), taken.get(i + 1));
            }
        }
    }

    private void excuse(Ended job, Arrival taken, Arrival again) {
        if (unheard.getOrDefault(job.id(), List.of()).stream()
                .anyMatch(attempt ->
                        !taken.came().isBefore(attempt.from())
                                && !taken.came().isAfter(attempt.until()))) {
            late++;
            return;
        }
        Optional<Instant> next =
                kills.stream()
                        .filter(kill -> !kill.gone().isBefore(taken.came()))
                        .map(Kill::before)
                        .filter(killed -> killed.isBefore(again.came()))
                        .findFirst();
        if (next.isEmpty()) {
            inexcusable.add(job + " was taken twice without a kill between: " + taken + again);
            return;
        }
        Instant killed = next.orElseThrow();
        Duration age = Duration.between(taken.answered(), killed);
        if (!age.isPositive()) {
            inFlight++;
        } else if (age.compareTo(window) <= 0) {
            ages.add(age);
        } else if (wasAway(taken.answered(), killed)) {
            whileAway++;
        } else {
            inexcusable.add(
                    "%s was taken %s before the kill, and again: %s %s"
                            .formatted(job, age, taken, again));
        }
    }

    private boolean wasAway(Instant taken, Instant killed) {
        return outages.stream()
                .anyMatch(outage ->
                        !taken.isBefore(outage.from().minus(window))
                                && !killed.isAfter(outage.until()));
    }

    List<String> inexcusable() {
        return List.copyOf(inexcusable);
    }

    @Override
    public String toString() {
        Duration oldest = ages.stream().max(Duration::compareTo).orElse(Duration.ZERO);
        return ("%d duplicates: %d were in flight at a kill, %d had ended before it (%d more than"
                    + " 50 ms, at most %d ms), %d while PostgreSQL was away, %d were answered too"
                    + " late for the sender")
                .formatted(
                        count,
                        inFlight,
                        ages.size(),
                        ages.stream().filter(age -> age.toMillis() > 50).count(),
                        oldest.toMillis(),
                        whileAway,
                        late);
    }
}
