package dev.pairplane.simulators.conformance;

import static dev.pairplane.simulators.conformance.Step.http;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// EndpointSlices.
final class SliceSteps {

    private static final String INVALID = "EndpointSlice.discovery.k8s.io \"web\" is invalid: ";

    private SliceSteps() {}

    static List<Step> all() {
        return List.of(
                http("a slice gets its defaults", SliceSteps::aSliceGetsItsDefaults),
                http(
                        "changed endpoints are a new generation",
                        SliceSteps::changedEndpointsAreANewGeneration),
                http(
                        "changed labels and owners of a slice are a new generation too",
                        SliceSteps::changedLabelsAndOwnersOfASliceAreANew),
                refused(
                        "a slice has one family",
                        "{addressType: 'IPv4', endpoints: [{addresses: ['10.1.2.3']}, {addresses:"
                                + " ['fd00::1']}]}",
                        "endpoints[1].addresses: Invalid value: \"fd00::1\": must be an IPv4"
                                + " address"),
                refused(
                        "the sixth family takes no fourth address",
                        "{addressType: 'IPv6', endpoints: [{addresses: ['10.1.2.3']}]}",
                        "endpoints[0].addresses: Invalid value: \"10.1.2.3\": must be an IPv6"
                                + " address"),
                refused(
                        "a slice says its family",
                        "{endpoints: []}",
                        "addressType: Required value"),
                refused(
                        "families of slices are known",
                        "{addressType: 'IPv5', endpoints: []}",
                        "addressType: Unsupported value: \"IPv5\": supported values: \"FQDN\","
                                + " \"IPv4\", \"IPv6\""),
                refused(
                        "an endpoint has an address",
                        "{addressType: 'IPv4', endpoints: [{addresses: []}]}",
                        "endpoints[0].addresses: Required value: must contain at least 1 address"),
                refused(
                        "no endpoint is on loopback",
                        "{addressType: 'IPv4', endpoints: [{addresses: ['127.0.0.1']}]}",
                        "endpoints[0].addresses[0]: Invalid value: \"127.0.0.1\": may not be in the"
                                + " loopback range (127.0.0.0/8, ::1/128)"),
                refused(
                        "names of a slice's ports are unique",
                        "{addressType: 'IPv4', endpoints: [], ports: [{port: 80}, {port: 81}]}",
                        "ports[1].name: Duplicate value: \"\""),
                http(
                        "a slice holds a thousand endpoints and no more",
                        SliceSteps::aSliceHoldsAThousandEndpointsAndNoMore),
                http(
                        "the family of a slice never changes",
                        SliceSteps::theFamilyOfASliceNeverChanges),
                http(
                        "slices are found by their Service's name",
                        SliceSteps::slicesAreFoundByTheirServiceSName));
    }

    private static void aSliceGetsItsDefaults(Session s) {
        s.create(
                        "endpointslices",
                        "{metadata: {name: 'web', labels: {'kubernetes.io/service-name': 'web'}},"
                                + " addressType: 'IPv4', endpoints: [{addresses: ['10.1.2.3'],"
                                + " nodeName: 'n', targetRef: {kind: 'Pod', name: 'p', namespace:"
                                + " '{ns}', uid: 'u'}}], ports: [{port: 8080}]}")
                .is(
                        201,
                        "{kind: 'EndpointSlice', apiVersion: 'discovery.k8s.io/v1', metadata:"
                                + " {generation: 1}, addressType: 'IPv4', endpoints: [{addresses:"
                                + " ['10.1.2.3'], conditions: {}, nodeName: 'n', targetRef: {kind:"
                                + " 'Pod', name: 'p'}}], ports: [{name: '', port: 8080, protocol:"
                                + " 'TCP'}]}");
    }

    private static void changedEndpointsAreANewGeneration(Session s) {
        s.create(
                        "endpointslices",
                        slice(
                                "[{addresses: ['10.1.2.3'], conditions: {ready: true, serving:"
                                        + " true, terminating: false}}]"))
                .is(201);
        s.merge(
                        "endpointslices/web",
                        "{endpoints: [{addresses: ['10.1.2.3'], conditions: {ready: false}},"
                                + " {addresses: ['10.1.2.4']}]}")
                .is(
                        200,
                        "{metadata: {generation: 2}, endpoints: [{conditions: {ready: false,"
                                + " serving: 'absent'}}, {addresses: ['10.1.2.4']}]}");
        s.merge(
                        "endpointslices/web",
                        "{endpoints: [{addresses: ['10.1.2.3'], conditions: {ready: false}},"
                                + " {addresses: ['10.1.2.4']}]}")
                .is(200, "{metadata: {generation: 2}}");
    }

    private static void changedLabelsAndOwnersOfASliceAreANew(Session s) {
        s.create("endpointslices", slice("[]")).is(201, "{endpoints: null}");
        s.merge("endpointslices/web", "{metadata: {labels: {x: 'y'}}}")
                .is(200, "{metadata: {generation: 2}}");
        s.merge(
                        "endpointslices/web",
                        "{metadata: {ownerReferences: [{apiVersion: 'v1', kind: 'Service', name:"
                            + " 'web', uid: 'u', controller: true, blockOwnerDeletion: true}]}}")
                .is(
                        200,
                        "{metadata: {ownerReferences: [{apiVersion: 'v1', kind: 'Service', name:"
                            + " 'web', uid: 'u', controller: true, blockOwnerDeletion: true}]}}");
    }

    private static void aSliceHoldsAThousandEndpointsAndNoMore(Session s) {
        s.create("endpointslices", slice(endpoints(1000))).is(201);
        s.create("endpointslices", slice(endpoints(1001)).replace("'web'", "'more'"))
                .fails(
                        422,
                        "Invalid",
                        "EndpointSlice.discovery.k8s.io \"more\" is invalid: endpoints: Too many:"
                                + " 1001: must have at most 1000 items");
    }

    private static void theFamilyOfASliceNeverChanges(Session s) {
        s.create("endpointslices", slice("[]")).is(201);
        s.merge("endpointslices/web", "{addressType: 'IPv6'}")
                .fails(
                        422,
                        "Invalid",
                        INVALID + "addressType: Invalid value: \"IPv6\": field is immutable");
    }

    private static void slicesAreFoundByTheirServiceSName(Session s) {
        s.create("endpointslices", slice("[]")).is(201);
        s.create(
                        "endpointslices",
                        "{metadata: {name: 'other'}, addressType: 'IPv4', endpoints: []}")
                .is(201);
        s.get("endpointslices?labelSelector=kubernetes.io/service-name%3Dweb")
                .is(
                        200,
                        "{kind: 'EndpointSliceList', apiVersion: 'discovery.k8s.io/v1', items:"
                                + " [{metadata: {name: 'web'}}]}");
    }

    private static String slice(String endpoints) {
        return "{metadata: {name: 'web', labels: {'kubernetes.io/service-name': 'web'}},"
                + " addressType: 'IPv4', endpoints: "
                + endpoints
                + ", ports: [{name: 'http', port: 80, protocol: 'TCP'}]}";
    }

    private static String endpoints(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{addresses: ['10.1." + i / 250 + "." + (i % 250 + 1) + "']}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static Step refused(String name, String content, String message) {
        return http(
                name,
                s ->
                        s.create(
                                        "endpointslices",
                                        content.replaceFirst("\\{", "{metadata: {name: 'web'}, "))
                                .fails(422, "Invalid", INVALID + message));
    }
}
