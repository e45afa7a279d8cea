package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.azure.LoadBalancerRule;
import dev.pairplane.difftracker.core.azure.Ownership;
import dev.pairplane.difftracker.core.azure.Provisioning;
import dev.pairplane.difftracker.core.azure.ResourceIds;
import dev.pairplane.difftracker.core.engine.ServiceState;
import dev.pairplane.difftracker.core.engine.Snapshot;
import dev.pairplane.difftracker.core.engine.StartPhase;
import dev.pairplane.difftracker.core.state.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What must be true when nothing has happened for long: Azure is what the cluster wants, nothing
/// of ours is left over, nobody is kept waiting, and what is not ours is as it was.
final class Ending {

    private final World world;
    private final AzureModel azure;
    private final ClusterModel cluster;
    private final Watchdog watchdog;
    private final Ownership ownership;

    Ending(
            World world,
            AzureModel azure,
            ClusterModel cluster,
            Watchdog watchdog,
            Ownership ownership) {
        this.world = world;
        this.azure = azure;
        this.cluster = cluster;
        this.watchdog = watchdog;
        this.ownership = ownership;
    }

    private void check(boolean holds, String format, @Nullable Object... values) {
        if (!holds) {
            world.violate(format, values);
        }
    }

    /// Looks at everything; what is wrong is thrown by the world's next step.
    void check(Snapshot snapshot) {
        Set<String> served = new HashSet<>();
        for (ClusterService service : cluster.services.values()) {
            if (!cluster.wants(service) || service.ports.isEmpty()) {
                unwanted(service);
            } else if (service.flaw == ClusterService.Flaw.NONE) {
                served.add(service.identity());
                complete(service);
            } else if (refused(service)) {
                served.add(service.identity());
            }
        }
        leftovers(served);
        foreign();
        snapshot(snapshot, served);
    }

    private void complete(ClusterService service) {
        String id = service.identity();
        AzureModel.PublicIp ip = azure.publicIps.get(id + "-pip");
        check(ip != null, "%s has no public IP", service.ref);
        check(azure.balancers.containsKey(id), "%s has no load balancer", service.ref);
        check(azure.gateway.services.containsKey(id), "%s is not registered", service.ref);
        if (ip == null) {
            return;
        }
        check(ip.family == service.family, "%s has a public IP of family %s", id, ip.family);
        check(ip.provisioning == Provisioning.SUCCEEDED, "ip of %s is %s", id, ip.provisioning);
        balancer(service, Set.of(service.rules()));
        addresses(service);
        check(service.ours, "%s has no finalizer of ours", service.ref);
        check(
                service.standard == cluster.selection().addsStandardFinalizer(),
                "%s: stock finalizer is %s",
                service.ref,
                service.standard);
        check(
                service.ingress.equals(Set.of(Optional.ofNullable(ip.address).orElseThrow())),
                "%s shows %s instead of %s",
                service.ref,
                service.ingress,
                ip.address);
        check(
                service.accepted.map(condition -> condition.status()).orElse(true),
                "%s is served and said to be refused",
                service.ref);
    }

    private void balancer(ClusterService service, Set<List<LoadBalancerRule>> allowed) {
        String id = service.identity();
        AzureModel.Balancer balancer = azure.balancers.get(id);
        GatewayModel.Registration registration = azure.gateway.services.get(id);
        if (balancer == null || registration == null) {
            return;
        }
        check(
                allowed.stream()
                        .anyMatch(rules ->
                                new HashSet<>(rules).equals(new HashSet<>(balancer.rules))),
                "%s has rules %s, wanted is one of %s",
                id,
                balancer.rules,
                allowed);
        check(balancer.publicIp.equals(id + "-pip"), "%s: ip %s", id, balancer.publicIp);
        check(
                balancer.provisioning == Provisioning.SUCCEEDED && !balancer.custom,
                "load balancer %s is %s, custom %s",
                id,
                balancer.provisioning,
                balancer.custom);
        check(
                ownership.of(balancer.tags) == Ownership.Owner.OURS,
                "load balancer %s has tags %s",
                id,
                balancer.tags);
        check(
                registration.pools().size() == 1
                        && ResourceIds.same(registration.pools().getFirst(), azure.ids.pool(id)),
                "%s is registered with %s",
                id,
                registration.pools());
    }

