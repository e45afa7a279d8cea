package dev.pairplane.difftracker.core.cluster;

import dev.pairplane.difftracker.core.azure.LoadBalancerRule;
import dev.pairplane.difftracker.core.state.IpFamily;
import java.util.List;

/// What an admitted Service asks for. Two Services' requests are the same when these are equal; the
/// order of rules counts.
///
/// @param family the family of the public address and of the backends
/// @param rules one per port, in the Service's order, never none
public record InboundSpec(IpFamily family, List<LoadBalancerRule> rules) {

    public InboundSpec {
        rules = List.copyOf(rules);
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("a Service without ports asks for nothing");
        }
    }
}
