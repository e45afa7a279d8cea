package dev.pairplane.difftracker.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.difftracker.core.azure.LoadBalancerRule;
import dev.pairplane.difftracker.core.azure.LoadBalancerRule.Protocol;
import dev.pairplane.difftracker.core.state.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SpecHashTest {

    private static final LoadBalancerRule WEB = rule(Protocol.TCP, 80, 8080, 4, false);
    private static final LoadBalancerRule DNS = rule(Protocol.UDP, 53, 5353, 4, false);
    private static final InboundSpec SPEC = new InboundSpec(IpFamily.IPV4, List.of(WEB, DNS));

    private static LoadBalancerRule rule(
            Protocol protocol, int port, int target, int idle, boolean affinity) {
        return new LoadBalancerRule(protocol, port, target, idle, affinity);
    }

    /// The digest is in the tags of resources that are there: it must not change with a release.
    /// The expected one was made with sha256sum.
    @Test
    void isTheSameInEveryRelease() {
        assertThat(SpecHash.text(SPEC, SpecHash.BODY))
                .isEqualTo(
                        """
                        body=1
                        family=IPv4
                        rule=TCP/80/8080/4/false
                        rule=UDP/53/5353/4/false
                        """);
        assertThat(SpecHash.of(SPEC)).isEqualTo("519cb21ded6f97799daa2a5493d80aaa");
    }

    @Test
    void changesWithEverythingThatIsSent() {
        var specs = new ArrayList<InboundSpec>();
        specs.add(SPEC);
        specs.add(new InboundSpec(IpFamily.IPV6, List.of(WEB, DNS)));
        specs.add(new InboundSpec(IpFamily.IPV4, List.of(DNS, WEB)));
        Stream.of(
                        rule(Protocol.UDP, 80, 8080, 4, false),
                        rule(Protocol.TCP, 81, 8080, 4, false),
                        rule(Protocol.TCP, 80, 8081, 4, false),
                        rule(Protocol.TCP, 80, 8080, 5, false),
                        rule(Protocol.TCP, 80, 8080, 4, true))
                .forEach(rule -> specs.add(new InboundSpec(IpFamily.IPV4, List.of(rule, DNS))));
        specs.add(new InboundSpec(IpFamily.IPV4, List.of(WEB)));

        assertThat(specs.stream().map(SpecHash::of)).doesNotHaveDuplicates();
        assertThat(SpecHash.text(SPEC, 2)).isNotEqualTo(SpecHash.text(SPEC, 1));
    }

    /// Difftracker invariant 81.
    @Test
    void specsAreTheSameOnlyWhenEveryFieldIs() {
        assertThat(new InboundSpec(IpFamily.IPV4, new ArrayList<>(List.of(WEB, DNS))))
                .isEqualTo(SPEC);
        assertThat(new InboundSpec(IpFamily.IPV4, List.of(DNS, WEB))).isNotEqualTo(SPEC);
        assertThat(new InboundSpec(IpFamily.IPV6, List.of(WEB, DNS))).isNotEqualTo(SPEC);
        assertThat(
                        new InboundSpec(
                                IpFamily.IPV4,
                                List.of(rule(Protocol.TCP, 80, 8080, 5, false), DNS)))
                .isNotEqualTo(SPEC);
    }

    @Test
    void thereIsNoSpecWithoutRules() {
        assertThatThrownBy(() -> new InboundSpec(IpFamily.IPV4, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ports");
    }
}
