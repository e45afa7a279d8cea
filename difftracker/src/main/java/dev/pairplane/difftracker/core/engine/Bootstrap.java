package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.azure.GatewayService;
import dev.pairplane.difftracker.core.azure.Inventory;
import dev.pairplane.difftracker.core.azure.LoadBalancerRule;
import dev.pairplane.difftracker.core.azure.LoadBalancerState;
import dev.pairplane.difftracker.core.azure.Ownership;
import dev.pairplane.difftracker.core.azure.Provisioning;
import dev.pairplane.difftracker.core.azure.PublicIpState;
import dev.pairplane.difftracker.core.azure.ResourceIds;
import dev.pairplane.difftracker.core.cluster.Admission;
import dev.pairplane.difftracker.core.cluster.ClusterView;
import dev.pairplane.difftracker.core.cluster.Decision;
import dev.pairplane.difftracker.core.cluster.InboundSpec;
import dev.pairplane.difftracker.core.cluster.Selection;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.ServiceKey;
import dev.pairplane.difftracker.core.state.ServiceKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Compares what the cluster wants with what Azure has, at a start, and says what follows. Fills
/// what is known of resources and registrations on the way; decides nothing else, and calls nobody.
final class Bootstrap {

    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final Shapes shapes;
    private final Selection selection;
    private final ClusterView cluster;
    private final Inventory inventory;
    private final Knowledge knowledge;
    private final Registrations registrations;

    private final List<String> refusals = new ArrayList<>();
    private final List<ServiceEvent> removals = new ArrayList<>();
    private final List<ServiceEvent> others = new ArrayList<>();
    private final Map<ServiceKey, ObjectRef> unexplained = new TreeMap<>();
    private final List<ObjectRef> recovered = new ArrayList<>();
    private final TreeMap<ServiceKey, String> owned = new TreeMap<>();

    Bootstrap(
            Shapes shapes,
            Selection selection,
            ClusterView cluster,
            Inventory inventory,
            Knowledge knowledge,
            Registrations registrations) {
        this.shapes = shapes;
        this.selection = selection;
        this.cluster = cluster;
        this.inventory = inventory;
        this.knowledge = knowledge;
        this.registrations = registrations;
    }

    /// @param readAtNanos when the inventory's read began
    StartPlan plan(long readAtNanos) {
        inventory.publicIps().values().forEach(this::learn);
        inventory.loadBalancers().values().forEach(this::learn);
        registrations.read(inventory.gateway(), readAtNanos);
        inventory.gateway().services().forEach(this::refuseUpstream);
        for (ServiceObject service : cluster.services()) {
            consider(service);
        }
        var without = new TreeSet<>(owned.keySet());
        registrations.identities().forEach(name -> without.add(ServiceKey.inbound(name)));
        int all = without.size();
        without.removeIf(key -> cluster.contains(key.identity()));
        without.forEach(key -> unexplained.put(key, formerObject(key)));
        var events = new ArrayList<>(removals);
        events.addAll(others);
        return new StartPlan(refusals, events, unexplained, all, recovered);
    }

    private void learn(PublicIpState found) {
        String name = found.name();
        Ownership.Owner owner = owner(name, found.tags());
        knowledge.publicIp(name, Knowledge.of(owner));
        key(name)
                .filter(key -> ResourceIds.publicIpName(key).equals(name))
                .ifPresent(key -> {
                    note(key, owner, "public IP " + name, found.tags());
                    knowledge.family(key, found.family());
                    if (owner == Ownership.Owner.OURS) {
                        knowledge.address(key, found.address());
                    }
                });
    }

    private void learn(LoadBalancerState found) {
        String name = found.name();
        Ownership.Owner owner = owner(name, found.tags());
        knowledge.loadBalancer(name, Knowledge.of(owner));
        key(name)
                .filter(key -> ResourceIds.loadBalancerName(key).equals(name))
                .ifPresent(key -> note(key, owner, "load balancer " + name, found.tags()));
    }

    // Without our tags only a name of our kind can be taken over.
    private Ownership.Owner owner(String name, Map<String, String> tags) {
        Ownership.Owner owner = shapes.ownership().of(tags);
        boolean tagged = Ownership.tag(tags, Ownership.MANAGED_BY).isPresent();
        return owner == Ownership.Owner.OURS && !tagged && key(name).isEmpty()
                ? Ownership.Owner.FOREIGN
                : owner;
    }

    private void note(
            ServiceKey key, Ownership.Owner owner, String what, Map<String, String> tags) {
        switch (owner) {
            case OURS ->
                    owned.merge(
                            key,
                            Ownership.tag(tags, Ownership.SERVICE).orElse(""),
                            (one, other) -> one.isEmpty() ? other : one);
            case OTHER_CLUSTER -> {
                if (cluster.contains(key.identity()) || isRegistered(key)) {
                    refusals.add(
                            what
                                    + " belongs to the cluster "
                                    + Ownership.tag(tags, Ownership.CLUSTER).orElse("")
                                    + " by its tag "
                                    + Ownership.CLUSTER
                                    + ", and the name given here is "
                                    + shapes.ownership().cluster()
                                    + ": set difftracker.cluster-name to the name the resources"
                                    + " were made under");
                }
            }
            case FOREIGN -> {}
        }
    }

