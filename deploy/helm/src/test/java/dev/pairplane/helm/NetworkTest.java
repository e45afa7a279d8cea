package dev.pairplane.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Who may call whom.
class NetworkTest {
    private static final String METADATA = "169.254.169.254/32";

    static List<String> names() {
        return Chart.accepted().toList();
    }

    private static List<Manifest> policies(Rendered rendered) {
        return rendered.of(Kind.NETWORK_POLICY).toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyWorkloadHasItsPolicyInBothDirections(String values) {
        Rendered rendered = Chart.render(values, "global: {networkPolicy: {enabled: true}}");
        assertThat(rendered.services().map(Manifest::name).toList())
                .containsExactlyInAnyOrderElementsOf(
                        policies(rendered).stream().map(Manifest::name).toList());
        assertThat(policies(rendered))
                .allSatisfy(policy ->
                        assertThat(Yaml.texts(policy.at("/spec/policyTypes")))
                                .containsExactly("Ingress", "Egress"));
        assertThat(policies(Chart.render(values, "global: {networkPolicy: {enabled: false}}")))
                .isEmpty();
    }

    /// Invariant 34: nobody reaches a port of gossip, which no node opens; the queue, whose targets
    /// users name, never reaches link-local addresses; the address that gives out the node's
    /// identity is open to difftracker only, and only when it signs in with that.
    @ParameterizedTest
    @MethodSource("names")
    void linkLocalAddressesAreReachedByWhoSignsInThereOnly(String values) {
        for (Manifest policy : policies(Chart.render(values))) {
            assertThat(policy.tree().findValues("port"))
                    .extracting(JsonNode::asInt)
                    .doesNotContain(7946, 8046);
            boolean queue = policy.name().contains("publishing-queue");
            boolean managed = values.equals("managed-identity");
            Set<String> blocks = new TreeSet<>();
            for (JsonNode block : policy.at("/spec/egress").findValues("ipBlock")) {
                blocks.add(block.path("cidr").asText());
                if (queue) {
                    assertThat(reachesLinkLocal(block)).as(policy.id() + block).isFalse();
                }
            }
            assertThat(blocks.contains(METADATA)).as(policy.id()).isEqualTo(managed && !queue);
            if (queue) {
                // DNS goes anywhere, by its port; all else names where it goes.
                for (JsonNode rule : policy.at("/spec/egress")) {
                    List<Integer> ports =
                            new ArrayList<>(
                                    rule.path("ports").findValues("port").stream()
                                            .map(JsonNode::asInt)
                                            .toList());
                    ports.removeAll(List.of(53));
                    assertThat(ports.isEmpty() || rule.has("to")).as(policy.id() + rule).isTrue();
                }
            }
        }
    }

    /// Invariant 34, of blocks that hold the link-local one in part or whole.
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0, true", "128.0.0.0/1, true", "168.0.0.0/6, true", "169.0.0.0/8, true",
        "169.254.0.0/15, true", "0.0.0.0/1, false", "10.0.0.0/8, false", "170.0.0.0/8, false",
        "169.252.0.0/15, false", "169.255.0.0/16, false", "::/0, true", "2000::/12, false"
    })
    void blocksThatHoldLinkLocalAddressesLeaveThemOut(String cidr, boolean excepted) {
        JsonNode block =
                Chart.render(
                                "queue-only",
                                "publishing-queue: {targets: {egress: {cidrs: ['%s']}}}"
                                        .formatted(cidr))
                        .one(Kind.NETWORK_POLICY, "pp-publishing-queue")
                        .at("/spec/egress/2/to/0/ipBlock");

        assertThat(block.path("cidr").asText()).isEqualTo(cidr);
        assertThat(Yaml.texts(block.path("except")))
                .isEqualTo(
                        excepted
                                ? List.of(cidr.contains(":") ? "fe80::/10" : "169.254.0.0/16")
                                : List.of());
    }

    /// Invariant 34: a port that the values name is no way to where clouds answer with credentials.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    publishing-queue | global: {otlpEndpoint: 'http://collector.observability'}
                    storage-node     | global: {otlpEndpoint: 'http://collector.observability:80'}
                    difftracker      | global: {otlpEndpoint: 'http://collector.observability:80'}
                    difftracker      | difftracker: {azure: {armEndpoint: 'https://arm.example.com:80'}}
                    publishing-queue | publishing-queue: {targets: {egress: {ports: [80]}}}
                    publishing-queue | publishing-queue: {database: {port: 80}}
                    """)
    void port80LeadsToNoLinkLocalAddress(String service, String values) {
        List<JsonNode> open =
                Manifest.elements(
                                Chart.render("minimal", values)
                                        .one(Kind.NETWORK_POLICY, "pp-" + service)
                                        .at("/spec/egress"))
                        .filter(rule -> rule.path("ports").findValuesAsText("port").contains("80"))
                        .toList();

        assertThat(open)
                .isNotEmpty()
                .allSatisfy(rule ->
                        assertThat(rule.path("to").findValues("ipBlock"))
                                .isNotEmpty()
                                .noneMatch(NetworkTest::reachesLinkLocal));
    }

    /// Where one signs in stays open when the resources are elsewhere.
    @Test
    void anotherPortOfAzureIsOpenedBesides443() {
        JsonNode rule =
                Chart.render(
                                "minimal",
                                "difftracker: {azure: {armEndpoint:"
                                        + " 'https://arm.example.com:30024'}}")
                        .one(Kind.NETWORK_POLICY, "pp-difftracker")
                        .at("/spec/egress/2/ports");

        assertThat(rule.findValuesAsText("port")).containsExactly("443", "30024");
    }

    private static boolean reachesLinkLocal(JsonNode block) {
        String cidr = block.path("cidr").asText();
        return (cidr.endsWith("/0") && !block.has("except"))
                || cidr.startsWith("169.254.")
                || cidr.startsWith("fe80:");
    }

    /// Metrics are for the monitoring's namespaces and the own one; tests are let in by name.
    @Test
    void onlyWhoIsNamedGetsIn() {
        JsonNode ingress =
                Chart.render("production")
                        .one(Kind.NETWORK_POLICY, "pp-storage-node")
                        .at("/spec/ingress");

        assertThat(Yaml.texts(ingress.at("/0/from/1/namespaceSelector/matchExpressions/0/values")))
                .containsExactly("monitoring", "observability");
        assertThat(ingress.at("/0/from/0")).isEqualTo(Yaml.tree("{podSelector: {}}"));
        assertThat(ingress.at("/1/from"))
                .isEqualTo(
                        Yaml.tree(
                                """
                                - podSelector: {matchLabels: {app.kubernetes.io/name: pairdb-coordinator}}
                                - podSelector: {matchLabels: {app.kubernetes.io/name: storage-node-test, app.kubernetes.io/instance: pp}}
                                """));
        assertThat(ingress).hasSize(2);
    }
}
