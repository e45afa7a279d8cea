package dev.pairplane.difftracker.inbound.admin;

import dev.pairplane.difftracker.core.engine.ParkReason;
import dev.pairplane.difftracker.core.engine.ServiceState;
import dev.pairplane.difftracker.core.engine.Snapshot;
import dev.pairplane.difftracker.core.engine.StartPhase;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.ServiceKey;
import dev.pairplane.difftracker.telemetry.Pictures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// States of the controller for tests.
public final class Situations {
    private static final String CORRELATION = "11111111-2222-3333-4444-555555555555";

    private Situations() {}

    /// A bit of everything.
    public static Snapshot mixed() {
        return snapshot(
                StartPhase.RUNNING,
                List.of(),
                List.of(
                        parked("svc-c", "shop/queue"),
                        created("svc-a", "shop/web", "20.0.0.1"),
                        starting("svc-b", "shop/api")));
    }

    /// A start that the brake holds.
    public static Snapshot held() {
        return snapshot(
                StartPhase.HELD_BY_BRAKE,
                List.of("load balancer svc-x", "load balancer svc-y"),
                List.of());
    }

    /// Many services, every hundredth parked.
    public static Snapshot many(int count) {
        List<Snapshot.Service> services = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = "shop/s-%04d".formatted(i);
            String uid = "uid-%04d".formatted(i);
            services.add(i % 100 == 0 ? parked(uid, name) : created(uid, name, "20.0.0.1"));
        }
        return snapshot(StartPhase.RUNNING, List.of(), services);
    }

    /// One service under a name of its own.
    public static Snapshot named(String name, String reason) {
        Snapshot.Service parked = parked("svc-a", "shop/" + name);
        return snapshot(
                StartPhase.RUNNING,
                List.of(),
                List.of(
                        new Snapshot.Service(
                                parked.key(),
                                parked.object(),
                                parked.state(),
                                parked.inState(),
                                parked.address(),
                                parked.endpoints(),
                                parked.retries(),
                                parked.nextTry(),
                                parked.parked(),
                                reason,
                                false,
                                false,
                                CORRELATION)));
    }

    private static Snapshot snapshot(
            StartPhase phase, List<String> held, List<Snapshot.Service> services) {
        return new Snapshot(
                phase,
                phase == StartPhase.RUNNING ? "" : "waits",
                held,
                new TreeSet<>(List.of("svc-b", "svc-a")),
                locations("10.0.0.4", "10.244.0.5", "svc-a"),
                new TreeSet<>(List.of("svc-a")),
                locations("10.0.0.4", "10.244.0.5", "svc-a"),
                services,
                new TreeSet<>(List.of(ServiceKey.inbound("svc-d"))));
    }

    private static SortedMap<IpAddress, SortedMap<IpAddress, SortedSet<String>>> locations(
            String node, String pod, String service) {
        var pods = new TreeMap<IpAddress, SortedSet<String>>();
        pods.put(IpAddress.of(pod), new TreeSet<>(List.of(service)));
        var nodes = new TreeMap<IpAddress, SortedMap<IpAddress, SortedSet<String>>>();
        nodes.put(IpAddress.of(node), pods);
        return nodes;
    }

    private static ObjectRef ref(String path, String uid) {
        String[] parts = path.split("/", 2);
        return new ObjectRef(parts[0], parts[1], uid);
    }

    private static Snapshot.Service created(String uid, String path, String address) {
        return new Snapshot.Service(
                ServiceKey.inbound(uid),
                ref(path, uid),
                ServiceState.CREATED,
                Duration.ofSeconds(7265),
                Optional.of(IpAddress.of(address)),
                3,
                0,
                Optional.empty(),
                Optional.empty(),
                "",
                false,
                false,
                CORRELATION);
    }

    private static Snapshot.Service starting(String uid, String path) {
        return new Snapshot.Service(
                ServiceKey.inbound(uid),
                ref(path, uid),
                ServiceState.CREATION_IN_PROGRESS,
                Duration.ofSeconds(2),
                Optional.empty(),
                2,
                1,
                Optional.empty(),
                Optional.empty(),
                "a worker is at it",
                false,
                true,
                CORRELATION);
    }

    private static Snapshot.Service parked(String uid, String path) {
        return new Snapshot.Service(
                ServiceKey.inbound(uid),
                ref(path, uid),
                ServiceState.NOT_STARTED,
                Duration.ofSeconds(75),
                Optional.empty(),
                0,
                3,
                Optional.of(Duration.ofMillis(12_500)),
                Optional.of(ParkReason.RETRIES_EXCEEDED),
                "429 throttled",
                true,
                false,
                CORRELATION);
    }

    /// Pictures that are always this one.
    public static Snapshots always(Snapshot snapshot) {
        return new Snapshots(
                taker -> taker.accept(snapshot), Pictures::busy, Duration.ofSeconds(20));
    }
}
