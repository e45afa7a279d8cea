package dev.pairplane.difftracker.core.locations;

import dev.pairplane.difftracker.core.state.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Says what to tell the gateway so that places become what is wanted. Changes nothing, and asks
/// only about the places it is given.
///
/// Everything that takes a reference away comes before everything that only adds, so the removal
/// half of a move never travels behind the other half.
final class Planner {

    private final Desired desired;
    private final Mirror mirror;
    private final Quarantine quarantine;
    private final Function<String, Readiness> readiness;

    Planner(
            Desired desired,
            Mirror mirror,
            Quarantine quarantine,
            Function<String, Readiness> readiness) {
        this.desired = desired;
        this.mirror = mirror;
        this.quarantine = quarantine;
        this.readiness = readiness;
    }

    /// What is to be told.
    ///
    /// @param steps in the order in which to say it
    /// @param impossible places that something ready wants, but no gateway can hold
    /// @param yielding places whose address is wanted at another location too, and has to leave
    ///   that first: to be planned again whenever anything is
    record Plan(List<Step> steps, List<Place> impossible, List<Place> yielding) {}

    private record Change(Place place, Set<String> wanted, boolean loses, boolean gains) {}

    /// Plans places that may differ. All others are taken to be as wanted.
    Plan plan(Collection<Place> dirty) {
        var byLocation = new LinkedHashMap<IpAddress, List<Change>>();
        var losing = new HashMap<IpAddress, Integer>();
        var impossible = new ArrayList<Place>();
        var yielding = new ArrayList<Place>();
        Map<IpAddress, List<Place>> claims = claims(dirty);
        for (Place place : dirty) {
            Set<String> wanted = wanted(place);
            if (yields(place, wanted, claims.getOrDefault(place.address(), List.of()))) {
                yielding.add(place);
                wanted = Set.of();
            }
            if (!place.possible() && !ready(place).isEmpty()) {
                impossible.add(place);
            }
            if (settled(place, wanted)) {
                continue;
            }
            var change = new Change(place, wanted, loses(place, wanted), gains(place, wanted));
            byLocation.computeIfAbsent(place.location(), _ -> new ArrayList<>()).add(change);
            if (change.loses()) {
                losing.merge(place.address(), 1, Integer::sum);
            }
        }
        var losses = new ArrayList<Step>();
        var gains = new ArrayList<Step>();
        byLocation.forEach((location, changes) -> {
            if (emptied(location, changes)) {
                losses.add(new Step.Delete(location, changes.stream().map(Change::place).toList()));
            } else {
                changes.forEach(change -> order(change, losing, losses, gains));
            }
        });
        losses.addAll(gains);
        return new Plan(losses, impossible, yielding);
    }

    /// The places that want to be there and are not, by address.
    private Map<IpAddress, List<Place>> claims(Collection<Place> dirty) {
        var claims = new HashMap<IpAddress, List<Place>>();
        for (Place place : dirty) {
            Set<String> wanted = wanted(place);
            if (isNew(place, wanted) && place.possible() && !quarantine.blocks(place, wanted)) {
                claims.computeIfAbsent(place.address(), _ -> new ArrayList<>(1)).add(place);
            }
        }
        return claims;
    }

    private boolean isNew(Place place, Set<String> wanted) {
        return !wanted.isEmpty() && mirror.at(place).isEmpty();
    }

    /// Whether a place has to wait for another location of its address. The gateway has an address
    /// behind one location only, and refuses the second; but a pod's address that turns up on
    /// another node is told by one slice after the other. What is there stays until nobody wants
    /// it; of two that are new the smaller location comes first.
    private boolean yields(Place place, Set<String> wanted, List<Place> claims) {
        if (!isNew(place, wanted)) {
            return false;
        }
        for (IpAddress location : mirror.locationsOf(place.address())) {
            var other = new Place(location, place.address());
            if (!other.equals(place) && !mirror.at(other).isEmpty() && !wanted(other).isEmpty()) {
                return true;
            }
        }
        return claims.stream().anyMatch(other -> other.location().compareTo(place.location()) < 0);
    }

    /// What a place is to serve: what is wanted and ready, and what is there of others.
    Set<String> wanted(Place place) {
        Set<String> wanted = place.possible() ? ready(place) : new HashSet<>();
        for (String identity : mirror.at(place)) {
            if (readiness.apply(identity) == Readiness.FOREIGN) {
                wanted.add(identity);
            }
        }
        return wanted;
    }

    /// What is wanted of a place and may be sent, possible or not.
    Set<String> ready(Place place) {
        var ready = new HashSet<String>();
        for (String identity : desired.at(place)) {
            if (readiness.apply(identity) == Readiness.READY) {
                ready.add(identity);
            }
        }
        return ready;
    }

    private boolean settled(Place place, Set<String> wanted) {
        boolean equal = !mirror.unsettled(place) && mirror.at(place).equals(wanted);
        return equal || quarantine.blocks(place, wanted);
    }

    private boolean loses(Place place, Set<String> wanted) {
        return !wanted.containsAll(mirror.at(place))
                || (mirror.unsettled(place) && !wanted.containsAll(mirror.maybeAt(place)));
    }

    private boolean gains(Place place, Set<String> wanted) {
        return mirror.unsettled(place) || !mirror.at(place).containsAll(wanted);
    }

    /// Whether a location is to go altogether. What is not among the changes stays as it is.
    private boolean emptied(IpAddress location, List<Change> changes) {
        return mirror.hasNothingBut(location, changes.size())
                && changes.stream().allMatch(change -> change.wanted().isEmpty());
    }

    private void order(
            Change change, Map<IpAddress, Integer> losing, List<Step> losses, List<Step> gains) {
        Place place = change.place();
        if (!change.loses()) {
            gains.add(new Step.Assign(place, change.wanted(), true));
        } else if (change.gains() && losing.getOrDefault(place.address(), 0) > 1) {
            // Services swap locations: each side lets go before any takes over.
            losses.add(new Step.Assign(place, kept(change), false));
            gains.add(new Step.Assign(place, change.wanted(), true));
        } else {
            losses.add(new Step.Assign(place, change.wanted(), change.gains()));
        }
    }

    private Set<String> kept(Change change) {
        var kept = new HashSet<>(change.wanted());
        kept.retainAll(mirror.at(change.place()));
        if (mirror.unsettled(change.place())) {
            kept.removeIf(identity -> readiness.apply(identity) != Readiness.FOREIGN);
        }
        return kept;
    }
}
