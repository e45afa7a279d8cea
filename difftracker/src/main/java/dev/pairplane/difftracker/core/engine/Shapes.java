package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.azure.LoadBalancerSpec;
import dev.pairplane.difftracker.core.azure.LoadBalancerState;
import dev.pairplane.difftracker.core.azure.Ownership;
import dev.pairplane.difftracker.core.azure.Provisioning;
import dev.pairplane.difftracker.core.azure.PublicIpSpec;
import dev.pairplane.difftracker.core.azure.PublicIpState;
import dev.pairplane.difftracker.core.azure.ResourceIds;
import dev.pairplane.difftracker.core.cluster.InboundSpec;
import dev.pairplane.difftracker.core.cluster.SpecHash;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The Azure resources that a service's spec asks for, and whether what was found is that. Pure.
///
/// @param ids where they are
/// @param ownership whose they are
record Shapes(ResourceIds ids, Ownership ownership) {

    /// The public IP for a spec.
    ///
    /// @param present tags found on it
    PublicIpSpec publicIp(
            ServiceKey key, ObjectRef object, InboundSpec spec, Map<String, String> present) {
        return new PublicIpSpec(
                ResourceIds.publicIpName(key),
                spec.family(),
                ownership.tags(present, object.path(), publicIpHash(spec)));
    }

    /// The load balancer for a spec.
    ///
    /// @param present tags found on it
    LoadBalancerSpec loadBalancer(
            ServiceKey key, ObjectRef object, InboundSpec spec, Map<String, String> present) {
        return new LoadBalancerSpec(
                ResourceIds.loadBalancerName(key),
                ResourceIds.publicIpName(key),
                spec.rules(),
                ownership.tags(present, object.path(), SpecHash.of(spec)));
    }

    /// Whether a public IP is as the spec asks, address included.
    boolean fits(PublicIpState found, InboundSpec spec) {
        return isOurs(found.tags())
                && found.provisioning() == Provisioning.SUCCEEDED
                && found.family() == spec.family()
                && hasHash(found.tags(), publicIpHash(spec));
    }

    /// Whether a load balancer is as the spec asks, in what Azure says and not only in what its tag
    /// says.
    boolean fits(LoadBalancerState found, ServiceKey key, InboundSpec spec) {
        String publicIp = ids.publicIp(ResourceIds.publicIpName(key)).toLowerCase(Locale.ROOT);
        return isOurs(found.tags())
                && found.provisioning() == Provisioning.SUCCEEDED
                && !found.custom()
                && found.publicIps().equals(Set.of(publicIp))
                && found.pools().equals(Set.of(ResourceIds.loadBalancerName(key)))
                && found.rules().equals(Set.copyOf(spec.rules()))
                && hasHash(found.tags(), SpecHash.of(spec));
    }

    /// Whether a pool's id is that of a service's own pool.
    boolean isPoolOf(ServiceKey key, String pool) {
        return ResourceIds.same(ids.pool(ResourceIds.loadBalancerName(key)), pool);
    }

    private boolean isOurs(Map<String, String> tags) {
        return Ownership.tag(tags, Ownership.MANAGED_BY).isPresent()
                && ownership.of(tags) == Ownership.Owner.OURS;
    }

    // A public IP stays as it is when only ports change.
    private static String publicIpHash(InboundSpec spec) {
        return spec.family().text().toLowerCase(Locale.ROOT);
    }

    private static boolean hasHash(Map<String, String> tags, String hash) {
        return Ownership.tag(tags, Ownership.SPEC_HASH).filter(hash::equals).isPresent();
    }
}
