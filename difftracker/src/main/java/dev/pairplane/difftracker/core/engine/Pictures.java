package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.retry.Timers;
import dev.pairplane.difftracker.core.state.ServiceKey;
import dev.pairplane.difftracker.core.state.ServiceKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/// Makes pictures of the engine: sizes for gauges, and the whole for people. Serial executor only.
final class Pictures {

    private final Engine engine;
    private final Start start;
    private final Timers timers;

    Pictures(Engine engine, Start start, Timers timers) {
        this.engine = engine;
        this.start = start;
        this.timers = timers;
    }

    Totals totals() {
        long now = timers.nanos();
        Map<ServiceKind, Map<ServiceState, Long>> oldest =
                zeros(ServiceKind.class, _ -> zeroAges());
        Map<ParkReason, Integer> parked = zeros(ParkReason.class, _ -> 0);
        int buffered = 0;
        int wanted = 0;
        for (Tracked service : engine.services.all()) {
            Map<ServiceState, Long> ages = oldest.get(service.key().kind());
            if (ages != null) {
                ages.merge(service.state(), now - service.sinceNanos(), Math::max);
            }
            service.attempts()
                    .park()
                    .ifPresent(park -> parked.merge(park.reason(), 1, Integer::sum));
            boolean waits =
                    !service.isDeleting()
                            && service.state() != ServiceState.CREATED
                            && !engine.registrations.knows(service.key());
            if (waits && engine.backends(service) > 0) {
                buffered++;
            }
            if (!service.isDeleting()) {
                wanted++;
            }
        }
        return new Totals(
                start.phase(),
                engine.services.counts(),
                oldest,
                buffered,
                engine.services.pendingCount(),
                Math.min(engine.blocked(), engine.services.pendingCount()),
                engine.dispatcher.running(),
                parked,
                engine.locations.locations(),
                engine.locations.addresses(),
                engine.locations.doubtfulLocations(),
                wanted,
                engine.registrations.loadBalancers(),
                engine.registrations.natGateways(),
                engine.locations.mirrorAgeNanos(),
                engine.locations.syncAgeNanos(),
                engine.lookout.held().size());
    }

    private static Map<ServiceState, Long> zeroAges() {
        return zeros(ServiceState.class, _ -> 0L);
    }

    private static <K extends Enum<K>, V> Map<K, V> zeros(Class<K> keys, Function<K, V> value) {
        Map<K, V> map = new EnumMap<>(keys);
        for (K key : keys.getEnumConstants()) {
            map.put(key, value.apply(key));
        }
        return map;
    }

    Snapshot snapshot() {
        var wanted = new TreeSet<String>();
        List<Snapshot.Service> services = new ArrayList<>();
        for (Tracked service : engine.services.all()) {
            if (!service.isDeleting()) {
                wanted.add(service.key().identity());
            }
            services.add(service(service));
        }
        return new Snapshot(
                start.phase(),
                start.detail(),
                engine.lookout.held().values().stream().map(Object::toString).sorted().toList(),
                wanted,
                engine.locations.desired(),
                engine.registrations.identities(),
                engine.locations.mirror(),
                services,
                engine.services.pending());
    }

    private Snapshot.Service service(Tracked service) {
        long now = timers.nanos();
        ServiceKey key = service.key();
        long wait = service.attempts().notBeforeNanos() - now;
        return new Snapshot.Service(
                key,
                service.object(),
                service.state(),
                Duration.ofNanos(now - service.sinceNanos()),
                engine.knowledge.address(key),
                engine.backends(service),
                service.attempts().failed(),
                service.next().isPresent() && wait > 0
                        ? Optional.of(Duration.ofNanos(wait))
                        : Optional.empty(),
                service.attempts().park().map(Attempts.Park::reason),
                reason(service),
                service.recreate(),
                service.isRunning(),
                service.correlationId());
    }

    private String reason(Tracked service) {
        String failed = service.attempts().reason();
        return switch (service.state()) {
            case CREATED ->
                    engine.lookout
                            .rejection(service.key())
                            .map(why -> "the last edit was refused: " + why)
                            .orElse("");
            case DELETION_PENDING ->
                    "waits until the gateway has none of its addresses"
                            + (failed.isEmpty() ? "" : "; " + failed);
            case NOT_STARTED, CREATION_IN_PROGRESS, DELETION_IN_PROGRESS -> {
                boolean held =
                        service.state() == ServiceState.DELETION_IN_PROGRESS
                                && !engine.lookout.held().isEmpty();
                yield held ? "held by the brake" : failed;
            }
        };
    }
}
