package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.core.cluster.ClusterView;
import dev.pairplane.difftracker.core.kubernetes.Kubernetes;
import dev.pairplane.difftracker.core.kubernetes.Kubernetes.Written;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.retry.Timers;
import dev.pairplane.difftracker.core.retry.Timers.Timer;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Keeps the published address of each live service in its Service's status: writes it again when
/// it is not there, whoever took it away, until it is.
final class Publisher {

    private final ControllerSettings settings;
    private final Kubernetes kubernetes;
    private final ClusterView cluster;
    private final Knowledge knowledge;
    private final Timers timers;
    private final RandomGenerator random;
    private final Consumer<ControllerEvent> listener;
    private final Map<ServiceKey, Integer> failures = new HashMap<>();
    private final Map<ServiceKey, Timer> waiting = new HashMap<>();
    private final Set<ServiceKey> writing = new HashSet<>();

    Publisher(
            ControllerSettings settings,
            Kubernetes kubernetes,
            ClusterView cluster,
            Knowledge knowledge,
            Timers timers,
            RandomGenerator random,
            Consumer<ControllerEvent> listener) {
        this.settings = settings;
        this.kubernetes = kubernetes;
        this.cluster = cluster;
        this.knowledge = knowledge;
        this.timers = timers;
        this.random = random;
        this.listener = listener;
    }

    /// Looks whether a live service's Service shows its address, and writes it if not.
    void check(ServiceKey key) {
        if (writing.contains(key) || waiting.containsKey(key)) {
            return;
        }
        Optional<IpAddress> address = knowledge.address(key);
        Optional<ServiceObject> object =
                cluster.service(key.identity())
                        .filter(service -> !service.deleting())
                        .filter(settings.selection()::selects);
        if (address.isEmpty()
                || object.isEmpty()
                || shows(object.orElseThrow(), address.orElseThrow())) {
            failures.remove(key);
            return;
        }
        ObjectRef ref = object.orElseThrow().ref();
        writing.add(key);
        kubernetes.publish(
                ref,
                address.orElseThrow(),
                settings.callTimeout(),
                outcome -> written(key, ref, outcome));
    }

    void forget(ServiceKey key) {
        failures.remove(key);
        Timer timer = waiting.remove(key);
        if (timer != null) {
            timer.cancel();
        }
    }

    void stop() {
        waiting.values().forEach(Timer::cancel);
        waiting.clear();
    }

    boolean isIdle() {
        return writing.isEmpty();
    }

    private void written(ServiceKey key, ObjectRef ref, Outcome<Written> outcome) {
        writing.remove(key);
        if (outcome instanceof Outcome.Done<Written>(var result)) {
            failures.remove(key);
            if (result == Written.CHANGED) {
                listener.accept(new ControllerEvent.AddressPublished(ref, true));
            }
            return;
        }
        int failed = failures.merge(key, 1, Integer::sum);
        listener.accept(new ControllerEvent.AddressPublished(ref, false));
        Duration delay = settings.backoff().delay(failed, random);
        waiting.put(
                key,
                timers.after(
                        delay,
                        () -> {
                            waiting.remove(key);
                            check(key);
                        }));
    }

    /// Whether the address is published, and no other of its family.
    private static boolean shows(ServiceObject service, IpAddress address) {
        var ofFamily =
                service.ingress().stream()
                        .flatMap(entry -> entry.ip().stream())
                        .flatMap(text -> IpAddress.parse(text).stream())
                        .filter(found -> found.family() == address.family())
                        .toList();
        return ofFamily.size() == 1 && ofFamily.getFirst().equals(address);
    }
}
