package dev.pairplane.difftracker.core.cluster;

import static dev.pairplane.difftracker.core.cluster.Cluster.endingOn;
import static dev.pairplane.difftracker.core.cluster.Cluster.on;
import static dev.pairplane.difftracker.core.cluster.Cluster.owner;
import static dev.pairplane.difftracker.core.cluster.Cluster.ref;
import static dev.pairplane.difftracker.core.cluster.Cluster.serviceObject;
import static dev.pairplane.difftracker.core.cluster.Cluster.sliceObject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.kubernetes.NodeObject;
import dev.pairplane.difftracker.core.kubernetes.SliceObject;
import dev.pairplane.difftracker.core.kubernetes.SliceObject.Endpoint;
import dev.pairplane.difftracker.core.kubernetes.SliceObject.Owner;
import dev.pairplane.difftracker.core.state.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Services and slices. The Service `shop/web` with UID `uid-1` is there, and node `n1` at 10.0.0.1
/// and fd00::1, and `n2` at 10.0.0.2.
class ClusterViewTest {

    private static final Owner WEB = owner("web", "uid-1");

    private final Cluster cluster = new Cluster();

    @BeforeEach
    void aServiceAndTwoNodes() {
        cluster.service("shop", "web", "UID-1");
        cluster.node("n1", "10.0.0.1", "fd00::1");
        cluster.node("n2", "10.0.0.2");
    }

    @Test
    void locatesAnEndpointByItsNode() {
        assertThat(cluster.slice("shop", "s", WEB, on("n1", "10.1.0.1"), on("n2", "10.1.0.2")))
                .containsExactly("uid-1");

        assertThat(cluster.ipv4("uid-1"))
                .isEqualTo(Map.of("10.1.0.1", "10.0.0.1", "10.1.0.2", "10.0.0.2"));
        assertThat(cluster.ipv4("Uid-1")).isEqualTo(cluster.ipv4("uid-1"));
        assertThat(cluster.ipv6("uid-1")).isEmpty();
        assertThat(cluster.view.endpoints()).isEqualTo(2);
    }

    /// Difftracker invariant 26, in the wording of T-14.
    @ParameterizedTest
    @CsvSource({
        ",,,true",
        "true,,,true",
        "false,,,false",
        "false,true,true,false",
        "false,,false,false",
        "true,true,true,true",
        "true,false,false,true",
        "true,false,,true",
        "true,false,true,false",
        ",false,true,false",
        ",true,true,true",
        ",,true,true",
    })
    void anEndpointCountsUnlessItIsUnreadyOrEndedServing(
            Boolean ready, Boolean serving, Boolean terminating, boolean counts) {
        cluster.slice(
                "shop",
                "s",
                WEB,
                new Endpoint(
                        List.of("10.1.0.1"),
                        "n1",
                        Optional.ofNullable(ready),
                        Optional.ofNullable(serving),
                        Optional.ofNullable(terminating)));

        assertThat(cluster.ipv4("uid-1").containsKey("10.1.0.1")).isEqualTo(counts);
    }

    /// Difftracker invariant 27.
    @Test
    void anEndpointWithoutANodeThatIsKnownContributesNothing() {
        cluster.slice("shop", "s", WEB, on("", "10.1.0.1"), on("n9", "10.1.0.2"));

        assertThat(cluster.ipv4("uid-1")).isEmpty();
        assertThat(cluster.view.nodes()).isEqualTo(2);
    }

    /// Difftracker invariants 28 and 10.
    @Test
    void anAddressGoesBehindTheNodesAddressOfItsOwnFamily() {
        cluster.slice("shop", "s", WEB, on("n1", "10.1.0.1", "fd01::1"), on("n2", "fd01::2"));

        assertThat(cluster.ipv4("uid-1")).isEqualTo(Map.of("10.1.0.1", "10.0.0.1"));
        assertThat(cluster.ipv6("uid-1")).isEqualTo(Map.of("fd01::1", "fd00::1"));
    }

    /// Difftracker invariants 7 and 8.
    @Test
    void spellingsAreOneAddressAndJunkSpoilsNothing() {
        cluster.slice(
                "shop", "s", WEB, on("n1", "junk", "FD01:0::0001", "fd01::1", "10.1.0.1/32", ""));

        assertThat(cluster.ipv6("uid-1")).isEqualTo(Map.of("fd01::1", "fd00::1"));
        assertThat(cluster.ipv4("uid-1")).isEmpty();
    }

