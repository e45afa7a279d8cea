package dev.pairplane.publishing.inbound.console;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.intake.Publishing;
import dev.pairplane.publishing.core.intake.Readiness;
import dev.pairplane.publishing.core.queue.QueueFigures;
import dev.pairplane.publishing.inbound.console.OverviewView.Figure;
import dev.pairplane.publishing.inbound.console.OverviewView.TierRow;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Makes of the queue as it is what the overview shows.
final class OverviewPage {
    private final Publishing publishing;
    private final Supplier<Readiness> readiness;
    private final LetterCount letters;

    OverviewPage(Publishing publishing, Supplier<Readiness> readiness, LetterCount letters) {
        this.publishing = publishing;
        this.readiness = readiness;
        this.letters = letters;
    }

    OverviewView view() throws InterruptedException {
        QueueFigures now = publishing.figures();
        int enabled = publishing.targets().enabled().size();
        Readiness ready = readiness.get();
        return new OverviewView(
                enabled > 0 ? "normal" : "metrics-only",
                enabled > 0 ? "ok" : "warn",
                journal(ready),
                ready.ready() ? "ok" : ready.joined() && !ready.writable() ? "bad" : "warn",
                Stream.of(Tier.values()).map(tier -> tier(now, tier)).toList(),
                figures(now, enabled, letters.get()));
    }

    private static String journal(Readiness ready) {
        if (ready.stopping()) {
            return "stopping";
        }
        if (!ready.targets()) {
            return "waits for the targets";
        }
        if (!ready.joined()) {
            return "joining";
        }
        if (!ready.writable()) {
            return "not writable";
        }
        return ready.recovered() ? "writable" : "taking over";
    }

    private static TierRow tier(QueueFigures now, Tier tier) {
        int taken = of(now.admitted(), tier);
        int capacity = Math.max(1, of(now.capacity(), tier));
        return new TierRow(
                tier.label(),
                Texts.count(of(now.waiting(), tier)),
                Math.min(taken, capacity),
                capacity,
                capacity - capacity / 5,
                "%s of %s places, %s"
                        .formatted(
                                Texts.count(taken),
                                Texts.count(capacity),
                                Texts.percent(taken, capacity)),
                age(Stream.ofNullable(now.oldest().get(tier))));
    }

    private static int of(Map<Tier, Integer> counts, Tier tier) {
        return counts.getOrDefault(tier, 0);
    }

    private static String age(Stream<Duration> ages) {
        return ages.max(Comparator.naturalOrder()).map(Texts::time).orElse("none waits");
    }

    private List<Figure> figures(QueueFigures now, int enabled, OptionalLong pending) {
        long ended = now.completed() + now.failed();
        String since = "since " + Texts.moment(now.since());
        return List.of(
                new Figure(
                        "in flight",
                        Texts.count(now.active()),
                        "of %s workers".formatted(Texts.count(now.workers()))),
                new Figure(
                        "success",
                        ended == 0 ? "–" : Texts.percent(now.completed(), ended),
                        ended == 0 ? "nothing has ended yet" : since),
                new Figure("oldest job", age(now.oldest().values().stream()), "of all that wait"),
                new Figure(
                        "dead letters",
                        pending.isPresent() ? Texts.count(pending.orElseThrow()) : "unknown",
                        pending.isPresent() ? "never sent again" : "the store does not answer"),
                new Figure("retrying", Texts.count(now.retrying()), "wait for their next try"),
                new Figure(
                        "deferred",
                        Texts.count(now.deferred()),
                        "for closed lanes, or earlier alerts"),
                new Figure("accepted", Texts.count(now.submitted()), since),
                new Figure("delivered", Texts.count(now.completed()), since),
                new Figure("given up", Texts.count(now.failed()), since),
                new Figure("alerts in memory", Texts.bytes(now.bytes()), ""),
                new Figure(
                        "targets",
                        Texts.count(enabled),
                        "of %s are enabled"
                                .formatted(Texts.count(publishing.targets().all().size()))));
    }
}
