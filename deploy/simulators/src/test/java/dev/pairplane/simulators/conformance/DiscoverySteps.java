package dev.pairplane.simulators.conformance;

import static dev.pairplane.simulators.conformance.Step.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/// What clients ask before anything else.
final class DiscoverySteps {

    private DiscoverySteps() {}

    static List<Step> all() {
        return List.of(
                http("it says its version", DiscoverySteps::itSaysItsVersion),
                http(
                        "it says that it lives and is ready",
                        DiscoverySteps::itSaysThatItLivesAndIsReady),
                http("it lists its groups", DiscoverySteps::itListsItsGroups),
                http("it lists its resources", DiscoverySteps::itListsItsResources),
                http(
                        "what it does not have is not found",
                        DiscoverySteps::whatItDoesNotHaveIsNotFound),
                http(
                        "a method that a path does not have is refused",
                        DiscoverySteps::aMethodThatAPathDoesNotHaveIsRefused));
    }

    private static void itSaysItsVersion(Session s) {
        s.get("/version")
                .is(200, "{major: '1', minor: '36', gitVersion: '~v1[.]36[.].*', platform: '*'}");
    }

    private static void itSaysThatItLivesAndIsReady(Session s) {
        for (var path : List.of("/livez", "/readyz", "/healthz")) {
            s.get(path).is(200).says("ok");
        }
    }

    private static void itListsItsGroups(Session s) {
        s.get("/api").is(200, "{kind: 'APIVersions', versions: ['v1']}");
        var groups = s.get("/apis").is(200, "{kind: 'APIGroupList', apiVersion: 'v1'}");
        for (var name : List.of("discovery.k8s.io", "coordination.k8s.io")) {
            named(
                    groups,
                    "/groups",
                    name,
                    "{versions: [{groupVersion: '"
                            + name
                            + "/v1', version: 'v1'}], preferredVersion: {version: 'v1'}}");
        }
    }

    private static void itListsItsResources(Session s) {
        var core = s.get("/api/v1").is(200, "{kind: 'APIResourceList', groupVersion: 'v1'}");
        named(
                core,
                "/resources",
                "services",
                "{singularName: 'service', namespaced: true, kind: 'Service', shortNames: ['svc'],"
                        + " verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch',"
                        + " 'update', 'watch']}");
        named(
                core,
                "/resources",
                "services/status",
                "{namespaced: true, kind: 'Service', verbs: ['get', 'patch', 'update']}");
        named(
                core,
                "/resources",
                "nodes",
                "{singularName: 'node', namespaced: false, kind: 'Node', shortNames: ['no']}");
        named(core, "/resources", "pods", "{shortNames: ['po'], categories: ['all']}");
        named(core, "/resources", "namespaces", "{namespaced: false, shortNames: ['ns']}");
        named(core, "/resources", "events", "{shortNames: ['ev']}");
        named(core, "/resources", "configmaps", "{shortNames: ['cm']}");
        named(core, "/resources", "secrets", "{singularName: 'secret', kind: 'Secret'}");
        named(
                s.get("/apis/discovery.k8s.io/v1").is(200, "{groupVersion: 'discovery.k8s.io/v1'}"),
                "/resources",
                "endpointslices",
                "{kind: 'EndpointSlice', namespaced: true}");
        named(
                s.get("/apis/coordination.k8s.io/v1").is(200),
                "/resources",
                "leases",
                "{kind: 'Lease', namespaced: true}");
    }

    private static void whatItDoesNotHaveIsNotFound(Session s) {
        s.get("/apis/none.example.com/v1/things").is(404);
        s.get("/api/v1/namespaces/{ns}/nothings").is(404);
        s.get("/nowhere").is(404);
    }

    private static void aMethodThatAPathDoesNotHaveIsRefused(Session s) {
        s.send("PUT", "/api/v1/namespaces/{ns}/configmaps", "application/json", "{}")
                .fails(
                        405,
                        "MethodNotAllowed",
                        "the server does not allow this method on the requested resource");
    }

    private static void named(Answer answer, String list, String name, String fields) {
        var found =
                StreamSupport.stream(answer.json().at(list).spliterator(), false)
                        .filter(each -> each.path("name").asText().equals(name))
                        .toList();
        List<String> differences =
                found.isEmpty()
                        ? List.of(name + " is not listed")
                        : Match.differences(fields, first(found));
        if (!differences.isEmpty()) {
            throw answer.wrong(name + ": " + String.join("\n", differences));
        }
    }

    private static JsonNode first(List<JsonNode> found) {
        return found.getFirst();
    }
}
