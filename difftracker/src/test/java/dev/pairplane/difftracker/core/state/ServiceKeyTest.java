package dev.pairplane.difftracker.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ServiceKeyTest {

    /// Difftracker invariant 1.
    @Test
    void twoSpellingsOfOneIdentityAreOneKey() {
        var keys = new TreeSet<>(List.of(ServiceKey.inbound("Svc-A"), ServiceKey.inbound("sVC-a")));

        assertThat(keys).containsExactly(ServiceKey.inbound("svc-a"));
        assertThat(keys).contains(ServiceKey.inbound("SVC-A"));
        assertThat(ServiceKey.inbound("Svc-A").identity()).isEqualTo("svc-a");
    }

    /// Difftracker invariant 3.
    @Test
    void keysSortTheSameFromAnyOrder() {
        var a = ServiceKey.outbound("a");
        var b = ServiceKey.inbound("b");
        var c = ServiceKey.inbound("c");

        assertThat(new TreeSet<>(List.of(a, b, c))).containsExactly(b, c, a);
        assertThat(new TreeSet<>(List.of(c, a, b, ServiceKey.inbound("C")).reversed()))
                .containsExactly(b, c, a);
    }

    @Test
    void aLabelNeverReachesALoadBalancerByTheSameText() {
        String uid = "8e1f0d1c-0c39-4a53-9f3c-7b4f7d1f9a11";

        assertThat(ServiceKey.outbound(uid)).isNotEqualTo(ServiceKey.inbound(uid));
        assertThat(ServiceKey.outbound(uid)).hasToString("outbound/" + uid);
        assertThat(ServiceKey.inbound(uid)).hasToString("inbound/" + uid);
    }

    @Test
    void lowersCaseWithoutRegardToTheMachinesLanguage() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.of("tr"));
            assertThat(ServiceKey.inbound("I").identity()).isEqualTo("i");
        } finally {
            Locale.setDefault(before);
        }
    }

    /// Difftracker invariants 24 and 76.
    @Test
    void refusesAKeyOfNothing() {
        assertThatThrownBy(() -> ServiceKey.inbound(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("identity");
    }
}
