package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.core.kubernetes.Kubernetes;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.state.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// One process's way to write to the API server. Writes look at the object as it is when they take
/// effect.
final class KubernetesPort implements Kubernetes {

    private final World world;
    private final ControllerProcess process;
    private final ClusterModel cluster;
    private final Calls calls;
    private final Fates fates;
    private final Watchdog watchdog;

    KubernetesPort(
            World world,
            ControllerProcess process,
            ClusterModel cluster,
            Calls calls,
            Fates fates,
            Watchdog watchdog) {
        this.world = world;
        this.process = process;
        this.cluster = cluster;
        this.calls = calls;
        this.fates = fates;
        this.watchdog = watchdog;
    }

    @Override
    public void protect(
            ObjectRef ref, boolean standard, Duration timeout, Consumer<Outcome<Written>> done) {
        write(
                "protect",
                ref,
                timeout,
                done,
                service -> {
                    if (!live(service)) {
                        return Written.GONE;
                    }
                    if (service.ours && (service.standard || !standard)) {
                        return Written.UNCHANGED;
                    }
                    service.ours = true;
                    service.standard |= standard;
                    return Written.CHANGED;
                });
    }

    @Override
    public void release(ObjectRef ref, Duration timeout, Consumer<Outcome<Written>> done) {
        write(
                "release",
                ref,
                timeout,
                done,
                service -> {
                    if (!service.ours) {
                        return Written.UNCHANGED;
                    }
                    watchdog.released(process, service);
                    service.ours = false;
                    service.standard = false;
                    return Written.CHANGED;
                });
    }

    @Override
    public void publish(
            ObjectRef ref, IpAddress address, Duration timeout, Consumer<Outcome<Written>> done) {
        write(
                "publish " + address,
                ref,
                timeout,
                done,
                service -> {
                    if (!live(service)) {
                        return Written.GONE;
                    }
                    boolean only =
                            service.ingress.stream()
                                    .filter(ip -> ip.family() == address.family())
                                    .toList()
                                    .equals(List.of(address));
                    if (only) {
                        return Written.UNCHANGED;
                    }
                    service.ingress.removeIf(ip -> ip.family() == address.family());
                    service.ingress.add(address);
                    return Written.CHANGED;
                });
    }

    @Override
    public void withdraw(
            ObjectRef ref, IpAddress address, Duration timeout, Consumer<Outcome<Written>> done) {
        write(
                "withdraw " + address,
                ref,
                timeout,
                done,
                service -> service.ingress.remove(address) ? Written.CHANGED : Written.UNCHANGED);
    }

    @Override
    public void accept(
            ObjectRef ref,
            ServiceObject.Condition condition,
            Duration timeout,
            Consumer<Outcome<Written>> done) {
        write(
                "accept " + condition,
                ref,
                timeout,
                done,
                service -> {
                    if (service.accepted.equals(Optional.of(condition))) {
                        return Written.UNCHANGED;
                    }
                    service.accepted = Optional.of(condition);
                    return Written.CHANGED;
                });
    }

    @Override
    public void record(ObjectRef ref, EventType type, String reason, String message) {
        world.say("%s event %s %s %s %s", process, type, ref, reason, message);
        watchdog.recorded(process, ref, type, reason);
    }

    private static boolean live(ClusterService service) {
        return !service.deleting && service.type.equals("LoadBalancer");
    }

    private void write(
            String what,
            ObjectRef ref,
            Duration timeout,
            Consumer<Outcome<Written>> done,
            Function<ClusterService, Written> change) {
        Call call =
                new Call(
                        process,
                        Call.Kind.KUBERNETES,
                        what + " " + ref,
                        Set.of(ref.uid().toLowerCase(Locale.ROOT)),
                        timeout.toNanos());
        watchdog.calls(call);
        calls.make(
                call,
                fates.kubernetes(call),
                new Effect<>() {
                    private Written written = Written.GONE;

                    @Override
                    public Optional<CallError> begin() {
                        ClusterService service = cluster.find(ref);
                        if (service != null) {
                            written = change.apply(service);
                            if (written == Written.CHANGED) {
                                cluster.wrote();
                                cluster.changed(service);
                            }
                        }
                        return Optional.empty();
                    }

                    @Override
                    public Written finish() {
                        return written;
                    }
                },
                done);
    }
}
