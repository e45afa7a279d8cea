package dev.pairplane.difftracker.core.cluster;

import static dev.pairplane.difftracker.core.cluster.Cluster.HOLD;
import static dev.pairplane.difftracker.core.cluster.Cluster.on;
import static dev.pairplane.difftracker.core.cluster.Cluster.owner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.difftracker.core.kubernetes.SliceObject.Owner;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How nodes locate pods (T-15), and what becomes of those of a node that vanished.
class NodeHoldTest {

    private static final Owner WEB = owner("web", "uid-1");
    private static final Duration ONE = Duration.ofNanos(1);
    private static final Map<String, String> LOCATED = Map.of("10.1.0.1", "10.0.0.1");

    private final Cluster cluster = withOnePod(new Cluster());

    private static Cluster withOnePod(Cluster cluster) {
        cluster.service("shop", "web", "uid-1");
        cluster.node("n1", "10.0.0.1");
        cluster.slice("shop", "s", WEB, on("n1", "10.1.0.1"));
        return cluster;
    }

    /// Difftracker invariant 10, in the wording of T-15: the first listed of the family.
    @Test
    void theFirstListedAddressOfAFamilyThatCanBeReadLocates() {
        cluster.slice("shop", "s", WEB, on("n1", "10.1.0.1", "fd01::1"));
        cluster.node("n1", "junk", "fd00::9", "10.0.0.20", "10.0.0.3", "fd00::1");

        assertThat(cluster.ipv4("uid-1")).isEqualTo(Map.of("10.1.0.1", "10.0.0.20"));
        assertThat(cluster.ipv6("uid-1")).isEqualTo(Map.of("fd01::1", "fd00::9"));
    }

    /// Difftracker invariant 9.
    @Test
    void aMappedAddressGivesANodeNoIpv6() {
        cluster.slice("shop", "s", WEB, on("n1", "10.1.0.1", "fd01::1"));
        cluster.node("n1", "::ffff:10.0.0.7");

        assertThat(cluster.ipv4("uid-1")).isEqualTo(Map.of("10.1.0.1", "10.0.0.7"));
        assertThat(cluster.ipv6("uid-1")).isEmpty();
    }

    /// Difftracker invariant 36.
    @Test
    void aNodesNewAddressMovesItsPods() {
        assertThat(cluster.node("n1", "10.0.0.9")).containsExactly("uid-1");
        assertThat(cluster.ipv4("uid-1")).isEqualTo(Map.of("10.1.0.1", "10.0.0.9"));

        assertThat(cluster.node("n1")).containsExactly("uid-1");
        assertThat(cluster.ipv4("uid-1")).isEmpty();
    }

    @Test
    void aNodeThatLocatesAsBeforeAffectsNobody() {
        assertThat(cluster.node("n1", "10.0.0.1")).isEmpty();
        assertThat(cluster.node("n1", "10.0.0.1", "10.0.0.2")).isEmpty();
        assertThat(cluster.node("n5", "10.0.0.5")).isEmpty();
    }

    /// Difftracker invariant 37, first half.
    @Test
    void aNodeThatComesLaterLocatesThePodsThatWaited() {
        cluster.slice("shop", "s", WEB, on("n2", "10.1.0.1"));
        assertThat(cluster.ipv4("uid-1")).isEmpty();

        assertThat(cluster.node("n2", "10.0.0.2")).containsExactly("uid-1");
        assertThat(cluster.ipv4("uid-1")).isEqualTo(Map.of("10.1.0.1", "10.0.0.2"));
    }

    /// Difftracker invariant 37, second half, in the wording of T-15.
    @Test
    void aVanishedNodesPodsStayForTheHoldAndNoLonger() {
        assertThat(cluster.view.nextExpiry()).isEmpty();
        assertThat(cluster.view.removeNode("n1")).isEmpty();
        assertThat(cluster.view.nodes()).isZero();
        assertThat(cluster.view.heldNodes()).isEqualTo(1);
        assertThat(cluster.view.nextExpiry()).hasValue(cluster.now() + HOLD.toNanos());

        cluster.pass(HOLD.minus(ONE));
        assertThat(cluster.view.expire()).isEmpty();
        assertThat(cluster.ipv4("uid-1")).isEqualTo(LOCATED);

        cluster.pass(ONE);
        assertThat(cluster.ipv4("uid-1")).as("untold, so unchanged").isEqualTo(LOCATED);
        assertThat(cluster.view.expire()).containsExactly("uid-1");
        assertThat(cluster.ipv4("uid-1")).isEmpty();
        assertThat(cluster.view.heldNodes()).isZero();
        assertThat(cluster.view.nextExpiry()).isEmpty();
        assertThat(cluster.view.expire()).isEmpty();
    }

