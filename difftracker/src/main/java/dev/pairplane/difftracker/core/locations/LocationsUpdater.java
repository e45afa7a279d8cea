package dev.pairplane.difftracker.core.locations;

import dev.pairplane.difftracker.core.azure.Azure;
import dev.pairplane.difftracker.core.azure.GatewayView;
import dev.pairplane.difftracker.core.azure.LocationBatch;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.core.retry.Timers;
import dev.pairplane.difftracker.core.state.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The worker that keeps the gateway's addresses equal to what is wanted: one call at a time, a
/// batch or a read of the gateway.
///
/// Everything happens on the serial executor. The methods here only note what is asked and set a
/// timer; calls are made, and the owner is called, from timers and answers. What a pass sends was
/// planned when it began; a place that has changed since is left to the next pass.
public final class LocationsUpdater {

    private final Azure azure;
    private final Timers timers;
    private final LocationsOwner owner;
    private final Consumer<LocationsEvent> listener;
    private final Duration syncTimeout;
    private final long doubtNanos;

    private final Difference difference;
    private final Mirror mirror;
    private final Batches batches;
    private final Rereads rereads;
    private final Pacing sending;
    private final Pacing reading;

    private final List<Runnable> whenStopped = new ArrayList<>();
    private Timers.@Nullable Timer timer;
    private long timerNanos;
    private boolean loaded;
    private boolean stopping;
    private boolean busy;
    private boolean syncedOnce;
    private long readNanos;
    private long syncedNanos;

    /// Does nothing until [#load].
    ///
    /// @param random for jitter
    /// @param owner whom it works for
    /// @param listener told of everything that happens; must not block
    public LocationsUpdater(
            LocationsSettings settings,
            Azure azure,
            Timers timers,
            RandomGenerator random,
            LocationsOwner owner,
            Consumer<LocationsEvent> listener) {
        this.azure = azure;
        this.timers = timers;
        this.owner = owner;
        this.listener = listener;
        syncTimeout = settings.syncTimeout();
        doubtNanos = settings.syncTimeout().plus(settings.doubtMargin()).toNanos();
        long quarantineNanos = settings.quarantine().toNanos();
        difference = new Difference(owner::readiness, quarantineNanos, listener);
        mirror = difference.mirror();
        rereads = new Rereads(settings.resyncInterval(), random);
        IntConsumer stalled = this::stalled;
        sending = new Pacing(settings, random, stalled);
        reading = new Pacing(settings, random, stalled);
        batches = new Batches(settings, difference, rereads, sending, listener);
    }

    /// Takes over what was read of the gateway, and goes to work. Once only; what is wanted may be
    /// said before and after.
    ///
    /// @param earlierWriter whether an earlier process may have a batch on its way: the gateway is
    ///   read once more when that can have no effect any more
    /// @throws IllegalStateException when it was loaded before
    public void load(GatewayView view, boolean earlierWriter) {
        if (loaded) {
            throw new IllegalStateException("loaded twice");
        }
        loaded = true;
        readNanos = timers.nanos();
        mirror.replace(view.locations(), difference::mark);
        difference.markAll();
        rereads.begin(readNanos);
        if (earlierWriter) {
            rereads.extra(readNanos + doubtNanos);
        }
        wake();
    }

    /// Replaces what is wanted for a service. Whether it is sent depends on its [Readiness].
    ///
    /// @param identity the service, in lower case
    /// @param addresses pod address to node address; none for nothing
    public void want(String identity, Map<IpAddress, IpAddress> addresses) {
        noteSync();
        difference.takeTouched();
        difference.want(identity, addresses);
        noticed();
    }

    /// A service's [Readiness] may be another one now.
    public void changed(String identity) {
        noteSync();
        difference.takeTouched();
        difference.changed(identity);
        noticed();
    }

    /// Whether the gateway has an address for a service, or maybe has one, or may still get one
    /// from a batch that is under way or was lost.
    public boolean holds(String identity) {
        return mirror.holdings().holds(identity);
    }

    /// Something showed that the mirror is wrong: reads the gateway as soon as no call is under
    /// way, tells [LocationsOwner#gatewayRead], and plans everything anew. Nothing is sent before.
    public void reread() {
        noteSync();
        rereads.requireAndPlanAll();
        wake();
    }

    /// Makes no more calls. Runs `stopped` when none is under way, at once if so.
    public void stop(Runnable stopped) {
        stopping = true;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (busy) {
            whenStopped.add(stopped);
        } else {
            stopped.run();
        }
    }

    /// Whether nothing is to be sent and nothing is in doubt. What is quarantined does not count.
    public boolean inSync() {
        return loaded
                && batches.finished()
                && mirror.doubtfulLocations() == 0
                && !rereads.required();
    }

    /// Locations in the mirror.
    public int locations() {
        return mirror.locations();
    }

    /// Addresses in the mirror.
    public int addresses() {
        return mirror.addresses();
    }