    /// Difftracker invariants 29 and 30.
    @Test
    void slicesOfNamesAndSlicesThatAreBeingDeletedAreEmpty() {
        cluster.slice("shop", "s", WEB, on("n1", "10.1.0.1"));
        var endpoints = List.of(on("n1", "10.1.0.1"));

        assertThat(
                        cluster.view.put(
                                new SliceObject(
                                        "shop", "s", Optional.of(WEB), true, "IPv4", endpoints)))
                .containsExactly("uid-1");
        assertThat(cluster.ipv4("uid-1")).isEmpty();
        cluster.view.put(new SliceObject("shop", "t", Optional.of(WEB), false, "fqdn", endpoints));
        cluster.view.put(
                new SliceObject(
                        "shop",
                        "u",
                        Optional.of(WEB),
                        false,
                        "FQDN",
                        List.of(on("n1", "example.com"))));
        assertThat(cluster.ipv4("uid-1")).isEmpty();
        assertThat(cluster.view.endpoints()).isZero();
    }

    /// Difftracker invariant 31.
    @Test
    void aSlicesNewContentTakesThePlaceOfTheOld() {
        cluster.slice("shop", "s", WEB, on("n1", "10.1.0.1"));

        assertThat(cluster.slice("shop", "s", WEB, on("n2", "10.1.0.2"))).containsExactly("uid-1");
        assertThat(cluster.ipv4("uid-1")).isEqualTo(Map.of("10.1.0.2", "10.0.0.2"));
        assertThat(cluster.view.removeSlice("shop", "s")).containsExactly("uid-1");
        assertThat(cluster.ipv4("uid-1")).isEmpty();
        assertThat(cluster.view.slices()).isZero();
        assertThat(cluster.view.endpoints()).isZero();
        assertThat(cluster.view.removeSlice("shop", "s")).isEmpty();
    }

    @Test
    void aSliceThatSaysTheSameAffectsNobody() {
        cluster.slice("shop", "s", WEB, on("n1", "10.1.0.1", "fd01::1"));

        assertThat(cluster.slice("shop", "s", WEB, on("n1", "10.1.0.1", "FD01::1"))).isEmpty();
        assertThat(cluster.slice("shop", "s", WEB, endingOn("n1", "10.1.0.1", "fd01::1")))
                .containsExactly("uid-1");
        assertThat(cluster.view.endpoints()).isEqualTo(2);
    }

    /// Difftracker invariant 32.
    @Test
    void changingWhatWasPassedInChangesNothing() {
        var addresses = new ArrayList<>(List.of("10.1.0.1"));
        var endpoint =
                new Endpoint(addresses, "n1", Optional.empty(), Optional.empty(), Optional.empty());
        var endpoints = new ArrayList<>(List.of(endpoint));
        var nodeIps = new ArrayList<>(List.of("10.0.0.1"));
        cluster.view.put(new SliceObject("shop", "s", Optional.of(WEB), false, "IPv4", endpoints));
        cluster.view.put(new NodeObject("n1", nodeIps));
        addresses.add("10.1.0.2");
        endpoints.clear();
        nodeIps.clear();

        assertThat(cluster.ipv4("uid-1")).isEqualTo(Map.of("10.1.0.1", "10.0.0.1"));
    }

    /// Difftracker invariants 33 and 34: there is one copy to read, so nothing older can win.
    @Test
    void aSliceThatCameBeforeItsServiceSpeaksOnceItIsThere() {
        assertThat(cluster.slice("shop", "s", owner("api", "uid-2"), on("n1", "10.1.0.1")))
                .isEmpty();
        assertThat(cluster.slice("shop", "t", owner("api", "uid-2"), on("n1", "10.1.0.2")))
                .isEmpty();
        assertThat(cluster.ipv4("uid-2")).isEmpty();
        assertThat(cluster.view.removeSlice("shop", "t")).isEmpty();

        assertThat(cluster.service("shop", "api", "UID-2")).containsExactly("uid-2");
        assertThat(cluster.ipv4("uid-2")).isEqualTo(Map.of("10.1.0.1", "10.0.0.1"));
    }

    /// Difftracker invariant 35.
    @Test
    void aSliceThatChangesItsOwnerMovesItsAddresses() {
        cluster.service("shop", "api", "uid-2");
        cluster.slice("shop", "s", WEB, on("n1", "10.1.0.1"));

        assertThat(cluster.slice("shop", "s", owner("api", "UID-2"), on("n1", "10.1.0.1")))
                .containsExactlyInAnyOrder("uid-1", "uid-2");
        assertThat(cluster.ipv4("uid-1")).isEmpty();
        assertThat(cluster.ipv4("uid-2")).hasSize(1);
    }