    private void addresses(ClusterService service) {
        var wanted = Wanted.located(service.ref, service.family, cluster.slices, cluster.nodes);
        var found = new TreeMap<IpAddress, TreeSet<IpAddress>>();
        azure.gateway.locations.forEach((location, addresses) ->
                addresses.forEach((address, services) -> {
                    if (services.contains(service.identity())) {
                        found.computeIfAbsent(address, _ -> new TreeSet<>()).add(location);
                    }
                }));
        wanted.entrySet()
                .removeIf(entry ->
                        !found.containsKey(entry.getKey())
                                && isElsewhere(entry.getKey(), entry.getValue()));
        check(found.equals(wanted), "%s has %s, wanted are %s", service.ref, found, wanted);
    }

    /// Whether the gateway has an address behind another node, for somebody else: it has each but
    /// once, and the slices of two Services do not agree.
    private boolean isElsewhere(IpAddress address, Set<IpAddress> wanted) {
        return azure.gateway.locations.entrySet().stream()
                .anyMatch(entry ->
                        entry.getValue().containsKey(address) && !wanted.contains(entry.getKey()));
    }

    /// A refused Service has what it last had, or nothing.
    private boolean refused(ClusterService service) {
        check(
                service.accepted.isPresent() && !service.accepted.orElseThrow().status(),
                "%s is refused, and its condition is %s",
                service.ref,
                service.accepted);
        if (service.asked.isEmpty()) {
            check(!service.ours, "%s was never served, and has our finalizer", service.ref);
            return false;
        }
        if (azure.gateway.services.containsKey(service.identity())) {
            // What somebody took away cannot be made again from a spec that is refused.
            check(
                    azure.balancers.containsKey(service.identity())
                            || watchdog.wasDisturbed(service.identity()),
                    "%s is registered without a load balancer",
                    service.ref);
            balancer(service, service.asked);
            addresses(service);
            check(service.ours, "%s has no finalizer of ours", service.ref);
        }
        return true;
    }

    private void unwanted(ClusterService service) {
        check(!service.ours, "%s is not wanted, and has our finalizer", service.ref);
        check(!service.standard, "%s is not wanted, and has the stock finalizer", service.ref);
        check(
                service.deleting || service.ingress.isEmpty(),
                "%s is not wanted, and shows %s",
                service.ref,
                service.ingress);
    }

    private void leftovers(Set<String> served) {
        azure.publicIps.forEach((name, ip) ->
                check(
                        ownership.of(ip.tags) != Ownership.Owner.OURS
                                || served.contains(AzurePort.identity(name)),
                        "public IP %s is left over",
                        name));
        azure.balancers.forEach((name, balancer) ->
                check(
                        ownership.of(balancer.tags) != Ownership.Owner.OURS
                                || served.contains(name),
                        "load balancer %s is left over",
                        name));
        azure.gateway.services.forEach((name, service) ->
                check(
                        service.isDefault() || watchdog.isForeign(name) || served.contains(name),
                        "registration of %s is left over",
                        name));
        azure.gateway.locations.forEach((location, addresses) ->
                addresses.forEach((address, services) ->
                        services.forEach(name ->
                                check(
                                        watchdog.isForeign(name) || served.contains(name),
                                        "%s at %s for %s is left over",
                                        address,
                                        location,
                                        name))));
    }

    private void foreign() {
        watchdog.foreignProblems().forEach(problem -> world.violate("%s", problem));
    }

    private void snapshot(Snapshot snapshot, Set<String> served) {
        check(snapshot.phase() == StartPhase.RUNNING, "phase is %s", snapshot.phase());
        check(
                snapshot.mirror().equals(new TreeMap<>(azure.gateway.readLocations())),
                "the mirror says %s, the gateway %s",
                snapshot.mirror(),
                azure.gateway.readLocations());
        check(
                snapshot.pendingDeletions().isEmpty(),
                "deletions wait: %s",
                snapshot.pendingDeletions());
        for (Snapshot.Service service : snapshot.services()) {
            String id = service.key().identity();
            boolean refused =
                    Optional.ofNullable(cluster.byIdentity(id))
                            .map(found -> found.flaw != ClusterService.Flaw.NONE)
                            .orElse(false);
            check(
                    refused || (service.state() == ServiceState.CREATED && served.contains(id)),
                    "%s is still %s: %s",
                    id,
                    service.state(),
                    service.reason());
        }
    }
}