    /// Locations with something maybe present.
    public int doubtfulLocations() {
        return mirror.doubtfulLocations();
    }

    /// What is left alone for now, as it was reported.
    public List<LocationsEvent.Quarantined> quarantined() {
        return difference.quarantine().all();
    }

    /// Time since the read began that the mirror rests on; -1 before [#load].
    public long mirrorAgeNanos() {
        return loaded ? timers.nanos() - readNanos : -1;
    }

    /// Time since [#inSync] was last so; 0 while it is, -1 before the first time.
    public long syncAgeNanos() {
        if (inSync()) {
            return 0;
        }
        return syncedOnce ? timers.nanos() - syncedNanos : -1;
    }

    /// A sorted copy of what is wanted: location to address to identities, ready or not.
    public SortedMap<IpAddress, SortedMap<IpAddress, SortedSet<String>>> desired() {
        return difference.desired().sorted();
    }

    /// A sorted copy of what the gateway is believed to hold.
    public SortedMap<IpAddress, SortedMap<IpAddress, SortedSet<String>>> mirror() {
        return mirror.sorted();
    }

    private void noticed() {
        if (difference.takeTouched()) {
            if (syncedOnce) {
                sending.refresh();
                reading.refresh();
            }
            wake();
        }
    }

    private void wake() {
        arm(timers.nanos(), 0);
    }

    private void arm(long now, long delayNanos) {
        if (!loaded || stopping || busy) {
            return;
        }
        long at = now + Math.max(0, delayNanos);
        if (timer != null) {
            if (timerNanos - at <= 0) {
                return;
            }
            timer.cancel();
        }
        timerNanos = at;
        timer =
                timers.after(
                        Duration.ofNanos(at - now),
                        () -> {
                            timer = null;
                            proceed();
                        });
    }

    /// Makes the next call, or sets the timer to when there may be one.
    private void proceed() {
        if (!loaded || stopping || busy) {
            return;
        }
        noteSync();
        long now = timers.nanos();
        difference.quarantine().expire(now, difference::mark);
        long wait = readIn(now);
        if (wait <= 0) {
            read(now);
            return;
        }
        if (!rereads.required()) {
            if (batches.waitNanos(now) <= 0 && send(now)) {
                return;
            }
            wait = Math.min(wait, batches.waitNanos(now));
        }
        noteSync();
        arm(now, Math.min(wait, difference.quarantine().waitNanos(now)));
    }

    private long readIn(long now) {
        OptionalLong oldest = mirror.oldestDoubt();
        OptionalLong doubtEnds =
                oldest.isPresent()
                        ? OptionalLong.of(oldest.orElseThrow() + doubtNanos)
                        : OptionalLong.empty();
        return Math.max(rereads.waitNanos(now, doubtEnds), reading.waitNanos(now));
    }

    private void read(long now) {
        Rereads.Reading asked = rereads.start(now);
        busy = true;
        azure.readGateway(
                syncTimeout,
                outcome -> {
                    busy = false;
                    reading.ended(outcome, timers.nanos());
                    if (outcome instanceof Outcome.Done<GatewayView>(var view)) {
                        wasRead(asked, view);
                    } else {
                        rereads.failed(asked);
                    }
                    finished();
                });
    }

    private void wasRead(Rereads.Reading asked, GatewayView view) {
        rereads.done(asked, timers.nanos());
        readNanos = asked.startedNanos();
        int differences = mirror.replace(view.locations(), difference::mark);
        mirror.settle(asked.startedNanos(), doubtNanos);
        batches.gatewayRead();
        if (asked.planAll()) {
            difference.markAll();
        }
        noteSync();
        listener.accept(new LocationsEvent.Reread(differences));
        owner.azureAnswered();
        owner.gatewayRead(view, asked.startedNanos());
        tellDrained();
    }

    /// Sends the next batch.
    ///
    /// @return whether a call is under way; otherwise there is nothing to send
    private boolean send(long now) {
        List<Step> steps = batches.next(now);
        if (steps.isEmpty()) {
            return false;
        }
        LocationBatch batch = difference.batch(steps);
        batches.send(steps, now);
        busy = true;
        azure.updateLocations(
                batch,
                syncTimeout,
                outcome -> {
                    busy = false;
                    batches.answered(outcome, timers.nanos());
                    if (outcome instanceof Outcome.Done) {
                        owner.azureAnswered();
                    }
                    tellDrained();
                    finished();
                });
        return true;
    }

    private void stalled(int failures) {
        listener.accept(new LocationsEvent.Stalled(failures, !syncedOnce));
    }

    private void tellDrained() {
        Set<String> drained = mirror.holdings().takeDrained();
        if (!drained.isEmpty()) {
            owner.drained(drained);
        }
    }

    private void noteSync() {
        if (inSync()) {
            syncedOnce = true;
            syncedNanos = timers.nanos();
        }
    }

    private void finished() {
        if (stopping) {
            whenStopped.forEach(Runnable::run);
            whenStopped.clear();
        } else {
            proceed();
        }
    }
}