    /// Difftracker invariant 39.
    @Test
    void anAddressInTwoSlicesSurvivesItsRemovalFromOne() {
        cluster.slice("shop", "s", WEB, on("n1", "10.1.0.1"));
        cluster.slice("shop", "t", WEB, on("n1", "10.1.0.1"), on("n2", "10.1.0.2"));

        cluster.slice("shop", "s", WEB);
        assertThat(cluster.ipv4("uid-1"))
                .isEqualTo(Map.of("10.1.0.1", "10.0.0.1", "10.1.0.2", "10.0.0.2"));
        cluster.slice("shop", "s", WEB, on("n1", "10.1.0.1"));
        cluster.view.removeSlice("shop", "t");
        assertThat(cluster.ipv4("uid-1")).isEqualTo(Map.of("10.1.0.1", "10.0.0.1"));
    }

    @Test
    void ofTwoPlacesTheOneThatIsNotEndingWinsWhicheverCameFirst() {
        cluster.slice("shop", "s", WEB, endingOn("n1", "10.1.0.1"));
        cluster.slice("shop", "t", WEB, on("n2", "10.1.0.1"));
        assertThat(cluster.ipv4("uid-1")).isEqualTo(Map.of("10.1.0.1", "10.0.0.2"));

        cluster.slice("shop", "s", WEB);
        cluster.slice("shop", "s", WEB, endingOn("n1", "10.1.0.1"));
        assertThat(cluster.ipv4("uid-1")).isEqualTo(Map.of("10.1.0.1", "10.0.0.2"));
        cluster.view.removeSlice("shop", "t");
        assertThat(cluster.ipv4("uid-1")).isEqualTo(Map.of("10.1.0.1", "10.0.0.1"));
    }

    @Test
    void ofTwoEqualPlacesTheSmallerLocationWinsWhicheverCameFirst() {
        cluster.slice("shop", "s", WEB, on("n2", "10.1.0.1"));
        cluster.slice("shop", "t", WEB, on("n1", "10.1.0.1"));
        assertThat(cluster.ipv4("uid-1")).isEqualTo(Map.of("10.1.0.1", "10.0.0.1"));

        cluster.view.removeSlice("shop", "s");
        cluster.slice("shop", "s", WEB, on("n2", "10.1.0.1"), on("n9", "10.1.0.1"));
        assertThat(cluster.ipv4("uid-1")).isEqualTo(Map.of("10.1.0.1", "10.0.0.1"));
    }

    /// T-14: whoever can write slices anywhere must not reach a Service elsewhere.
    @Test
    void aSliceOfAnotherNamespaceCannotClaimAService() {
        assertThat(cluster.slice("evil", "s", WEB, on("n1", "6.6.6.6"))).isEmpty();
        assertThat(cluster.ipv4("uid-1")).isEmpty();

        cluster.service("evil", "web", "uid-6");
        assertThat(cluster.ipv4("uid-1")).isEmpty();
        assertThat(cluster.ipv4("uid-6")).isEmpty();
    }

    /// T-14: the name has to be that of the Service with the UID.
    @Test
    void aSliceThatNamesTheUidUnderAnotherNameClaimsNothing() {
        cluster.service("shop", "api", "uid-2");

        assertThat(cluster.slice("shop", "s", owner("api", "uid-1"), on("n1", "6.6.6.6")))
                .isEmpty();
        assertThat(cluster.slice("shop", "t", owner("none", "uid-1"), on("n1", "6.6.6.6")))
                .isEmpty();
        assertThat(cluster.ipv4("uid-1")).isEmpty();
        assertThat(cluster.ipv4("uid-2")).isEmpty();
    }

    /// T-14: a slice left over from a Service of the same name is not the new one's.
    @Test
    void aSliceThatNamesAnotherUidUnderTheNameClaimsNothing() {
        assertThat(cluster.slice("shop", "s", owner("web", "uid-0"), on("n1", "6.6.6.6")))
                .isEmpty();
        assertThat(cluster.ipv4("uid-1")).isEmpty();
        assertThat(cluster.ipv4("uid-0")).isEmpty();
    }

