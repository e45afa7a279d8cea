package dev.pairplane.difftracker.core.locations;

import dev.pairplane.difftracker.core.azure.LocationBatch;
import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.state.IpAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// What is wanted against what is believed, and the places where the two may differ.
final class Difference {

    private static final CallError IMPOSSIBLE =
            new CallError(
                    400,
                    "IPv4LocationCannotContainIPv6Addresses",
                    "not sent: an address and its location must be of one family",
                    Optional.empty());

    private final Desired desired = new Desired();
    private final Mirror mirror = new Mirror();
    private final Quarantine quarantine = new Quarantine();
    private final Planner planner;
    private final long quarantineNanos;
    private final Consumer<LocationsEvent> listener;

    /// Places that may differ, and belong to no step that is still to be sent.
    private final Set<Place> dirty = new LinkedHashSet<>();

    /// Places whose address has to leave another location first.
    private final Set<Place> yielding = new LinkedHashSet<>();

    private boolean touched;

    Difference(
            Function<String, Readiness> readiness,
            long quarantineNanos,
            Consumer<LocationsEvent> listener) {
        this.quarantineNanos = quarantineNanos;
        this.listener = listener;
        planner = new Planner(desired, mirror, quarantine, readiness);
    }

    Desired desired() {
        return desired;
    }

    Mirror mirror() {
        return mirror;
    }

    Quarantine quarantine() {
        return quarantine;
    }

    void want(String identity, Map<IpAddress, IpAddress> addresses) {
        desired.want(identity, addresses, this::mark);
    }

    void changed(String identity) {
        desired.placesOf(identity, this::mark);
        mirror.holdings().of(identity).forEach(this::mark);
    }

    /// A place may differ.
    void mark(Place place) {
        dirty.add(place);
        touched = true;
    }

    void mark(Step step) {
        step.places().forEach(this::mark);
    }

    void markAll() {
        mirror.places(this::mark);
        desired.places(this::mark);
    }

    /// Whether anything was marked since this was last asked.
    boolean takeTouched() {
        boolean was = touched;
        touched = false;
        return was;
    }

    /// Whether no place may differ.
    boolean none() {
        return dirty.isEmpty();
    }

    /// Plans all that may differ, which then counts as planned.
    List<Step> plan(long nowNanos) {
        dirty.addAll(yielding);
        yielding.clear();
        Planner.Plan plan = planner.plan(dirty);
        dirty.clear();
        yielding.addAll(plan.yielding());
        plan.impossible().stream()
                .filter(place -> !quarantine.contains(place))
                .forEach(place -> quarantine(place, planner.ready(place), IMPOSSIBLE, nowNanos));
        return plan.steps();
    }

    /// Whether a planned step may be sent as it is: nothing has changed at its places, a location
    /// to be deleted has not been found to have more of them, and what it adds is not still to be
    /// taken away elsewhere. Otherwise its places are left to the next plan, or to the end of their
    /// quarantine.
    boolean stillRight(Step step) {
        if (step.places().stream().anyMatch(dirty::contains)
                || (step instanceof Step.Delete(var location, var places)
                        && !mirror.hasNothingBut(location, places.size()))) {
            mark(step);
            return false;
        }
        if (step.places().stream().anyMatch(this::quarantined)) {
            return false;
        }
        if (step instanceof Step.Assign(var place, var _, var gains) && gains) {
            for (IpAddress location : mirror.locationsOf(place.address())) {
                if (dirty.contains(new Place(location, place.address()))) {
                    mark(place);
                    return false;
                }
            }
        }
        return true;
    }

    private boolean quarantined(Place place) {
        return quarantine.contains(place) && quarantine.blocks(place, planner.wanted(place));
    }

    /// The steps as a batch. A location is replaced only where nothing is known to be and nothing
    /// may be.
    LocationBatch batch(List<Step> steps) {
        return Chunks.batch(
                steps, location -> !mirror.knows(location) && !mirror.doubtful(location));
    }

    /// Leaves the culprit of a refusal alone, unless something else is wanted of it by now.
    void quarantine(Step.Assign culprit, CallError error, long nowNanos) {
        if (!dirty.contains(culprit.place())) {
            quarantine(culprit.place(), culprit.services(), error, nowNanos);
        }
    }

    private void quarantine(Place place, Set<String> services, CallError error, long nowNanos) {
        quarantine.add(place, planner.wanted(place), services, error, nowNanos + quarantineNanos);
        // What has waited for it does not have to wait any longer.
        List.copyOf(yielding).stream()
                .filter(other -> other.address().equals(place.address()))
                .forEach(this::mark);
        listener.accept(
                new LocationsEvent.Quarantined(
                        place.location(), place.address(), Set.copyOf(services), error));
    }
}
