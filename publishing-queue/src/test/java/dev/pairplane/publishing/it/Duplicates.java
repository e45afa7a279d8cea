package dev.pairplane.publishing.it;

import dev.pairplane.publishing.it.Arrivals.Arrival;
import dev.pairplane.publishing.it.Verdict.Ended;
import dev.pairplane.publishing.it.Verdict.Unheard;
import dev.pairplane.publishing.it.Verdict.WrittenEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Jobs that a target took more than once, and what excuses each time but the last: a kill while
/// the attempt was under way, or so soon after it that its end was not written down. Ends are
/// written in their order: where one was lost that is older than the time for which ends wait, the
/// machine was slow, and then nothing that the same replica delivered later was written either;
/// else the service left an end behind. What the service itself wrote down as unheard, a machine
/// that is too busy to read an answer in time, is counted apart: that is what at least once means,
/// and no kill's fault.
final class Duplicates {
    private final List<Kill> kills;
    private final List<Outage> outages;
    private final List<Duration> ages = new ArrayList<>();
    private final List<String> inexcusable = new ArrayList<>();
    private final Map<String, List<Unheard>> unheard;
    private final Map<String, Instant> lastWritten;
    private final Duration window;
    private final Duration longest;
    private int count;
    private int slow;
    private int late;
    private int inFlight;
    private int whileAway;

    /// A time in which nothing could be written down.
    ///
    /// @param until when the last of what had waited was written
    record Outage(Instant from, Instant until) {}

    /// @param window how long an end waits to be written down, the commit included
    /// @param longest how long it may wait on a machine that is busy
    Duplicates(
            Verdict verdict,
            List<Kill> kills,
            List<Outage> outages,
            Duration window,
            Duration longest) {
        this.kills = List.copyOf(kills);
        this.outages = List.copyOf(outages);
        this.window = window;
        this.longest = longest;
        this.lastWritten =
                verdict.writtenEnds().stream()
                        .collect(
                                Collectors.toMap(
                                        WrittenEnd::replica,
                                        WrittenEnd::at,
                                        (one, other) -> one.isAfter(other) ? one : other));
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
        Optional<Kill> next =
                kills.stream()
                        .filter(kill -> !kill.gone().isBefore(taken.came()))
                        .filter(kill -> kill.before().isBefore(again.came()))
                        .findFirst();
        if (next.isEmpty()) {
            inexcusable.add(job + " was taken twice without a kill between: " + taken + again);
            return;
        }
        judge(job, taken, again, next.orElseThrow());
    }

    private void judge(Ended job, Arrival taken, Arrival again, Kill kill) {
        Instant killed = kill.before();
        if (!taken.answered().isBefore(killed)) {
            inFlight++;
            return;
        }
        Optional<Instant> away = awayUntil(killed);
        Duration age = Duration.between(taken.answered(), away.orElse(killed));
        if (age.compareTo(window) > 0) {
            if (age.compareTo(longest) > 0 || overtaken(taken.answered().plus(window), kill)) {
                inexcusable.add(
                        "%s was taken %s before it could not be written down any more, and again: %s %s"
                                .formatted(job, age, taken, again));
                return;
            }
            slow++;
        }
        if (away.isPresent()) {
            whileAway++;
        } else {
            ages.add(age);
        }
    }

    /// Since when nothing could be written down until a kill, if PostgreSQL was away then.
    private Optional<Instant> awayUntil(Instant killed) {
        return outages.stream()
                .filter(outage -> !killed.isAfter(outage.until()))
                .map(Outage::from)
                .filter(from -> from.isBefore(killed))
                .min(Instant::compareTo);
    }

    /// Whether the replica that was killed had written down something that it delivered after a
    /// time. It is the one whose last end is older than this kill and younger than the one before.
    private boolean overtaken(Instant time, Kill kill) {
        Instant previous =
                kills.stream()
                        .map(Kill::gone)
                        .filter(gone -> gone.isBefore(kill.before()))
                        .max(Instant::compareTo)
                        .orElse(Instant.EPOCH);
        return lastWritten.values().stream()
                .anyMatch(last ->
                        last.isAfter(previous) && last.isAfter(time) && !last.isAfter(kill.gone()));
    }

    List<String> inexcusable() {
        return List.copyOf(inexcusable);
    }

    @Override
    public String toString() {
        Duration oldest = ages.stream().max(Duration::compareTo).orElse(Duration.ZERO);
        return ("%d duplicates: %d were in flight at a kill, %d had ended before it (%d more than"
                    + " 50 ms, at most %d ms, %d of them by a slow machine), %d while PostgreSQL"
                    + " was away, %d were answered too late for the sender")
                .formatted(
                        count,
                        inFlight,
                        ages.size(),
                        ages.stream().filter(age -> age.toMillis() > 50).count(),
                        oldest.toMillis(),
                        slow,
                        whileAway,
                        late);
    }
}
