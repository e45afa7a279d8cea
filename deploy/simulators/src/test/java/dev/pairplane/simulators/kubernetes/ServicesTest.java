package dev.pairplane.simulators.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.patch.PatchType;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServicesTest {

    private KubernetesSimulator simulator;

    @BeforeEach
    void start() throws IOException {
        simulator = KubernetesSimulator.start(KubernetesConfig.defaults());
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private ObjectNode patch(String name, String patch) {
        return simulator.patch("services", "default", name, PatchType.MERGE, Json.parse(patch));
    }

    private void refusesPatch(String patch, String field) {
        assertThatThrownBy(() -> patch("a", patch))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(422);
                            assertThat(e.status().at("/details/causes/0/field").asText())
                                    .isEqualTo(field);
                        });
    }

    private static ObjectNode with(String spec) {
        ObjectNode service = Samples.loadBalancer("b");
        Json.child(service, "spec").setAll(Json.parse(spec));
        return service;
    }

    @Test
    void fillsInWhatALoadBalancerNeeds() {
        JsonNode spec = simulator.create(Samples.loadBalancer("a")).path("spec");

        assertThat(spec.path("clusterIP").asText()).startsWith("10.96.");
        assertThat(spec.path("clusterIPs").path(0)).isEqualTo(spec.path("clusterIP"));
        assertThat(spec.path("ipFamilies").toString()).isEqualTo("[\"IPv4\"]");
        assertThat(spec.path("ipFamilyPolicy").asText()).isEqualTo("SingleStack");
        assertThat(spec.path("externalTrafficPolicy").asText()).isEqualTo("Cluster");
        assertThat(spec.path("internalTrafficPolicy").asText()).isEqualTo("Cluster");
        assertThat(spec.path("sessionAffinity").asText()).isEqualTo("None");
        assertThat(spec.path("allocateLoadBalancerNodePorts").asBoolean()).isTrue();
        assertThat(spec.at("/ports/0/protocol").asText()).isEqualTo("TCP");
        assertThat(spec.at("/ports/0/nodePort").asInt()).isBetween(30_000, 32_767);
    }

    @Test
    void givesNoNodePortsWhenToldNotTo() {
        JsonNode service = simulator.create(with("{\"allocateLoadBalancerNodePorts\":false}"));

        assertThat(service.at("/spec/ports/0/nodePort").isMissingNode()).isTrue();
    }

    @Test
    void givesBothFamiliesWhenPreferred() {
        JsonNode service = simulator.create(with("{\"ipFamilyPolicy\":\"PreferDualStack\"}"));

        assertThat(service.at("/spec/ipFamilies").toString()).isEqualTo("[\"IPv4\",\"IPv6\"]");
        assertThat(service.at("/spec/clusterIPs/1").asText()).startsWith("fd00:10:96::");
        JsonNode single = patch("b", "{\"spec\":{\"ipFamilyPolicy\":\"SingleStack\"}}");
        assertThat(single.at("/spec/clusterIPs")).hasSize(1);
        assertThat(single.at("/spec/ipFamilies")).hasSize(1);
    }

    @Test
    void hasOneFamilyOnASingleStackCluster() throws IOException {
        try (KubernetesSimulator single =
                KubernetesSimulator.start(
                        KubernetesConfig.defaults().withServiceRanges("10.0.0.0/24"))) {
            JsonNode preferred = single.create(with("{\"ipFamilyPolicy\":\"PreferDualStack\"}"));

            assertThat(preferred.at("/spec/clusterIPs")).hasSize(1);
            ObjectNode required = with("{\"ipFamilyPolicy\":\"RequireDualStack\"}");
            assertThatThrownBy(() -> single.create(required))
                    .hasMessageContaining("not configured for dual-stack");
            ObjectNode other = with("{\"ipFamilies\":[\"IPv6\"]}");
            assertThatThrownBy(() -> single.create(other))
                    .hasMessageContaining("not configured on this cluster");
        }
    }

    @Test
    void refusesWhatMayNotChange() {
        simulator.create(Samples.loadBalancer("a"));

        refusesPatch(
                "{\"spec\":{\"clusterIP\":\"10.96.9.9\",\"clusterIPs\":[\"10.96.9.9\"]}}",
                "spec.clusterIPs[0]");
        refusesPatch(
                "{\"spec\":{\"loadBalancerClass\":\"example.com/lb\"}}", "spec.loadBalancerClass");
        refusesPatch("{\"spec\":{\"ports\":null}}", "spec.ports");
        assertThatThrownBy(() -> patch("a", "{\"spec\":{\"ipFamilies\":[\"IPv6\"]}}"))
                .hasMessageContaining("expected an IPv6 value as indicated by `ipFamilies[0]`");
    }

    @Test
    void dropsWhatAnotherTypeDoesNotHave() {
        simulator.create(Samples.loadBalancer("a"));
        simulator.patchStatus(
                "services",
                "default",
                "a",
                PatchType.MERGE,
                Json.parse(
                        "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"20.0.0.1\"}]}}}"));

        JsonNode plain = patch("a", "{\"spec\":{\"type\":\"ClusterIP\"}}");
        JsonNode external =
                patch(
                        "a",
                        "{\"spec\":{\"type\":\"ExternalName\",\"externalName\":\"example.com\"}}");

        assertThat(plain.at("/spec/ports/0/nodePort").isMissingNode()).isTrue();
        assertThat(plain.path("spec").has("allocateLoadBalancerNodePorts")).isFalse();
        assertThat(plain.path("status").toString()).isEqualTo("{\"loadBalancer\":{}}");
        assertThat(external.path("spec").has("clusterIP")).isFalse();
        assertThat(external.path("spec").has("ipFamilies")).isFalse();
    }

    @Test
    void carriesOverWhatAReplacementOmits() {
        JsonNode before = simulator.create(Samples.loadBalancer("a"));

        JsonNode after = simulator.replace(Samples.loadBalancer("a"));

        assertThat(after.at("/spec/clusterIP")).isEqualTo(before.at("/spec/clusterIP"));
        assertThat(after.at("/spec/ports/0/nodePort"))
                .isEqualTo(before.at("/spec/ports/0/nodePort"));
        assertThat(after.at("/metadata/resourceVersion"))
                .isEqualTo(before.at("/metadata/resourceVersion"));
    }

    @Test
    void sharesANodePortBetweenProtocols() {
        JsonNode service =
                simulator.create(
                        with(
                                "{\"ports\":[{\"name\":\"t\",\"port\":53},"
                                        + "{\"name\":\"u\",\"port\":53,\"protocol\":\"UDP\"}]}"));

        assertThat(service.at("/spec/ports/0/nodePort"))
                .isEqualTo(service.at("/spec/ports/1/nodePort"));
    }

    @Test
    void givesAddressesBack() {
        JsonNode service = simulator.create(with("{\"clusterIP\":\"10.96.7.7\"}"));
        ObjectNode second = with("{\"clusterIP\":\"10.96.7.7\"}");
        Json.metadata(second).put("name", "c");
        assertThatThrownBy(() -> simulator.create(second))
                .hasMessageContaining("already allocated");

        simulator.delete("services", "default", "b");

        assertThat(simulator.create(second).at("/spec/clusterIP"))
                .isEqualTo(service.at("/spec/clusterIP"));
    }

    @Test
    void keepsAHeadlessServiceWithoutAddress() {
        JsonNode service =
                simulator.create(
                        with("{\"type\":\"ClusterIP\",\"clusterIP\":\"None\",\"ports\":null}"));

        assertThat(service.at("/spec/clusterIPs").toString()).isEqualTo("[\"None\"]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"ports\":[]} | spec.ports",
                "{\"ports\":[{\"port\":0}]} | spec.ports[0].port",
                "{\"ports\":[{\"port\":80,\"protocol\":\"HTTP\"}]} | spec.ports[0].protocol",
                "{\"ports\":[{\"port\":80},{\"port\":81}]} | spec.ports[0].name",
                "{\"ports\":[{\"port\":80,\"nodePort\":80}]} | spec.ports[0].nodePort",
                "{\"ports\":[{\"port\":80,\"targetPort\":\"UPPER\"}]} | spec.ports[0].targetPort",
                "{\"type\":\"Funny\"} | spec.type",
                "{\"sessionAffinity\":\"Cookie\"} | spec.sessionAffinity",
                "{\"clusterIP\":\"10.97.0.1\"} | spec.clusterIPs",
                "{\"clusterIP\":\"a.b.c.d\"} | spec.clusterIPs[0]",
                "{\"clusterIP\":\"None\"} | spec.clusterIPs[0]",
                "{\"externalTrafficPolicy\":\"Remote\"} | spec.externalTrafficPolicy",
                "{\"ipFamilyPolicy\":\"Triple\"} | spec.ipFamilyPolicy",
                "{\"ipFamilies\":[\"IPv5\"]} | spec.ipFamilies[0]",
                "{\"type\":\"ClusterIP\",\"loadBalancerClass\":\"a/b\"} | spec.loadBalancerClass",
                "{\"type\":\"ExternalName\"} | spec.externalName",
                "{\"healthCheckNodePort\":31000} | spec.healthCheckNodePort",
                "{\"externalIPs\":[\"nowhere\"]} | spec.externalIPs[0]",
                "{\"selector\":{\"app\":\"a b\"}} | spec.selector"
            })
    void refusesBadSpecs(String spec, String field) {
        ObjectNode service = with(spec);

        assertThatThrownBy(() -> simulator.create(service))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(422);
                            assertThat(e.status().at("/details/causes").findValuesAsText("field"))
                                    .contains(field);
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{\"ip\":\"20.0.0.256\"}] | ingress[0].ip",
                "[{\"hostname\":\"a\",\"ipMode\":\"VIP\"}] | ingress[0].ipMode",
                "[{\"ip\":\"20.0.0.1\",\"ipMode\":\"X\"}] | ingress[0].ipMode",
                "[{\"hostname\":\"20.0.0.1\"}] | ingress[0].hostname"
            })
    void refusesBadIngress(String ingress, String field) {
        simulator.create(Samples.loadBalancer("a"));
        JsonNode patch =
                Json.parse("{\"status\":{\"loadBalancer\":{\"ingress\":" + ingress + "}}}");

        assertThatThrownBy(() ->
                        simulator.patchStatus("services", "default", "a", PatchType.MERGE, patch))
                .hasMessageContaining("status.loadBalancer." + field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"Upper\"} | metadata.name",
                "{\"labels\":{\"a\":\"0123456789012345678901234567890123456789012345678901234567890123\"}}"
                    + " | metadata.labels",
                "{\"labels\":{\"a b\":\"c\"}} | metadata.labels",
                "{\"annotations\":{\"/x\":\"c\"}} | metadata.annotations",
                "{\"finalizers\":[\"mine\"]} | metadata.finalizers[0]",
                "{\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"p\",\"uid\":\"\"}]}"
                    + " | metadata.ownerReferences[0].uid"
            })
    void refusesBadMetadata(String metadata, String field) {
        ObjectNode service = Samples.loadBalancer("a");
        Json.metadata(service).setAll(Json.parse(metadata));

        assertThatThrownBy(() -> simulator.create(service)).hasMessageContaining(field);
    }

    @ParameterizedTest
    @CsvSource({
        "IPv4, fd00::1, must be an IPv4 address",
        "IPv6, 10.0.0.1, must be an IPv6 address",
        "IPv4, 127.0.0.1, loopback",
        "IPv4, 169.254.1.1, link-local",
        "IPv4, 224.0.0.1, multicast",
        "IPv4, 0.0.0.0, unspecified",
        "IPv4, host, must be a valid IP address",
        "Other, 10.0.0.1, Unsupported value"
    })
    void refusesBadSlices(String family, String address, String why) {
        ObjectNode slice = Samples.slice("s", family, address);

        assertThatThrownBy(() -> simulator.create(slice)).hasMessageContaining(why);
    }

    @Test
    void countsTheGenerationsOfSlices() {
        simulator.create(Samples.slice("s", "IPv4", "10.0.0.1"));

        JsonNode annotated =
                simulator.patch(
                        "endpointslices",
                        "default",
                        "s",
                        PatchType.MERGE,
                        Json.parse("{\"metadata\":{\"annotations\":{\"a\":\"b\"}}}"));
        JsonNode emptied =
                simulator.patch(
                        "endpointslices",
                        "default",
                        "s",
                        PatchType.MERGE,
                        Json.parse("{\"endpoints\":[]}"));

        assertThat(annotated.at("/metadata/generation").asInt()).isEqualTo(1);
        assertThat(annotated.at("/ports/0/protocol").asText()).isEqualTo("TCP");
        assertThat(emptied.at("/metadata/generation").asInt()).isEqualTo(2);
        assertThat(emptied.at("/endpoints").isNull()).isTrue();
        assertThatThrownBy(() ->
                        simulator.patch(
                                "endpointslices",
                                "default",
                                "s",
                                PatchType.MERGE,
                                Json.parse("{\"addressType\":\"IPv6\"}")))
                .hasMessageContaining("field is immutable");
    }
}
