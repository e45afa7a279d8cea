package dev.pairplane.difftracker.inbound.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.kubernetes.NodeObject;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.kubernetes.SliceObject;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Objects as the API server sends them, and what is read of them.
class ReducedTest {
    private static final ObjectRef REF = new ObjectRef("shop", "web", "u-1");

    private static final String FULL =
            """
            apiVersion: v1
            kind: Service
            metadata:
              namespace: shop
              name: web
              uid: U-1
              deletionTimestamp: "2026-11-20T10:00:00Z"
              finalizers:
              - service.kubernetes.io/load-balancer-cleanup
              - example.com/other
              - servicegateway.azure.com/service-cleanup
              annotations:
                service.beta.kubernetes.io/azure-load-balancer-internal: "true"
                kubectl.kubernetes.io/last-applied-configuration: "{}"
            spec:
              type: LoadBalancer
              loadBalancerClass: pairplane.dev/service-gateway
              loadBalancerIP: 1.2.3.4
              loadBalancerSourceRanges: [10.0.0.0/8]
              selector: {app: web}
              sessionAffinity: ClientIP
              ipFamilies: [IPv6]
              ipFamilyPolicy: SingleStack
              ports:
              - {name: http, port: 80, targetPort: 8080, protocol: TCP}
              - {name: dns, port: 53, targetPort: dns, protocol: UDP}
              - {port: 90}
            status:
              loadBalancer:
                ingress:
                - {ip: 20.0.0.1, ipMode: VIP}
                - {hostname: web.example.com}
              conditions:
              - {type: Other, status: "True", reason: A, message: b}
              - {type: pairplane.dev/Accepted, status: "False", reason: No, message: because}
            """;

    private static ServiceObject service(String yaml) {
        return Reduced.service(
                Serialization.unmarshal(
                        """
                        apiVersion: v1
                        kind: Service
                        metadata: {namespace: shop, name: web, uid: u-1}
                        """
                                + yaml,
                        Service.class));
    }

    private static SliceObject slice(String yaml) {
        return Reduced.slice(
                Serialization.unmarshal(
                        """
                        apiVersion: discovery.k8s.io/v1
                        kind: EndpointSlice
                        """
                                + yaml,
                        EndpointSlice.class));
    }

    @Test
    void readsEveryFieldOfAService() {
        ServiceObject service = Reduced.service(Serialization.unmarshal(FULL, Service.class));

        assertThat(service)
                .isEqualTo(
                        new ServiceObject(
                                new ObjectRef("shop", "web", "U-1"),
                                "LoadBalancer",
                                Optional.of("pairplane.dev/service-gateway"),
                                true,
                                List.of(
                                        "service.kubernetes.io/load-balancer-cleanup",
                                        "servicegateway.azure.com/service-cleanup"),
                                true,
                                List.of(
                                        new ServiceObject.Port("http", "TCP", 80, "8080"),
                                        new ServiceObject.Port("dns", "UDP", 53, "dns"),
                                        new ServiceObject.Port("", "TCP", 90, "")),
                                List.of("IPv6"),
                                Optional.of("SingleStack"),
                                Optional.of("ClientIP"),
                                Optional.of("1.2.3.4"),
                                List.of("10.0.0.0/8"),
                                Map.of(
                                        "service.beta.kubernetes.io/azure-load-balancer-internal",
                                        "true"),
                                List.of(
                                        new ServiceObject.Ingress(
                                                Optional.of("20.0.0.1"), Optional.empty()),
                                        new ServiceObject.Ingress(
                                                Optional.empty(), Optional.of("web.example.com"))),
                                Optional.of(new ServiceObject.Condition(false, "No", "because"))));
    }

    @Test
    void aServiceThatSaysNothingIsEmpty() {
        assertThat(service(""))
                .isEqualTo(
                        new ServiceObject(
                                REF,
                                "",
                                Optional.empty(),
                                false,
                                List.of(),
                                false,
                                List.of(),
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                Map.of(),
                                List.of(),
                                Optional.empty()));
    }