    @Test
    void aNodeThatComesBackEndsTheHoldWithItsNewAddress() {
        cluster.view.removeNode("n1");
        cluster.pass(Duration.ofSeconds(10));

        assertThat(cluster.node("n1", "10.0.0.9")).containsExactly("uid-1");
        assertThat(cluster.ipv4("uid-1")).isEqualTo(Map.of("10.1.0.1", "10.0.0.9"));
        assertThat(cluster.view.nextExpiry()).isEmpty();
        cluster.pass(HOLD);
        assertThat(cluster.view.expire()).isEmpty();
        assertThat(cluster.ipv4("uid-1")).isEqualTo(Map.of("10.1.0.1", "10.0.0.9"));
    }

    @Test
    void aNodeThatComesBackAsItWasAffectsNobody() {
        cluster.view.removeNode("n1");

        assertThat(cluster.node("n1", "10.0.0.1")).isEmpty();
        assertThat(cluster.ipv4("uid-1")).isEqualTo(LOCATED);
    }

    @Test
    void aNodeThatComesBackWithoutAnAddressLocatesNothing() {
        cluster.view.removeNode("n1");

        assertThat(cluster.node("n1")).containsExactly("uid-1");
        assertThat(cluster.ipv4("uid-1")).isEmpty();
    }

    @Test
    void anEndpointThatGoesByItselfDoesNotWaitForTheHold() {
        cluster.view.removeNode("n1");

        assertThat(cluster.slice("shop", "s", WEB)).containsExactly("uid-1");
        assertThat(cluster.ipv4("uid-1")).isEmpty();
        cluster.pass(HOLD);
        assertThat(cluster.view.expire()).isEmpty();
    }

    @Test
    void aNodeThatVanishesTwiceIsHeldFromTheFirstTime() {
        cluster.view.removeNode("n1");
        cluster.pass(Duration.ofSeconds(20));
        assertThat(cluster.view.removeNode("n1")).isEmpty();
        cluster.pass(Duration.ofSeconds(10));

        assertThat(cluster.view.expire()).containsExactly("uid-1");
    }

    @Test
    void aNodeThatVanishesAgainIsHeldAnew() {
        cluster.view.removeNode("n1");
        cluster.pass(Duration.ofSeconds(20));
        cluster.node("n1", "10.0.0.1");
        cluster.view.removeNode("n1");
        cluster.pass(Duration.ofSeconds(29));
        assertThat(cluster.view.expire()).isEmpty();
        assertThat(cluster.ipv4("uid-1")).isEqualTo(LOCATED);
        cluster.pass(Duration.ofSeconds(1));

        assertThat(cluster.view.expire()).containsExactly("uid-1");
    }

    @Test
    void holdsEndOneByOne() {
        cluster.service("shop", "api", "uid-2");
        cluster.node("n2", "10.0.0.2");
        cluster.slice("shop", "t", owner("api", "uid-2"), on("n2", "10.1.0.2"));
        cluster.view.removeNode("n2");
        cluster.pass(Duration.ofSeconds(5));
        cluster.view.removeNode("n1");
        cluster.pass(Duration.ofSeconds(25));

        assertThat(cluster.view.expire()).containsExactly("uid-2");
        assertThat(cluster.view.nextExpiry())
                .hasValue(cluster.now() + Duration.ofSeconds(5).toNanos());
        cluster.pass(Duration.ofSeconds(60));
        assertThat(cluster.view.expire()).containsExactly("uid-1");
    }

    @Test
    void withoutAHoldAVanishedNodeTakesItsPodsWithIt() {
        var impatient = withOnePod(new Cluster(Duration.ZERO));

        assertThat(impatient.view.removeNode("n1")).containsExactly("uid-1");
        assertThat(impatient.ipv4("uid-1")).isEmpty();
        assertThat(impatient.view.nextExpiry()).isEmpty();
    }

    /// Difftracker invariant 38: events of things that nobody knows.
    @Test
    void goneEventsOfTheUnknownChangeNothing() {
        assertThat(cluster.view.removeNode("n9")).isEmpty();
        cluster.slice("shop", "s", WEB, on("n1", "10.1.0.1"), on("n9", "10.1.0.9"));
        assertThat(cluster.view.removeNode("n9")).isEmpty();
        assertThat(cluster.view.heldNodes()).isZero();
        assertThat(cluster.ipv4("uid-1")).isEqualTo(LOCATED);
    }

    @Test
    void refusesANegativeHold() {
        assertThatThrownBy(() -> new ClusterView(Duration.ofSeconds(-1), () -> 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }
}
