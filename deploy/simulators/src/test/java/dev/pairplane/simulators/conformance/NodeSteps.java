package dev.pairplane.simulators.conformance;

import static dev.pairplane.simulators.conformance.Step.http;

import java.util.List;

/// Nodes. They are in no namespace, so their names carry the step's.
final class NodeSteps {

    private NodeSteps() {}

    static List<Step> all() {
        return List.of(
                http(
                        "a node's addresses are in its status",
                        NodeSteps::aNodeSAddressesAreInItsStatus),
                http(
                        "addresses of a node merge by their type",
                        NodeSteps::addressesOfANodeMergeByTheirType),
                http(
                        "a node is found by name and by label, and watched",
                        NodeSteps::aNodeIsFoundByNameAndByLabelAndWatched),
                http("a node is taken out of scheduling", NodeSteps::aNodeIsTakenOutOfScheduling));
    }

    private static void aNodeSAddressesAreInItsStatus(Session s) {
        s.create("nodes", "{metadata: {name: 'n-{ns}', labels: {x: '{ns}'}}}")
                .is(
                        201,
                        "{kind: 'Node', metadata: {namespace: 'absent'}, status: {addresses:"
                                + " 'absent'}}");
        s.strategic(
                        "nodes/n-{ns}/status",
                        "{status: {addresses: [{type: 'InternalIP', address: '10.0.0.1'}],"
                                + " capacity: {cpu: '4', pods: '110'}}}")
                .is(
                        200,
                        "{status: {addresses: [{type: 'InternalIP', address: '10.0.0.1'}],"
                                + " capacity: {cpu: '4', pods: '110'}}}");
        s.merge(
                        "nodes/n-{ns}/status",
                        "{status: {addresses: [{type: 'InternalIP', address: '10.0.0.2'}, {type:"
                                + " 'InternalIP', address: 'fd00::2'}, {type: 'Hostname', address:"
                                + " 'n'}]}}")
                .is(
                        200,
                        "{status: {addresses: [{address: '10.0.0.2'}, {address: 'fd00::2'}, {type:"
                                + " 'Hostname', address: 'n'}]}}");
    }

    private static void addressesOfANodeMergeByTheirType(Session s) {
        s.create("nodes", "{metadata: {name: 'n-{ns}'}}").is(201);
        s.strategic(
                        "nodes/n-{ns}/status",
                        "{status: {addresses: [{type: 'InternalIP', address: '10.0.0.1'}]}}")
                .is(200);
        s.strategic(
                        "nodes/n-{ns}/status",
                        "{status: {addresses: [{type: 'Hostname', address: 'n'}]}}")
                .is(
                        200,
                        "{status: {addresses: [{type: 'Hostname', address: 'n'}, {type:"
                                + " 'InternalIP', address: '10.0.0.1'}]}}");
    }

    private static void aNodeIsFoundByNameAndByLabelAndWatched(Session s) {
        var version =
                s.create("nodes", "{metadata: {name: 'n-{ns}', labels: {x: '{ns}'}}}").version();
        s.get("nodes?labelSelector=x%3D{ns}")
                .is(200, "{kind: 'NodeList', items: [{metadata: {name: 'n-{ns}'}}]}");
        s.get("nodes?fieldSelector=metadata.name%3Dn-{ns}")
                .is(200, "{items: [{metadata: {name: 'n-{ns}'}}]}");
        try (var watch = s.watch("nodes?labelSelector=x%3D{ns}", version)) {
            s.merge(
                            "nodes/n-{ns}/status",
                            "{status: {addresses: [{type: 'InternalIP', address: '10.0.0.1'}]}}")
                    .is(200);
            watch.next("MODIFIED", "{status: {addresses: [{address: '10.0.0.1'}]}}");
            s.delete("nodes/n-{ns}").is(200);
            watch.next("DELETED", "{metadata: {name: 'n-{ns}'}}");
        }
    }

    private static void aNodeIsTakenOutOfScheduling(Session s) {
        s.create("nodes", "{metadata: {name: 'n-{ns}', labels: {x: '{ns}'}}}")
                .is(201, "{spec: {unschedulable: 'absent'}}");
        s.merge("nodes/n-{ns}", "{spec: {unschedulable: true}}")
                .is(200, "{spec: {unschedulable: true}}");
        s.get("nodes?fieldSelector=spec.unschedulable%3Dtrue&labelSelector=x%3D{ns}")
                .is(200, "{items: [{metadata: {name: 'n-{ns}'}}]}");
    }
}
