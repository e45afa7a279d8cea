package dev.pairplane.difftracker.inbound.admin;

import dev.pairplane.difftracker.core.engine.ParkReason;
import dev.pairplane.difftracker.core.engine.ServiceState;
import dev.pairplane.difftracker.core.engine.Snapshot;
import dev.pairplane.difftracker.core.engine.Totals;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.ServiceKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The debug documents. Everything is sorted; members that are always there come in one order.
final class StateDocument {
    private StateDocument() {}

    /// The whole state, in the neutral shape that simulations and tests use too.
    ///
    /// @param at when it was taken
    static JsonObject state(Snapshot now, Instant at) {
        var operations = new JsonObject();
        var buffered = new JsonObject();
        for (Snapshot.Service service : sorted(now)) {
            operations.put(service.key().identity(), operation(service, at));
            if (service.endpoints() > 0 && beforeItExists(service.state())) {
                buffered.put(service.key().identity(), service.endpoints());
            }
        }
        return new JsonObject()
                .put("phase", phase(now))
                .put("phaseDetail", now.phaseDetail())
                .put("brake", new JsonObject().put("heldRemovals", array(now.heldRemovals())))
                .put(
                        "k8s",
                        new JsonObject()
                                .put("services", array(now.wanted()))
                                .put("egresses", new JsonArray())
                                .put(
                                        "nodes",
                                        locations(
                                                now.desired(),
                                                ids ->
                                                        new JsonObject()
                                                                .put("inbound", array(ids)))))
                .put(
                        "nrp",
                        new JsonObject()
                                .put("loadBalancers", array(now.registered()))
                                .put("natGateways", new JsonArray())
                                .put("locations", locations(now.mirror(), StateDocument::array)))
                .put("ops", operations)
                .put(
                        "buffered",
                        new JsonObject().put("endpoints", buffered).put("pods", new JsonObject()))
                .put(
                        "pendingServiceDeletions",
                        array(now.pendingDeletions().stream().map(key -> key.identity()).toList()))
                .put("pendingPodDeletions", new JsonObject());
    }

    /// What is tracked, one entry per service, for people.
    ///
    /// @param at when it was taken
    /// @param shown which services
    /// @param limit how many at most
    static JsonObject services(
            Snapshot now, Instant at, Totals totals, Predicate<Snapshot.Service> shown, int limit) {
        List<Snapshot.Service> matching = sorted(now).stream().filter(shown).toList();
        var list = new JsonArray();
        matching.stream().limit(limit).forEach(service -> list.add(service(service, at)));
        return new JsonObject()
                .put("phase", phase(now))
                .put("phaseDetail", now.phaseDetail())
                .put("totals", totals(totals))
                .put("matching", matching.size())
                .put("services", list);
    }

    private static JsonObject operation(Snapshot.Service service, Instant at) {
        return new JsonObject()
                .put("inbound", service.key().kind() == ServiceKind.INBOUND)
                .put("state", service.state().label())
                .put("retryCount", service.retries())
                .put("nextRetryAt", instant(service.nextTry(), at))
                .put("parked", service.parked().map(ParkReason::label).orElse(null))
                .put("recreateAfterDeletion", service.recreate())
                .put("running", service.running())
                .put("reason", service.reason())
                .put("correlationId", service.correlationId());
    }

    private static JsonObject service(Snapshot.Service service, Instant at) {
        return new JsonObject()
                .put("serviceUID", service.key().identity())
                .put("type", service.key().kind().label())
                .put("namespace", service.object().namespace())
                .put("name", service.object().name())
                .put("state", service.state().label())
                .put("inStateSeconds", service.inState().toSeconds())
                .put("address", service.address().map(IpAddress::text).orElse(null))
                .put("endpoints", service.endpoints())
                .put("retryCount", service.retries())
                .put("nextRetryAt", instant(service.nextTry(), at))
                .put("parked", service.parked().map(ParkReason::label).orElse(null))
                .put("reason", service.reason())
                .put("recreateAfterDeletion", service.recreate())
                .put("running", service.running())
                .put("correlationId", service.correlationId());
    }

    private static JsonObject totals(Totals totals) {
        var states = new JsonObject();
        for (ServiceState state : ServiceState.values()) {
            int count = 0;
            for (Map<ServiceState, Integer> ofKind : totals.services().values()) {
                count += ofKind.getOrDefault(state, 0);
            }
            states.put(state.label(), count);
        }
        return new JsonObject()
                .put("states", states)
                .put("running", totals.running())
                .put("parked", totals.parked().values().stream().mapToInt(n -> n).sum())
                .put("pendingDeletions", totals.pendingDeletions())
                .put("wantedServices", totals.wantedServices())
                .put("registeredLoadBalancers", totals.registeredLoadBalancers())
                .put("locations", totals.locations())
                .put("addresses", totals.addresses())
                .put("doubtfulLocations", totals.doubtfulLocations())
                .put("heldRemovals", totals.heldRemovals())
                .put("mirrorAgeSeconds", age(totals.mirrorAgeNanos()))
                .put("syncAgeSeconds", age(totals.syncAgeNanos()));
    }

    private static List<Snapshot.Service> sorted(Snapshot now) {
        var services = new ArrayList<>(now.services());
        services.sort(Comparator.comparing(Snapshot.Service::key));
        return services;
    }

    private static boolean beforeItExists(ServiceState state) {
        return state == ServiceState.NOT_STARTED || state == ServiceState.CREATION_IN_PROGRESS;
    }

    private static String phase(Snapshot now) {
        return now.phase().name().toLowerCase(Locale.ROOT);
    }

    private static JsonObject locations(
            SortedMap<IpAddress, SortedMap<IpAddress, SortedSet<String>>> nodes,
            Function<SortedSet<String>, Object> shown) {
        var all = new JsonObject();
        nodes.forEach((node, pods) -> {
            var inside = new JsonObject();
            pods.forEach((pod, ids) -> inside.put(pod.text(), shown.apply(ids)));
            all.put(node.text(), inside);
        });
        return all;
    }

    private static JsonArray array(Collection<String> texts) {
        return new JsonArray(List.copyOf(texts));
    }

    private static @Nullable String instant(Optional<Duration> in, Instant at) {
        return in.map(d -> at.plus(d).truncatedTo(ChronoUnit.SECONDS).toString()).orElse(null);
    }

    private static @Nullable Long age(long nanos) {
        return nanos < 0 ? null : Duration.ofNanos(nanos).toSeconds();
    }
}
