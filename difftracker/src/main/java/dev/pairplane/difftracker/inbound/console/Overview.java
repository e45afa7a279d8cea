package dev.pairplane.difftracker.inbound.console;

import dev.pairplane.difftracker.core.engine.ServiceState;
import dev.pairplane.difftracker.core.engine.Snapshot;
import dev.pairplane.difftracker.core.engine.StartPhase;
import dev.pairplane.difftracker.core.engine.Totals;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.inbound.admin.DebugRoutes;
import dev.pairplane.difftracker.inbound.console.OverviewView.Choice;
import dev.pairplane.difftracker.inbound.console.OverviewView.Figure;
import dev.pairplane.difftracker.inbound.console.OverviewView.Row;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Makes of the state what the page shows. Services with trouble come first, then by name.
final class Overview {
    /// Services on one page.
    static final int PAGE = 100;

    private static final int MOST_HELD = 50;

    /// What is looked for.
    ///
    /// @param state a state, empty for all
    /// @param text part of a name, UID, address or reason
    /// @param page 1 or more
    record Query(String state, String text, int page) {

        static Query of(String state, String text, String page) {
            boolean known = Stream.of(ServiceState.values()).anyMatch(s -> s.label().equals(state));
            int number = page.matches("[0-9]{1,6}") ? Math.max(1, Integer.parseInt(page)) : 1;
            return new Query(known ? state : "", text.strip(), number);
        }

        String path(String base, int other) {
            return base
                    + "?state="
                    + state
                    + "&q="
                    + URLEncoder.encode(text, StandardCharsets.UTF_8)
                    + "&page="
                    + other;
        }
    }

    private Overview() {}

    static OverviewView of(String cluster, Snapshot now, Totals totals, Query query) {
        List<Snapshot.Service> found =
                now.services().stream()
                        .filter(DebugRoutes.matching(query.state(), query.text()))
                        .sorted(
                                Comparator.comparingInt(Overview::calm)
                                        .thenComparing(s -> s.object().path())
                                        .thenComparing(Snapshot.Service::key))
                        .toList();
        int pages = Math.max(1, (found.size() + PAGE - 1) / PAGE);
        int page = Math.min(query.page(), pages);
        List<Row> rows =
                found.stream().skip((page - 1L) * PAGE).limit(PAGE).map(Overview::row).toList();
        return new OverviewView(
                cluster,
                now.phase().name().toLowerCase(Locale.ROOT),
                tone(now.phase()),
                now.phaseDetail(),
                held(now),
                figures(totals),
                choices(query.state()),
                query.text(),
                query.path("/console/figures", page),
                rows,
                "%s of %s, page %d of %d"
                        .formatted(count(rows.size()), count(found.size()), page, pages),
                page > 1 ? query.path("/console", page - 1) : "",
                page < pages ? query.path("/console", page + 1) : "");
    }

    /// 0 for what somebody should look at, 1 for what is under way, 2 for the rest.
    private static int calm(Snapshot.Service service) {
        if (service.parked().isPresent()) {
            return 0;
        }
        return service.retries() > 0 || service.state() != ServiceState.CREATED ? 1 : 2;
    }

    private static String tone(StartPhase phase) {
        return switch (phase) {
            case RUNNING -> "ok";
            case WAITING_FOR_CLUSTER, READING_AZURE, STOPPING -> "warn";
            case HELD_BY_BRAKE, REFUSED -> "bad";
        };
    }

    private static List<String> held(Snapshot now) {
        var held = new ArrayList<>(now.heldRemovals().stream().limit(MOST_HELD).toList());
        int more = now.heldRemovals().size() - held.size();
        if (more > 0) {
            held.add("and %s more".formatted(count(more)));
        }
        return held;
    }

    private static List<Figure> figures(Totals totals) {
        return List.of(
                new Figure("services wanted", count(totals.wantedServices())),
                new Figure("at the gateway", count(totals.registeredLoadBalancers())),
                new Figure("under way", count(totals.running())),
                new Figure(
                        "parked", count(totals.parked().values().stream().mapToInt(n -> n).sum())),
                new Figure("waiting to be deleted", count(totals.pendingDeletions())),
                new Figure("nodes", count(totals.locations())),
                new Figure("addresses", count(totals.addresses())),
                new Figure("nodes in doubt", count(totals.doubtfulLocations())),
                new Figure("held by the brake", count(totals.heldRemovals())),
                new Figure("gateway read", ago(totals.mirrorAgeNanos())),
                new Figure("addresses in sync", ago(totals.syncAgeNanos())));
    }

    private static List<Choice> choices(String chosen) {
        return Stream.concat(
                        Stream.of(""), Stream.of(ServiceState.values()).map(ServiceState::label))
                .map(label -> new Choice(label, label.equals(chosen)))
                .toList();
    }

    private static Row row(Snapshot.Service service) {
        return new Row(
                service.object().path(),
                service.key().identity(),
                service.parked().map(p -> "parked: " + p.label()).orElse(service.state().label()),
                service.parked().isPresent()
                        ? "bad"
                        : service.state() == ServiceState.CREATED
                                ? "ok"
                                : service.retries() > 0 ? "warn" : "idle",
                time(service.inState()),
                service.address().map(IpAddress::text).orElse(""),
                count(service.endpoints()),
                service.retries() == 0 ? "" : count(service.retries()),
                service.running()
                        ? "now"
                        : service.nextTry().map(next -> "in " + time(next)).orElse(""),
                service.reason() + (service.recreate() ? " (wanted again after that)" : ""));
    }

    private static String ago(long nanos) {
        return nanos < 0 ? "never" : time(Duration.ofNanos(nanos)) + " ago";
    }

    /// Two units at most: nobody reads more.
    static String time(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return "%d min %02d s".formatted(seconds / 60, seconds % 60);
        }
        return seconds < 86_400
                ? "%d h %02d min".formatted(seconds / 3600, seconds / 60 % 60)
                : "%d d %02d h".formatted(seconds / 86_400, seconds / 3600 % 24);
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
