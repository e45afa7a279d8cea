package dev.pairplane.simulators.conformance;

import static dev.pairplane.simulators.conformance.Step.http;

import java.util.List;

/// Tables and partial objects, which kubectl and lean informers ask for.
final class TableSteps {

    private static final String TABLE =
            "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    private static final String PARTIAL =
            "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
    private static final String PARTIALS =
            "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

    private TableSteps() {}

    static List<Step> all() {
        return List.of(
                http("Services are shown as a table", TableSteps::servicesAreShownAsATable),
                http("one object is shown as a table", TableSteps::oneObjectIsShownAsATable),
                http(
                        "a table can have whole objects or none",
                        TableSteps::aTableCanHaveWholeObjectsOrNone),
                http("a watch can be of tables", TableSteps::aWatchCanBeOfTables),
                http(
                        "an object's metadata can be had alone",
                        TableSteps::anObjectSMetadataCanBeHadAlone),
                http("what nobody can give is refused", TableSteps::whatNobodyCanGiveIsRefused));
    }

    private static void servicesAreShownAsATable(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {type: 'LoadBalancer', selector: {app:"
                                + " 'web', tier: 'a'}, ports: [{port: 80, name: 'a'}, {port: 53,"
                                + " protocol: 'UDP', name: 'b'}]}}")
                .is(201);
        s.get("services", TABLE)
                .is(
                        200,
                        "{kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: {resourceVersion:"
                            + " '*'}, columnDefinitions: [{name: 'Name', type: 'string', format:"
                            + " 'name', priority: 0}, {name: 'Type', priority: 0}, {name:"
                            + " 'Cluster-IP'}, {name: 'External-IP'}, {name: 'Port(s)'}, {name:"
                            + " 'Age'}, {name: 'Selector', priority: 1}], rows: [{cells: ['web',"
                            + " 'LoadBalancer', '*', '<pending>',"
                            + " '~80:3[0-9]{4}/TCP,53:3[0-9]{4}/UDP', '*', 'app=web,tier=a'],"
                            + " object: {kind: 'PartialObjectMetadata', apiVersion:"
                            + " 'meta.k8s.io/v1', metadata: {name: 'web'}, spec: 'absent'}}]}");
    }

    private static void oneObjectIsShownAsATable(Session s) {
        s.create("configmaps", "{metadata: {name: 'a'}, data: {k: 'v', l: 'w'}}").is(201);
        s.get("configmaps/a", TABLE)
                .is(
                        200,
                        "{kind: 'Table', columnDefinitions: [{name: 'Name'}, {name: 'Data'}, {name: 'Age'}], rows: [{cells: ['a', '2', '*']}]}"
                                .replace("'2'", "2"));
    }

    private static void aTableCanHaveWholeObjectsOrNone(Session s) {
        s.create("configmaps", "{metadata: {name: 'a'}, data: {k: 'v'}}").is(201);
        s.get("configmaps?includeObject=Object", TABLE)
                .is(200, "{rows: [{object: {kind: 'ConfigMap', data: {k: 'v'}}}]}");
        s.get("configmaps?includeObject=None", TABLE)
                .is(200, "{rows: [{cells: ['a', 1, '*'], object: null}]}");
    }

    private static void aWatchCanBeOfTables(Session s) {
        s.create("configmaps", "{metadata: {name: 'a'}}").is(201);
        s.get("configmaps?watch=1&timeoutSeconds=1", TABLE)
                .is(200)
                .says("\"type\":\"ADDED\"")
                .says("\"kind\":\"Table\"");
    }

    private static void anObjectSMetadataCanBeHadAlone(Session s) {
        s.create("configmaps", "{metadata: {name: 'a', labels: {x: 'y'}}, data: {k: 'v'}}").is(201);
        s.get("configmaps/a", PARTIAL)
                .is(
                        200,
                        "{kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata:"
                                + " {name: 'a', labels: {x: 'y'}}, data: 'absent'}");
        s.get("configmaps", PARTIALS)
                .is(
                        200,
                        "{kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', items:"
                                + " [{metadata: {name: 'a'}, data: 'absent'}]}");
    }

    private static void whatNobodyCanGiveIsRefused(Session s) {
        s.get("configmaps", "application/xml")
                .is(406, "{kind: 'Status', reason: 'NotAcceptable', code: 406}");
    }
}
