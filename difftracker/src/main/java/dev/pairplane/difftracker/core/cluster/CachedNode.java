package dev.pairplane.difftracker.core.cluster;

import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.IpFamily;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A Node, or what is left of one, or only the name of one that an endpoint speaks of. Slices point
/// at it, so a change of a Node reaches them without a search.
final class CachedNode {

    private final String name;
    private final Set<CachedSlice> slices = new LinkedHashSet<>();
    private @Nullable IpAddress ipv4;
    private @Nullable IpAddress ipv6;
    private boolean present;
    private long heldUntilNanos;

    CachedNode(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /// The slices with an endpoint on this node, in the order in which they came.
    Set<CachedSlice> slices() {
        return slices;
    }

    /// The node's address of a family, which locates its pods; null when it has none.
    @Nullable IpAddress location(IpFamily family) {
        return switch (family) {
            case IPV4 -> ipv4;
            case IPV6 -> ipv6;
        };
    }

    /// Takes the first listed address of each family that can be read.
    ///
    /// @return whether a location changed
    boolean locate(List<String> internalIps) {
        IpAddress first4 = null;
        IpAddress first6 = null;
        for (String text : internalIps) {
            IpAddress address = IpAddress.parse(text).orElse(null);
            if (address == null) {
                continue;
            }
            switch (address.family()) {
                case IPV4 -> first4 = first4 == null ? address : first4;
                case IPV6 -> first6 = first6 == null ? address : first6;
            }
        }
        boolean changed = !Objects.equals(ipv4, first4) || !Objects.equals(ipv6, first6);
        ipv4 = first4;
        ipv6 = first6;
        return changed;
    }

    /// Whether the cluster has this Node at the moment.
    boolean isPresent() {
        return present;
    }

    void setPresent(boolean present) {
        this.present = present;
    }

    /// When a vanished Node's addresses end; means nothing for another.
    long heldUntilNanos() {
        return heldUntilNanos;
    }

    void holdUntil(long nanos) {
        heldUntilNanos = nanos;
    }
}