    private boolean isRegistered(ServiceKey key) {
        return inventory.gateway().services().stream()
                .anyMatch(service -> service.name().equals(key.identity()));
    }

    private void refuseUpstream(GatewayService service) {
        ServiceKey key = ServiceKey.inbound(service.name());
        boolean untagged =
                service.kinds().contains(ServiceKind.INBOUND)
                        && !service.isDefault()
                        && registrations.of(key) == Registrations.Entry.FOREIGN;
        if (untagged && cluster.contains(key.identity())) {
            refusals.add(
                    "the gateway has a service "
                            + service.name()
                            + ", named after a Service of this cluster and without our tags:"
                            + " another controller works on this gateway. Switch it off, and set"
                            + " difftracker.adopt-untagged=true to take over what it made");
        }
    }

    private void consider(ServiceObject service) {
        ServiceKey key = ServiceKey.inbound(service.ref().uid());
        boolean traces = owned.containsKey(key) || registrations.knows(key);
        if (selection.selects(service) && !service.deleting()) {
            wanted(key, service);
            return;
        }
        if (!service.isProtected() && !traces) {
            return;
        }
        boolean explained = service.deleting() || !service.type().equals("LoadBalancer");
        if (explained) {
            removals.add(new ServiceEvent.Unwanted(key, service.ref(), true));
            if (service.isProtected()) {
                recovered.add(service.ref());
            }
        } else {
            unexplained.put(key, service.ref());
        }
    }

    private void wanted(ServiceKey key, ServiceObject service) {
        switch (Admission.decide(service)) {
            case Decision.Admitted(var spec, _) ->
                    others.add(
                            isInPlace(key, spec)
                                    ? new ServiceEvent.Found(key, service.ref(), Optional.of(spec))
                                    : new ServiceEvent.Wanted(key, service.ref(), spec));
            case Decision.Rejected _, Decision.Nothing _ -> {
                // What is live stays as it is: a bad edit must not take it down. Without a load
                // balancer nothing is live.
                Optional<InboundSpec> inForce = inForce(key);
                if (inForce.isPresent()) {
                    InboundSpec spec = inForce.orElseThrow();
                    others.add(
                            isInForce(key, spec)
                                    ? new ServiceEvent.Found(key, service.ref(), inForce)
                                    : new ServiceEvent.Wanted(key, service.ref(), spec));
                } else if (owned.containsKey(key)
                        || registrations.knows(key)
                        || service.isProtected()) {
                    removals.add(new ServiceEvent.Unwanted(key, service.ref(), true));
                }
            }
        }
    }

    /// The spec that a load balancer of ours was made with, as far as it shows; the order of its
    /// rules is lost.
    private Optional<InboundSpec> inForce(ServiceKey key) {
        PublicIpState publicIp = inventory.publicIps().get(ResourceIds.publicIpName(key));
        LoadBalancerState balancer =
                inventory.loadBalancers().get(ResourceIds.loadBalancerName(key));
        if (publicIp == null
                || balancer == null
                || balancer.rules().isEmpty()
                || owner(balancer.name(), balancer.tags()) != Ownership.Owner.OURS) {
            return Optional.empty();
        }
        List<LoadBalancerRule> rules =
                balancer.rules().stream()
                        .sorted(Comparator.comparing(LoadBalancerRule::name))
                        .toList();
        return Optional.of(new InboundSpec(publicIp.family(), rules));
    }

    /// Whether Azure has a service as a spec asks that only its load balancer tells of.
    boolean isInForce(ServiceKey key, InboundSpec spec) {
        LoadBalancerState balancer =
                inventory.loadBalancers().get(ResourceIds.loadBalancerName(key));
        return balancer != null
                && registrations.of(key) == Registrations.Entry.COMPLETE
                && address(key).isPresent()
                && balancer.provisioning() == Provisioning.SUCCEEDED
                && balancer.rules().equals(Set.copyOf(spec.rules()));
    }

    /// Whether Azure has a service as its spec asks, so that nothing needs to be written.
    boolean isInPlace(ServiceKey key, InboundSpec spec) {
        PublicIpState publicIp = inventory.publicIps().get(ResourceIds.publicIpName(key));
        LoadBalancerState balancer =
                inventory.loadBalancers().get(ResourceIds.loadBalancerName(key));
        return publicIp != null
                && balancer != null
                && registrations.of(key) == Registrations.Entry.COMPLETE
                && publicIp.address().isPresent()
                && shapes.fits(publicIp, spec)
                && shapes.fits(balancer, key, spec);
    }

    /// The address of a service's public IP, as it was listed.
    Optional<IpAddress> address(ServiceKey key) {
        PublicIpState found = inventory.publicIps().get(ResourceIds.publicIpName(key));
        return found == null ? Optional.empty() : found.address();
    }

    private ObjectRef formerObject(ServiceKey key) {
        String[] path = owned.getOrDefault(key, "").split("/", 2);
        return path.length == 2
                ? new ObjectRef(path[0], path[1], key.identity())
                : new ObjectRef("", key.identity(), key.identity());
    }

    private static Optional<ServiceKey> key(String name) {
        String identity =
                name.endsWith("-pip") ? name.substring(0, name.length() - "-pip".length()) : name;
        return UUID.matcher(identity).matches()
                ? Optional.of(ServiceKey.inbound(identity))
                : Optional.empty();
    }
}
