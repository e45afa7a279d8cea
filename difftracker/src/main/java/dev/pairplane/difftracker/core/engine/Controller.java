package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.azure.Azure;
import dev.pairplane.difftracker.core.kubernetes.Kubernetes;
import dev.pairplane.difftracker.core.kubernetes.NodeObject;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.kubernetes.SliceObject;
import dev.pairplane.difftracker.core.retry.Timers;
import dev.pairplane.difftracker.core.retry.Timers.Timer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The core's front: takes what the watches see, and keeps Azure equal to it.
///
/// Every method may be called from any thread and returns at once; the work is done on the serial
/// executor.
public final class Controller {

    private static final Duration PICTURE_AGE = Duration.ofMillis(50);
    private static final Duration REFRESH = Duration.ofSeconds(5);
    private static final Duration DRAIN_LOOK = Duration.ofMillis(20);

    private final Executor serial;
    private final Timers timers;
    private final Engine engine;
    private final Start start;
    private final Pictures pictures;
    private volatile Totals totals;
    private boolean pictureOrdered;
    private boolean stopped;
    private @Nullable Timer expiry;
    private @Nullable Timer refresh;

    /// @param serial runs one task at a time, in order
    /// @param random for jitter and correlation ids
    /// @param listener told of everything that happens, on the serial executor; must not block
    public Controller(
            ControllerSettings settings,
            Azure azure,
            Kubernetes kubernetes,
            Executor serial,
            Timers timers,
            RandomGenerator random,
            Consumer<ControllerEvent> listener) {
        this.serial = serial;
        this.timers = timers;
        this.engine = new Engine(settings, azure, kubernetes, serial, timers, random, listener);
        this.start = new Start(settings, azure, engine, timers, random, listener);
        this.pictures = new Pictures(engine, start, timers);
        this.totals = pictures.totals();
    }

    /// Begins: waits for [#clusterSynced], reads Azure, and goes to work. Once only.
    public void start() {
        post(this::refresh);
    }

    /// The watches have delivered everything that was there when they began. Once only.
    public void clusterSynced() {
        post(start::clusterSynced);
    }

    /// A Service is there, or has changed.
    public void serviceSeen(ServiceObject service) {
        post(() -> {
            Set<String> affected = engine.cluster.put(service);
            engine.seen(service.ref().uid());
            affected.forEach(engine::look);
            engine.addressesChanged(affected);
        });
    }

    /// A Service is there no longer.
    public void serviceGone(ObjectRef service) {
        post(() -> {
            Set<String> affected = engine.cluster.removeService(service);
            engine.seen(service.uid());
            engine.addressesChanged(affected);
        });
    }

    /// An EndpointSlice is there, or has changed.
    public void sliceSeen(SliceObject slice) {
        post(() -> engine.addressesChanged(engine.cluster.put(slice)));
    }

    /// An EndpointSlice is there no longer.
    public void sliceGone(String namespace, String name) {
        post(() -> engine.addressesChanged(engine.cluster.removeSlice(namespace, name)));
    }

    /// A Node is there, or has changed.
    public void nodeSeen(NodeObject node) {
        post(() -> {
            engine.addressesChanged(engine.cluster.put(node));
            expireLater();
        });
    }

    /// A Node is there no longer.
    public void nodeGone(String name) {
        post(() -> {
            engine.addressesChanged(engine.cluster.removeNode(name));
            expireLater();
        });
    }

    /// Takes nothing more and starts nothing more; `drained` runs when nothing is under way, on the
    /// serial executor. Calls under way are not cut; whoever stops the process decides how long it
    /// waits.
    public void stop(Runnable drained) {
        serial.execute(() -> {
            if (!stopped) {
                stopped = true;
                cancel(expiry);
                cancel(refresh);
                start.stop();
                engine.stop();
                totals = pictures.totals();
            }
            engine.locations.stop(() -> awaitWorkers(drained));
        });
    }

    private void awaitWorkers(Runnable drained) {
        if (engine.dispatcher.running() == 0 && engine.publisher.isIdle()) {
            drained.run();
        } else {
            timers.after(DRAIN_LOOK, () -> awaitWorkers(drained));
        }
    }

    /// Sizes, at most a moment old.
    public Totals totals() {
        return totals;
    }

    /// Hands out the whole state, on the serial executor.
    public void snapshot(Consumer<Snapshot> taker) {
        serial.execute(() -> taker.accept(pictures.snapshot()));
    }

    private void post(Runnable task) {
        serial.execute(() -> {
            if (!stopped) {
                task.run();
                orderPicture();
            }
        });
    }

    private void orderPicture() {
        if (!pictureOrdered) {
            pictureOrdered = true;
            timers.after(
                    PICTURE_AGE,
                    () -> {
                        pictureOrdered = false;
                        totals = pictures.totals();
                    });
        }
    }

    private void refresh() {
        if (!stopped) {
            totals = pictures.totals();
            refresh = timers.after(REFRESH, this::refresh);
        }
    }

    private void expireLater() {
        cancel(expiry);
        OptionalLong at = engine.cluster.nextExpiry();
        if (at.isPresent()) {
            expiry =
                    timers.after(
                            Duration.ofNanos(Math.max(0, at.orElseThrow() - timers.nanos())),
                            () -> {
                                engine.addressesChanged(engine.cluster.expire());
                                expireLater();
                            });
        }
    }

    private static void cancel(@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
