package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.azure.Ownership;
import dev.pairplane.difftracker.core.azure.ResourceIds;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.IpFamily;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is known for sure of Azure resources, so that nothing is written over or deleted that is
/// not ours; and until when calls whose answers were lost may still take effect.
///
/// A name that was never noted was not there when the start listed everything.
final class Knowledge {

    /// What is known of a name.
    enum Resource {
        /// Not there when everything was listed, and not asked for since; or deleted since.
        ABSENT,
        OURS,
        /// Somebody else's.
        FOREIGN,
        /// It has to be read before anything is written.
        UNKNOWN
    }

    private final Map<String, Resource> publicIps = new HashMap<>();
    private final Map<String, Resource> loadBalancers = new HashMap<>();
    private final Map<ServiceKey, IpAddress> addresses = new HashMap<>();
    private final Map<ServiceKey, IpFamily> families = new HashMap<>();
    private final Map<ServiceKey, Long> doubts = new HashMap<>();
    private final Set<ServiceKey> inherited = new HashSet<>();
    private long inheritedUntil;

    Resource publicIp(String name) {
        return publicIps.getOrDefault(name, Resource.ABSENT);
    }

    Resource loadBalancer(String name) {
        return loadBalancers.getOrDefault(name, Resource.ABSENT);
    }

    void publicIp(String name, Resource resource) {
        note(publicIps, name, resource);
    }

    void loadBalancer(String name, Resource resource) {
        note(loadBalancers, name, resource);
    }

    private static void note(Map<String, Resource> map, String name, Resource resource) {
        if (resource == Resource.ABSENT) {
            map.remove(name);
        } else {
            map.put(name, resource);
        }
    }

    /// What tags say.
    static Resource of(Ownership.Owner owner) {
        return switch (owner) {
            case OURS -> Resource.OURS;
            case OTHER_CLUSTER, FOREIGN -> Resource.FOREIGN;
        };
    }

    /// Somebody may have changed a service's resources: they are read before they are written
    /// again.
    void suspect(ServiceKey key) {
        publicIps.put(ResourceIds.publicIpName(key), Resource.UNKNOWN);
        loadBalancers.put(ResourceIds.loadBalancerName(key), Resource.UNKNOWN);
    }

    /// A service's public address, once Azure has told it.
    Optional<IpAddress> address(ServiceKey key) {
        return Optional.ofNullable(addresses.get(key));
    }

    /// What a public IP that was just read, written or deleted says; an address that was known
    /// before is over.
    ///
    /// @return whether that is another one than was known
    boolean address(ServiceKey key, Optional<IpAddress> address) {
        IpAddress before =
                address.isPresent()
                        ? addresses.put(key, address.orElseThrow())
                        : addresses.remove(key);
        return !address.equals(Optional.ofNullable(before));
    }

    /// The family of a public IP that a start found under a service's name.
    Optional<IpFamily> family(ServiceKey key) {
        return Optional.ofNullable(families.get(key));
    }

    void family(ServiceKey key, IpFamily family) {
        families.put(key, family);
    }

    /// A call for this service may take effect until then, though its answer is lost.
    void doubt(ServiceKey key, long untilNanos) {
        doubts.merge(key, untilNanos, (one, other) -> one - other > 0 ? one : other);
    }

    /// Calls of the process before this one may take effect until then, for services that are older
    /// than this process.
    void inherit(Set<ServiceKey> keys, long untilNanos) {
        inherited.addAll(keys);
        inheritedUntil = untilNanos;
    }

    /// Until when a lost call may take effect; empty when none can any more.
    Optional<Long> doubtUntil(ServiceKey key, long now) {
        Optional<Long> own = Optional.ofNullable(doubts.get(key));
        Optional<Long> before =
                inherited.contains(key) ? Optional.of(inheritedUntil) : Optional.empty();
        Optional<Long> until =
                own.isPresent() && before.isPresent()
                        ? Optional.of(
                                own.orElseThrow() - before.orElseThrow() > 0
                                        ? own.orElseThrow()
                                        : before.orElseThrow())
                        : own.or(() -> before);
        return until.filter(time -> time - now > 0);
    }

    /// Whether nothing can be there under the service's names: nothing was when everything was
    /// listed, nothing was asked for since, and nobody before this process can have asked either.
    boolean isUntouched(ServiceKey key) {
        return !inherited.contains(key)
                && !doubts.containsKey(key)
                && publicIp(ResourceIds.publicIpName(key)) == Resource.ABSENT
                && loadBalancer(ResourceIds.loadBalancerName(key)) == Resource.ABSENT;
    }

    /// Whether this process has lost an answer for the service, and until when that matters; also
    /// when that is over.
    Optional<Long> ownDoubt(ServiceKey key) {
        return Optional.ofNullable(doubts.get(key));
    }

    /// What a doubt may have done is being looked at; one that is not over yet stays.
    void settled(ServiceKey key, long now) {
        doubts.computeIfPresent(key, (_, until) -> until - now > 0 ? until : null);
    }

    /// Nothing of the service is left.
    void forget(ServiceKey key) {
        addresses.remove(key);
        families.remove(key);
        doubts.remove(key);
        inherited.remove(key);
    }
}
