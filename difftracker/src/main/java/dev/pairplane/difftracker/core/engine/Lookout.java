package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.azure.ResourceIds;
import dev.pairplane.difftracker.core.cluster.Admission;
import dev.pairplane.difftracker.core.cluster.ClusterView;
import dev.pairplane.difftracker.core.cluster.Decision;
import dev.pairplane.difftracker.core.engine.ControllerEvent.EngineCall.Call;
import dev.pairplane.difftracker.core.engine.Knowledge.Resource;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.retry.Timers;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Looks at Services and tells the engine what follows: wanted, refused, or to go. Level-based: it
/// never matters what changed, only what is there now. Removals that nothing in the cluster
/// explains are put off, or held by the brake.
final class Lookout {

    private final Engine engine;
    private final ClusterView cluster;
    private final Admissions admissions;
    private final Timers timers;
    private final Set<ServiceKey> suspended = new HashSet<>();
    private final Map<ServiceKey, ObjectRef> held = new HashMap<>();

    Lookout(Engine engine, ClusterView cluster, Admissions admissions, Timers timers) {
        this.engine = engine;
        this.cluster = cluster;
        this.admissions = admissions;
        this.timers = timers;
    }

    /// What the brake holds.
    Map<ServiceKey, ObjectRef> held() {
        return held;
    }

    /// Why a service's last edit was refused.
    Optional<String> rejection(ServiceKey key) {
        return admissions.rejection(key.identity()).map(Decision.Note::message);
    }

    /// Acts on what a start found.
    void begin(StartPlan plan, boolean braked) {
        if (braked) {
            held.putAll(plan.unexplained());
        } else if (!plan.unexplained().isEmpty()) {
            // The watch's first list may be older than what Azure said; a Service that shows up yet
            // is not removed.
            suspended.addAll(plan.unexplained().keySet());
            timers.after(engine.settings.nodeHold(), () -> resume(plan.unexplained()));
        }
        plan.events().forEach(this::tell);
        plan.recovered()
                .forEach(ref -> engine.reports.tell(new ControllerEvent.FinalizerRecovered(ref)));
        for (ServiceObject service : List.copyOf(cluster.services())) {
            look(service.ref().uid());
        }
    }

    private void tell(ServiceEvent event) {
        switch (event) {
            case ServiceEvent.Wanted(var key, _, _) -> engine.apply(key, event);
            case ServiceEvent.Found(var key, _, _) -> engine.apply(key, event);
            case ServiceEvent.Unwanted(var key, _, _) -> engine.apply(key, event);
            case ServiceEvent.Rejected _,
                    ServiceEvent.Dispatched _,
                    ServiceEvent.Succeeded _,
                    ServiceEvent.Failed _,
                    ServiceEvent.ServiceGone _,
                    ServiceEvent.Drained _,
                    ServiceEvent.Reappeared _,
                    ServiceEvent.Missing _,
                    ServiceEvent.AzureAnswered _ ->
                    throw new IllegalArgumentException("a start does not find " + event);
        }
    }

    private void resume(Map<ServiceKey, ObjectRef> unexplained) {
        unexplained.forEach((key, object) -> {
            if (suspended.remove(key) && engine.services.get(key) == null && !isWanted(key)) {
                engine.apply(key, new ServiceEvent.Unwanted(key, object, true));
            }
        });
    }

    private boolean isWanted(ServiceKey key) {
        return cluster.service(key.identity())
                .filter(service -> !service.deleting())
                .filter(engine.settings.selection()::selects)
                .isPresent();
    }

    /// Brings a service in line with what is known of its Service now.
    void look(String uid) {
        look(uid, false);
    }

    /// Brings a service in line with what was just seen of its Service.
    void seen(String uid) {
        look(uid, true);
    }

    private void look(String uid, boolean asked) {
        ServiceKey key = ServiceKey.inbound(uid);
        Optional<ServiceObject> object = cluster.service(key.identity());
        if (isWanted(key)) {
            wanted(key, object.orElseThrow());
        } else {
            unwanted(key, object, asked);
        }
        if (engine.services.get(key) != null) {
            engine.publishIfLive(key);
        }
    }

    private void wanted(ServiceKey key, ServiceObject service) {
        suspended.remove(key);
        if (held.remove(key) != null && held.isEmpty()) {
            List.copyOf(engine.services.all()).forEach(engine::schedule);
        }
        long began = timers.nanos();
        switch (Admission.decide(service)) {
            case Decision.Admitted(var spec, var notes) -> {
                admissions.admitted(service, notes);
                boolean added = engine.services.get(key) == null;
                engine.apply(key, new ServiceEvent.Wanted(key, service.ref(), spec));
                if (added) {
                    engine.reports.call(Call.ADD_SERVICE, true, began);
                }
            }
            case Decision.Rejected(var note) -> {
                admissions.rejected(service, note);
                engine.apply(key, new ServiceEvent.Rejected());
            }
            case Decision.Nothing() -> engine.apply(key, new ServiceEvent.Rejected());
        }
    }

    private void unwanted(ServiceKey key, Optional<ServiceObject> object, boolean asked) {
        admissions.forget(key.identity());
        boolean explained =
                object.filter(s -> s.deleting() || !s.type().equals("LoadBalancer")).isPresent();
        if ((suspended.contains(key) || held.containsKey(key)) && !explained) {
            return;
        }
        suspended.remove(key);
        Tracked now = engine.services.get(key);
        if (now == null
                && !hasTraces(key)
                && !object.filter(ServiceObject::isProtected).isPresent()) {
            return;
        }
        long began = timers.nanos();
        ObjectRef ref =
                object.map(ServiceObject::ref)
                        .orElseGet(() ->
                                now != null
                                        ? now.object()
                                        : new ObjectRef("", key.identity(), key.identity()));
        boolean deleting = now != null && now.isDeleting();
        engine.apply(key, new ServiceEvent.Unwanted(key, ref, asked));
        if (!deleting) {
            engine.reports.call(Call.DELETE_SERVICE, true, began);
        }
    }

    private boolean hasTraces(ServiceKey key) {
        return engine.registrations.knows(key)
                || isOurs(engine.knowledge.publicIp(ResourceIds.publicIpName(key)))
                || isOurs(engine.knowledge.loadBalancer(ResourceIds.loadBalancerName(key)));
    }

    private static boolean isOurs(Resource resource) {
        return resource == Resource.OURS || resource == Resource.UNKNOWN;
    }
}