    /// T-14: the watch leaves the owner out when it is not the controller, or no Service of `v1`.
    @Test
    void aSliceThatNobodyControlsIsKeptAndContributesNothing() {
        cluster.slice("shop", "s", WEB, on("n1", "10.1.0.1"));

        assertThat(
                        cluster.view.put(
                                sliceObject("shop", "s", Optional.empty(), on("n1", "6.6.6.6"))))
                .containsExactly("uid-1");
        assertThat(cluster.ipv4("uid-1")).isEmpty();
        assertThat(cluster.view.slices()).isEqualTo(1);
    }

    @Test
    void aServiceOfTheSameNameTakesThePlaceOfTheOldOne() {
        cluster.slice("shop", "s", WEB, on("n1", "10.1.0.1"));

        assertThat(cluster.service("shop", "web", "uid-2"))
                .containsExactlyInAnyOrder("uid-1", "uid-2");
        assertThat(cluster.ipv4("uid-1")).isEmpty();
        assertThat(cluster.ipv4("uid-2")).isEmpty();
        assertThat(cluster.view.contains("uid-1")).isFalse();
        assertThat(cluster.view.removeService(ref("shop", "web", "uid-1"))).isEmpty();
        assertThat(cluster.view.contains("uid-2")).isTrue();

        assertThat(cluster.service("shop", "web", "uid-1"))
                .containsExactlyInAnyOrder("uid-1", "uid-2");
        assertThat(cluster.ipv4("uid-1")).hasSize(1);
    }

    @Test
    void aServiceThatIsGoneHasNoAddresses() {
        cluster.slice("shop", "s", WEB, on("n1", "10.1.0.1"));

        assertThat(cluster.view.removeService(ref("other", "web", "uid-1"))).isEmpty();
        assertThat(cluster.view.removeService(ref("shop", "web", "Uid-1")))
                .containsExactly("uid-1");
        assertThat(cluster.ipv4("uid-1")).isEmpty();
        assertThat(cluster.view.services()).isEmpty();
        assertThat(cluster.view.removeService(ref("shop", "web", "uid-1"))).isEmpty();
        assertThat(cluster.view.removeSlice("shop", "s")).isEmpty();
    }

    @Test
    void aChangeElsewhereInAServiceAffectsNoAddresses() {
        var changed = new TestService().named("shop", "web", "uid-1").affinity("ClientIP").build();

        assertThat(cluster.view.put(changed)).isEmpty();
        assertThat(cluster.view.service("UID-1")).contains(changed);
        assertThat(cluster.view.services()).containsExactly(changed);
    }

    @Test
    void aUidThatShowsUpUnderAnotherNameIsThereOnce() {
        cluster.slice("shop", "s", WEB, on("n1", "10.1.0.1"));
        cluster.service("shop", "api", "uid-2");

        assertThat(cluster.service("shop", "api", "uid-1"))
                .containsExactlyInAnyOrder("uid-1", "uid-2");
        assertThat(cluster.view.services()).containsExactly(serviceObject("shop", "api", "uid-1"));
        assertThat(cluster.ipv4("uid-1")).isEmpty();
    }

    @Test
    void saysWhichVeryServiceItHas() {
        assertThat(cluster.view.contains(ref("shop", "web", "uid-1"))).isTrue();
        assertThat(cluster.view.contains(ref("shop", "web", "uid-2"))).isFalse();
        assertThat(cluster.view.contains(ref("shop", "api", "uid-1"))).isFalse();
        assertThat(cluster.view.contains("UID-1")).isTrue();
        assertThat(cluster.view.service("uid-2")).isEmpty();
    }

    @Test
    void aChangeTellsOfThoseItTouchesAndOfNobodyElse() {
        for (int i = 0; i < 100; i++) {
            cluster.service("shop", "s" + i, "u" + i);
            cluster.slice(
                    "shop", "s" + i, owner("s" + i, "u" + i), on("m" + i % 10, "10.2.0." + i));
        }

        assertThat(cluster.node("m3", "10.0.3.3"))
                .isEqualTo(
                        Set.of(
                                "u3", "u13", "u23", "u33", "u43", "u53", "u63", "u73", "u83",
                                "u93"));
        assertThat(cluster.slice("shop", "s7", owner("s7", "u7"))).containsExactly("u7");
        assertThat(cluster.view.addresses("u3", IpFamily.IPV4)).hasSize(1);
        assertThat(cluster.view.addresses("u4", IpFamily.IPV4)).isEmpty();
    }
}