    @Test
    void anEmptySelectorIsNone() {
        assertThat(service("spec: {selector: {}}").hasSelector()).isFalse();
    }

    @Test
    void readsEveryFieldOfASlice() {
        SliceObject slice =
                slice(
                        """
                        metadata:
                          namespace: shop
                          name: web-abc
                          ownerReferences:
                          - {apiVersion: v1, kind: Service, name: web, uid: u-1, controller: true}
                        addressType: IPv4
                        endpoints:
                        - addresses: [10.244.0.5, 10.244.0.6]
                          nodeName: node-1
                          conditions: {ready: true, serving: true, terminating: false}
                        - addresses: [10.244.0.7]
                          conditions: {ready: false}
                        - addresses: []
                        """);

        assertThat(slice)
                .isEqualTo(
                        new SliceObject(
                                "shop",
                                "web-abc",
                                Optional.of(new SliceObject.Owner("web", "u-1")),
                                false,
                                "IPv4",
                                List.of(
                                        new SliceObject.Endpoint(
                                                List.of("10.244.0.5", "10.244.0.6"),
                                                "node-1",
                                                Optional.of(true),
                                                Optional.of(true),
                                                Optional.of(false)),
                                        new SliceObject.Endpoint(
                                                List.of("10.244.0.7"),
                                                "",
                                                Optional.of(false),
                                                Optional.empty(),
                                                Optional.empty()),
                                        new SliceObject.Endpoint(
                                                List.of(),
                                                "",
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty()))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{apiVersion: v1, kind: Service, name: web, uid: u-1, controller: true} | true",
                "{apiVersion: v1, kind: Service, name: web, uid: u-1, controller: false} | false",
                "{apiVersion: v1, kind: Service, name: web, uid: u-1} | false",
                "{apiVersion: serving.knative.dev/v1, kind: Service, name: web, uid: u-1,"
                        + " controller: true} | false",
                "{apiVersion: v1, kind: Pod, name: web, uid: u-1, controller: true} | false"
            })
    void onlyTheControllerOfSlicesSaysWhoseASliceIs(String reference, boolean counts) {
        assertThat(
                        slice(
                                        """
                                        metadata:
                                          namespace: shop
                                          name: web-abc
                                          ownerReferences:
                                          - %s
                                        """
                                                .formatted(reference))
                                .owner())
                .isEqualTo(
                        counts
                                ? Optional.of(new SliceObject.Owner("web", "u-1"))
                                : Optional.empty());
    }

    @Test
    void aSliceBeingDeletedSaysSo() {
        assertThat(
                        slice(
                                        """
                                        metadata: {namespace: a, name: b, deletionTimestamp: "2026-11-20T10:00:00Z"}
                                        """)
                                .deleting())
                .isTrue();
    }

    @Test
    void readsTheInternalAddressesOfANodeInTheirOrder() {
        Node node =
                Serialization.unmarshal(
                        """
                        apiVersion: v1
                        kind: Node
                        metadata: {name: node-1}
                        status:
                          addresses:
                          - {type: Hostname, address: node-1}
                          - {type: InternalIP, address: 10.0.0.5}
                          - {type: ExternalIP, address: 20.0.0.1}
                          - {type: InternalIP, address: "FD00::1"}
                          - {type: InternalIP, address: 10.0.0.4}
                        """,
                        Node.class);

        assertThat(Reduced.node(node))
                .isEqualTo(new NodeObject("node-1", List.of("10.0.0.5", "FD00::1", "10.0.0.4")));
    }

    @Test
    void aNodeWithoutStatusHasNoAddresses() {
        assertThat(
                        Reduced.node(
                                Serialization.unmarshal(
                                        """
                                        apiVersion: v1
                                        kind: Node
                                        metadata: {name: n}
                                        """,
                                        Node.class)))
                .isEqualTo(new NodeObject("n", List.of()));
    }
}
