package dev.pairplane.difftracker.core.azure;

import static dev.pairplane.difftracker.core.azure.Ownership.Owner.FOREIGN;
import static dev.pairplane.difftracker.core.azure.Ownership.Owner.OTHER_CLUSTER;
import static dev.pairplane.difftracker.core.azure.Ownership.Owner.OURS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnershipTest {

    private static final Map<String, String> MADE_HERE =
            Map.of("pairplane-managed-by", "difftracker", "pairplane-cluster", "prod");

    private final Ownership strict = new Ownership("prod", false);
    private final Ownership adopting = new Ownership("prod", true);

    @Test
    void takesWhatCarriesBothTags() {
        assertThat(strict.of(MADE_HERE)).isEqualTo(OURS);
        assertThat(adopting.of(MADE_HERE)).isEqualTo(OURS);
    }

    @Test
    void namesOfTagsHaveNoCaseAndValuesDo() {
        assertThat(
                        strict.of(
                                Map.of(
                                        "Pairplane-Managed-By",
                                        "difftracker",
                                        "PAIRPLANE-CLUSTER",
                                        "prod")))
                .isEqualTo(OURS);
        assertThat(
                        strict.of(
                                Map.of(
                                        "pairplane-managed-by",
                                        "difftracker",
                                        "pairplane-cluster",
                                        "Prod")))
                .isEqualTo(OTHER_CLUSTER);
        assertThat(adopting.of(Map.of("pairplane-managed-by", "Difftracker"))).isEqualTo(FOREIGN);
    }

    @Test
    void leavesAnotherClustersThingsAloneEvenWhenAdopting() {
        var other = Map.of("pairplane-managed-by", "difftracker", "pairplane-cluster", "test");

        assertThat(strict.of(other)).isEqualTo(OTHER_CLUSTER);
        assertThat(adopting.of(other)).isEqualTo(OTHER_CLUSTER);
        assertThat(adopting.of(Map.of("pairplane-managed-by", "difftracker")))
                .isEqualTo(OTHER_CLUSTER);
    }

    @Test
    void takesUntaggedThingsOverOnlyWhenAskedTo() {
        assertThat(strict.of(Map.of())).isEqualTo(FOREIGN);
        assertThat(adopting.of(Map.of())).isEqualTo(OURS);
        assertThat(adopting.of(Map.of("team", "a"))).isEqualTo(OURS);
        assertThat(adopting.of(Map.of("pairplane-managed-by", "somebody"))).isEqualTo(FOREIGN);
    }

    @Test
    void keepsForeignTagsAndReplacesItsOwnInAnyCase() {
        var present =
                Map.of(
                        "team",
                        "a",
                        "PAIRPLANE-SPEC-HASH",
                        "old",
                        "pairplane-service",
                        "old/name",
                        "Pairplane-Cluster",
                        "old",
                        "pairplane-MANAGED-by",
                        "somebody");

        assertThat(strict.tags(present, "shop/web", "1234"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "team",
                                "a",
                                "pairplane-managed-by",
                                "difftracker",
                                "pairplane-cluster",
                                "prod",
                                "pairplane-service",
                                "shop/web",
                                "pairplane-spec-hash",
                                "1234"));
    }

    @Test
    void recognisesWhatItWrote() {
        var tags = strict.tags(Map.of("team", "a"), "shop/web", "1234");

        assertThat(strict.of(tags)).isEqualTo(OURS);
        assertThat(strict.tags(tags, "shop/web", "1234")).isEqualTo(tags);
        assertThat(Ownership.tag(tags, "Pairplane-Spec-Hash")).contains("1234");
        assertThat(Ownership.tag(tags, "absent")).isEmpty();
    }
}
