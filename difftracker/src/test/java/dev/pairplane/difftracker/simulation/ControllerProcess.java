package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.engine.Controller;
import dev.pairplane.difftracker.core.engine.ControllerEvent;
import dev.pairplane.difftracker.core.engine.ControllerSettings;
import dev.pairplane.difftracker.core.engine.Snapshot;
import dev.pairplane.difftracker.core.retry.Timers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/// One life of the controller: it, its executor, its timers, and what it can know of Azure. After
/// [#kill] nothing of it runs any more.
final class ControllerProcess {

    private final World world;
    private final int number;
    private final ControllerSettings settings;
    private final Controller controller;

    /// When it last saw the whole gateway, whole lists of resources, and single resources.
    private long gatewaySeen = -1;

    private long resourcesSeen = -1;
    private final Map<String, Long> resourceSeen = new HashMap<>();

    private boolean alive = true;
    private boolean stopping;
    private boolean drained;

    ControllerProcess(
            World world,
            int number,
            ControllerSettings settings,
            AzureModel azure,
            ClusterModel cluster,
            Calls calls,
            Fates fates,
            Watchdog watchdog,
            BiConsumer<ControllerProcess, ControllerEvent> listener) {
        this.world = world;
        this.number = number;
        this.settings = settings;
        this.controller =
                new Controller(
                        settings,
                        new AzurePort(world, this, azure, calls, fates, watchdog),
                        new KubernetesPort(world, this, cluster, calls, fates, watchdog),
                        task -> world.after(0, () -> run(task)),
                        new SimTimers(),
                        world.random("controller " + number),
                        event -> listener.accept(this, event));
    }

    Controller controller() {
        return controller;
    }

    ControllerSettings settings() {
        return settings;
    }

    int number() {
        return number;
    }

    boolean alive() {
        return alive;
    }

    boolean stopping() {
        return stopping;
    }

    boolean drained() {
        return drained;
    }

    /// Runs the code under test; what it throws breaks a rule.
    void run(Runnable task) {
        if (!alive) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            world.violate(e);
        }
    }

    void kill() {
        world.say("%s is killed", this);
        alive = false;
    }

    /// Stops in order; [#drained] tells when it is done.
    void stop() {
        world.say("%s is stopped", this);
        stopping = true;
        run(() -> controller.stop(() -> drained = true));
    }

    /// The state, as it is when everything due now has run.
    Snapshot snapshot() {
        var taken = new AtomicReference<Snapshot>();
        run(() -> controller.snapshot(taken::set));
        world.pass(Duration.ofNanos(1));
        Snapshot snapshot = taken.get();
        if (snapshot == null) {
            throw new AssertionError("no snapshot was handed out");
        }
        return snapshot;
    }

    void sawGateway(long at) {
        gatewaySeen = Math.max(gatewaySeen, at);
    }

    void sawResources(long at) {
        resourcesSeen = Math.max(resourcesSeen, at);
    }

    void sawResource(String name, long at) {
        resourceSeen.merge(name, at, Math::max);
    }

    long gatewaySeen() {
        return gatewaySeen;
    }

    long resourceSeen(String name) {
        return Math.max(resourcesSeen, resourceSeen.getOrDefault(name, -1L));
    }

    /// When it last looked at all there is of a service in Azure.
    long lastLook(String identity) {
        return Math.min(
                gatewaySeen, Math.min(resourceSeen(identity), resourceSeen(identity + "-pip")));
    }

    @Override
    public String toString() {
        return "#" + number;
    }

    private final class SimTimers implements Timers {

        @Override
        public long nanos() {
            return world.nanos();
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            return world.after(delay.toNanos(), () -> run(task))::cancel;
        }
    }
}
