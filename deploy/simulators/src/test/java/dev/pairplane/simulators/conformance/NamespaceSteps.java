package dev.pairplane.simulators.conformance;

import static dev.pairplane.simulators.conformance.Step.http;

import java.util.List;

/// Namespaces: what a new one has, and how one ends.
final class NamespaceSteps {

    private NamespaceSteps() {}

    static List<Step> all() {
        return List.of(
                http(
                        "a new namespace is active and labelled with its name",
                        NamespaceSteps::aNewNamespaceIsActiveAndLabelledWithItsName),
                http("the first namespaces are there", NamespaceSteps::theFirstNamespacesAreThere),
                http(
                        "nothing is created in a namespace that is not there",
                        NamespaceSteps::nothingIsCreatedInANamespaceThatIsNotThere),
                http(
                        "a list in a namespace that is not there is empty",
                        NamespaceSteps::aListInANamespaceThatIsNotThereIsEmpty),
                http("a namespace takes everything in it along", NamespaceSteps::takesAlong),
                http(
                        "nothing is created in a namespace that ends",
                        NamespaceSteps::refusesWhileEnding));
    }

    private static void aNewNamespaceIsActiveAndLabelledWithItsName(Session s) {
        s.get("namespaces/{ns}")
                .is(
                        200,
                        "{kind: 'Namespace', metadata: {labels: {'kubernetes.io/metadata.name':"
                            + " '{ns}'}, namespace: 'absent'}, spec: {finalizers: ['kubernetes']},"
                            + " status: {phase: 'Active'}}");
    }

    private static void theFirstNamespacesAreThere(Session s) {
        s.get("namespaces/default").is(200, "{status: {phase: 'Active'}}");
        s.get("namespaces/kube-system").is(200);
    }

    private static void nothingIsCreatedInANamespaceThatIsNotThere(Session s) {
        s.send(
                        "POST",
                        "/api/v1/namespaces/none-{ns}/configmaps",
                        "application/json",
                        "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}}")
                .fails(404, "NotFound", "namespaces \"none-{ns}\" not found")
                .has("{details: {name: 'none-{ns}', kind: 'namespaces'}}");
    }

    private static void aListInANamespaceThatIsNotThereIsEmpty(Session s) {
        s.get("/api/v1/namespaces/none-{ns}/services").is(200, "{kind: 'ServiceList', items: []}");
    }

    private static void takesAlong(Session s) {
        s.create("configmaps", "{metadata: {name: 'a'}}").is(201);
        var version =
                s.create("services", "{metadata: {name: 'a'}, spec: {ports: [{port: 80}]}}")
                        .version();
        try (var watch = s.watch("namespaces?fieldSelector=metadata.name%3D{ns}", version);
                var services = s.watch("services", version)) {
            s.delete("namespaces/{ns}")
                    .is(
                            200,
                            "{kind: 'Namespace', metadata: {deletionTimestamp: '*'}, status:"
                                    + " {phase: 'Terminating'}}");
            watch.next(
                    "MODIFIED",
                    "{metadata: {deletionTimestamp: '*'}, status: {phase: 'Terminating'}}");
            services.next("DELETED", "{metadata: {name: 'a'}}");
            var last = "MODIFIED";
            // Between the two the controller writes conditions, as often as it likes.
            while (last.equals("MODIFIED")) {
                last = watch.type();
            }
            if (!last.equals("DELETED")) {
                throw new AssertionError(last);
            }
        }
        s.get("namespaces/{ns}").fails(404, "NotFound", "namespaces \"{ns}\" not found");
        s.get("configmaps/a").is(404);
    }

    private static void refusesWhileEnding(Session s) {
        s.create("configmaps", "{metadata: {name: 'held', finalizers: ['example.com/hold']}}")
                .is(201);
        s.delete("namespaces/{ns}").is(200);
        s.create("events", "{metadata: {name: 'e'}, involvedObject: {namespace: '{ns}'}}")
                .fails(
                        403,
                        "Forbidden",
                        "events \"e\" is forbidden: unable to create new content in namespace {ns}"
                                + " because it is being terminated")
                .has(
                        "{details: {name: 'e', kind: 'events', causes: [{reason:"
                                + " 'NamespaceTerminating', message: 'namespace {ns} is being"
                                + " terminated', field: 'metadata.namespace'}]}}");
        s.create("leases", "{metadata: {name: 'l'}}")
                .fails(
                        403,
                        "Forbidden",
                        "leases.coordination.k8s.io \"l\" is forbidden: unable to create new"
                                + " content in namespace {ns} because it is being terminated")
                .has(
                        "{details: {group: 'coordination.k8s.io', causes: [{reason:"
                                + " 'NamespaceTerminating'}]}}");
        s.merge("configmaps/held", "{data: {k: 'v'}}").is(200);
        try (var watch = s.watch("namespaces?fieldSelector=metadata.name%3D{ns}")) {
            s.merge("configmaps/held", "{metadata: {finalizers: null}}").is(200);
            var last = watch.type();
            while (!last.equals("DELETED")) {
                last = watch.type();
            }
        }
    }
}
