package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.azure.Azure;
import dev.pairplane.difftracker.core.azure.Inventory;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.retry.Timers;
import dev.pairplane.difftracker.core.retry.Timers.Timer;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The way from nothing known to at work, and the later looks at all of Azure that find what went
/// astray since.
///
/// A list that fails is read again with backoff; nothing is decided on a part. Serial executor
/// only.
final class Start {

    private static final Duration REST = Duration.ofMillis(100);

    private final ControllerSettings settings;
    private final Azure azure;
    private final Engine engine;
    private final Timers timers;
    private final RandomGenerator random;
    private final Consumer<ControllerEvent> listener;
    private final long startedAt;
    private StartPhase phase = StartPhase.WAITING_FOR_CLUSTER;
    private String detail = "the watches have not delivered everything yet";
    private int failures;
    private boolean initialized;
    private @Nullable Timer audit;
    private @Nullable Timer initialCheck;

    Start(
            ControllerSettings settings,
            Azure azure,
            Engine engine,
            Timers timers,
            RandomGenerator random,
            Consumer<ControllerEvent> listener) {
        this.settings = settings;
        this.azure = azure;
        this.engine = engine;
        this.timers = timers;
        this.random = random;
        this.listener = listener;
        this.startedAt = timers.nanos();
    }

    StartPhase phase() {
        if (phase == StartPhase.HELD_BY_BRAKE && engine.lookout.held().isEmpty()) {
            enter(StartPhase.RUNNING, "");
        }
        return phase;
    }

    String detail() {
        return detail;
    }

    void clusterSynced() {
        if (phase == StartPhase.WAITING_FOR_CLUSTER) {
            enter(StartPhase.READING_AZURE, "Azure is being read");
            readAzure();
        }
    }

    void stop() {
        if (audit != null) {
            audit.cancel();
        }
        if (initialCheck != null) {
            initialCheck.cancel();
        }
        enter(StartPhase.STOPPING, "waits for what is under way");
    }

    private void enter(StartPhase next, String why) {
        phase = next;
        detail = why;
        listener.accept(new ControllerEvent.Phase(next, why));
    }

    private void readAzure() {
        if (phase != StartPhase.READING_AZURE) {
            return;
        }
        long began = timers.nanos();
        azure.readInventory(
                settings.operationTimeout(),
                outcome -> {
                    if (phase != StartPhase.READING_AZURE) {
                        return;
                    }
                    if (outcome instanceof Outcome.Done<Inventory>(var inventory)) {
                        found(inventory, began);
                    } else {
                        failures++;
                        enter(
                                StartPhase.READING_AZURE,
                                Failures.of("read Azure", outcome).message());
                        timers.after(settings.backoff().delay(failures, random), this::readAzure);
                    }
                });
    }

    private void found(Inventory inventory, long readAtNanos) {
        StartPlan plan = bootstrap(inventory).plan(readAtNanos);
        if (!plan.refusals().isEmpty()) {
            enter(StartPhase.REFUSED, String.join("; ", plan.refusals()));
            return;
        }
        engine.knowledge.inherit(older(plan), timers.nanos() + lateness().toNanos());
        boolean braked = plan.isBraked(settings.confirmedRemovals().orElse(0));
        engine.azureAnswered();
        engine.locations.load(inventory.gateway(), true);
        engine.begin(plan, braked);
        if (braked) {
            String text =
                    plan.unexplained().size()
                            + " of "
                            + plan.owned()
                            + " services in Azure have no Service in this cluster, and at most "
                            + plan.allowed()
                            + " are removed without asking: nothing is removed. If that is meant,"
                            + " start again with --confirm-removals="
                            + plan.unexplained().size();
            enter(StartPhase.HELD_BY_BRAKE, text);
            engine.reports.warn(text);
        } else {
            enter(StartPhase.RUNNING, "");
        }
        checkInitialized();
        auditLater(lateness());
    }

    /// For how long from now on a call of the process before may take effect. It may have been sent
    /// just before this start, has the time of a call to be answered in, and as much again in which
    /// a lost one may still have its effect.
    private Duration lateness() {
        return settings.callTimeout().multipliedBy(2);
    }

    private Set<ServiceKey> older(StartPlan plan) {
        Set<ServiceKey> keys = new HashSet<>(plan.unexplained().keySet());
        for (ServiceObject service : engine.cluster.services()) {
            keys.add(ServiceKey.inbound(service.ref().uid()));
        }
        return keys;
    }

    private Bootstrap bootstrap(Inventory inventory) {
        return new Bootstrap(
                engine.shapes,
                settings.selection(),
                engine.cluster,
                inventory,
                engine.knowledge,
                engine.registrations);
    }

    /// The first sync is complete when nothing is on its way any more; what is parked does not hold
    /// it up.
    private void checkInitialized() {
        if (initialized || phase == StartPhase.STOPPING) {
            return;
        }
        boolean settled =
                engine.locations.inSync()
                        && engine.services.all().stream()
                                .allMatch(s ->
                                        s.state() == ServiceState.CREATED
                                                || s.attempts().park().isPresent());
        if (settled) {
            initialized = true;
            listener.accept(
                    new ControllerEvent.Initialized(Duration.ofNanos(timers.nanos() - startedAt)));
        } else {
            initialCheck = timers.after(REST, this::checkInitialized);
        }
    }

    private void auditLater(Duration delay) {
        audit = timers.after(delay, this::audit);
    }

    /// Looks at all resources again: somebody may have changed them, and so may calls of the
    /// process before this one.
    private void audit() {
        long began = timers.nanos();
        azure.readInventory(
                settings.operationTimeout(),
                outcome -> {
                    if (phase == StartPhase.STOPPING) {
                        return;
                    }
                    if (outcome instanceof Outcome.Done<Inventory>(var inventory)) {
                        engine.azureAnswered();
                        compare(inventory, began);
                        auditLater(settings.locations().resyncInterval());
                    } else {
                        auditLater(settings.cooldown().delay(1, random));
                    }
                });
    }

    private void compare(Inventory inventory, long readAtNanos) {
        Bootstrap bootstrap = bootstrap(inventory);
        for (ServiceKey key : engine.services.keys()) {
            Tracked now = engine.services.get(key);
            if (now == null
                    || now.state() != ServiceState.CREATED
                    || now.sinceNanos() - readAtNanos >= 0) {
                continue;
            }
            boolean refused = engine.lookout.rejection(key).isPresent();
            if (now.applied()
                    .filter(spec ->
                            refused
                                    ? !bootstrap.isInForce(key, spec)
                                    : !bootstrap.isInPlace(key, spec))
                    .isPresent()) {
                engine.knowledge.suspect(key);
                engine.apply(key, new ServiceEvent.Missing());
            } else {
                bootstrap
                        .address(key)
                        .ifPresent(a -> engine.knowledge.address(key, Optional.of(a)));
            }
        }
        // Whatever could not be told to a Service's owner is told now.
        engine.cluster.services().stream()
                .map(service -> service.ref().uid())
                .toList()
                .forEach(engine::look);
    }
}
