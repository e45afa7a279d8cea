package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.azure.GatewayService;
import dev.pairplane.difftracker.core.azure.GatewayView;
import dev.pairplane.difftracker.core.state.ServiceKey;
import dev.pairplane.difftracker.core.state.ServiceKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/// What the gateway has registered under names of ours. Moves with what was read, and with what was
/// answered since.
final class Registrations {

    /// What the gateway has under a service's name.
    enum Entry {
        NONE,
        /// Ours, with the service's own pool.
        COMPLETE,
        /// Ours, without its pool.
        INCOMPLETE,
        /// Somebody else's: it is not touched.
        FOREIGN
    }

    private final BiPredicate<ServiceKey, GatewayService> ours;
    private final BiPredicate<ServiceKey, GatewayService> complete;
    private final Map<ServiceKey, Entry> entries = new HashMap<>();
    private final Map<ServiceKey, Long> changedAt = new HashMap<>();
    private int natGateways;

    /// @param ours whether an entry is ours
    /// @param complete whether an entry that is ours has its own pool, and no other
    Registrations(
            BiPredicate<ServiceKey, GatewayService> ours,
            BiPredicate<ServiceKey, GatewayService> complete) {
        this.ours = ours;
        this.complete = complete;
    }

    Entry of(ServiceKey key) {
        return entries.getOrDefault(key, Entry.NONE);
    }

    /// Whether the gateway takes references to it from us.
    boolean knows(ServiceKey key) {
        return switch (of(key)) {
            case COMPLETE, INCOMPLETE -> true;
            case NONE, FOREIGN -> false;
        };
    }

    /// Azure said that an update of this service was done.
    void changed(ServiceKey key, Entry entry, long now) {
        put(key, entry);
        changedAt.put(key, now);
    }

    /// Takes over what was read, except where something was done since the read began.
    ///
    /// @return the services whose entry is another now
    Set<ServiceKey> read(GatewayView view, long startedAtNanos) {
        var found = new HashMap<ServiceKey, Entry>();
        int outbound = 0;
        for (GatewayService service : view.services()) {
            if (service.kinds().contains(ServiceKind.OUTBOUND) && !service.isDefault()) {
                outbound++;
            }
            ServiceKey key = ServiceKey.inbound(service.name());
            found.put(key, entry(key, service));
        }
        natGateways = outbound;
        var touched = new HashSet<>(entries.keySet());
        touched.addAll(found.keySet());
        touched.removeIf(key -> {
            Long at = changedAt.get(key);
            return at != null && at - startedAtNanos >= 0;
        });
        touched.removeIf(key -> of(key) == found.getOrDefault(key, Entry.NONE));
        touched.forEach(key -> put(key, found.getOrDefault(key, Entry.NONE)));
        changedAt.values().removeIf(at -> at - startedAtNanos < 0);
        return touched;
    }

    private Entry entry(ServiceKey key, GatewayService service) {
        boolean inbound = service.kinds().equals(Set.of(ServiceKind.INBOUND));
        if (!inbound || service.isDefault() || !ours.test(key, service)) {
            return Entry.FOREIGN;
        }
        return complete.test(key, service) ? Entry.COMPLETE : Entry.INCOMPLETE;
    }

    private void put(ServiceKey key, Entry entry) {
        if (entry == Entry.NONE) {
            entries.remove(key);
        } else {
            entries.put(key, entry);
        }
    }

    /// The identities of ours that the gateway knows.
    SortedSet<String> identities() {
        var names = new TreeSet<String>();
        entries.keySet().stream().filter(this::knows).forEach(key -> names.add(key.identity()));
        return names;
    }

    int loadBalancers() {
        return (int) entries.keySet().stream().filter(this::knows).count();
    }

    /// Outbound services, whosesoever, the platform's default left out.
    int natGateways() {
        return natGateways;
    }
}
