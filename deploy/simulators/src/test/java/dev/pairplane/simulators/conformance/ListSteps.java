package dev.pairplane.simulators.conformance;

import static dev.pairplane.simulators.conformance.Step.http;

import java.util.List;
import java.util.stream.IntStream;

/// Lists: order, pages, versions, selectors.
final class ListSteps {

    private ListSteps() {}

    static List<Step> all() {
        return List.of(
                http("an empty list has a version", ListSteps::anEmptyListHasAVersion),
                http("a list is in the order of names", ListSteps::aListIsInTheOrderOfNames),
                http("a list comes in pages of one version", ListSteps::pages),
                http("pages keep their selector", ListSteps::pagesKeepTheirSelector),
                http("a last page that is full says so", ListSteps::aLastPageThatIsFullSaysSo),
                http("a page's token stands alone", ListSteps::aPageSTokenStandsAlone),
                http("a list of any version is served", ListSteps::aListOfAnyVersionIsServed),
                http("a list is not older than asked", ListSteps::aListIsNotOlderThanAsked),
                http(
                        "a list of exactly one version is the past",
                        ListSteps::aListOfExactlyOneVersionIsThePast),
                http("a match needs a version", ListSteps::aMatchNeedsAVersion),
                http(
                        "a version that is yet to come is waited for in vain",
                        ListSteps::aVersionThatIsYetToComeIsWaitedForInVain),
                http("labels select", ListSteps::labels),
                http("fields select", ListSteps::fields),
                http(
                        "Services are found by type and address",
                        ListSteps::servicesAreFoundByTypeAndAddress),
                http(
                        "a list of all namespaces is in the order of namespaces",
                        ListSteps::aListOfAllNamespacesIsInTheOrderOfNamespaces),
                http(
                        "reading one object at a version that is old enough works",
                        ListSteps::readingOneObjectAtAVersionThatIsOldEnough));
    }

    private static void anEmptyListHasAVersion(Session s) {
        s.get("services")
                .is(
                        200,
                        "{kind: 'ServiceList', apiVersion: 'v1', metadata: {resourceVersion:"
                            + " '~[1-9][0-9]*', continue: 'absent', remainingItemCount: 'absent'},"
                            + " items: []}");
    }

    private static void aListIsInTheOrderOfNames(Session s) {
        maps(s, "b", "a", "c");
        s.get("configmaps")
                .is(
                        200,
                        "{items: [{metadata: {name: 'a'}, kind: 'absent', apiVersion: 'absent'},"
                                + " {metadata: {name: 'b'}}, {metadata: {name: 'c'}}]}");
    }

    private static void pagesKeepTheirSelector(Session s) {
        IntStream.range(0, 6)
                .forEach(i ->
                        s.create(
                                        "configmaps",
                                        "{metadata: {name: 'm-"
                                                + i
                                                + "', labels: {half: '"
                                                + i % 2
                                                + "'}}}")
                                .is(201));
        var first =
                s.get("configmaps?limit=2&labelSelector=half%3D1")
                        .is(
                                200,
                                "{items: [{metadata: {name: 'm-1'}}, {metadata: {name: 'm-3'}}],"
                                    + " metadata: {continue: '*', remainingItemCount: 'absent'}}");
        s.get(
                        "configmaps?limit=2&labelSelector=half%3D1&continue="
                                + first.text("/metadata/continue"))
                .is(200, "{items: [{metadata: {name: 'm-5'}}], metadata: {continue: 'absent'}}");
    }

    private static void aLastPageThatIsFullSaysSo(Session s) {
        maps(s, "a", "b");
        s.get("configmaps?limit=2")
                .is(
                        200,
                        "{items: [{}, {}], metadata: {continue: 'absent', remainingItemCount:"
                                + " 'absent'}}");
        s.get("configmaps?limit=0").is(200, "{items: [{}, {}]}");
    }

    private static void aPageSTokenStandsAlone(Session s) {
        maps(s, "a", "b");
        var token = s.get("configmaps?limit=1").text("/metadata/continue");
        s.get("configmaps?limit=1&resourceVersion=5&continue=" + token)
                .is(400, "{reason: 'BadRequest'}");
        s.get("configmaps?limit=1&continue=nonsense").is(400, "{reason: 'BadRequest'}");
    }

    private static void aListOfAnyVersionIsServed(Session s) {
        maps(s, "a");
        s.get("configmaps?resourceVersion=0").is(200, "{metadata: {resourceVersion: '~[0-9]+'}}");
    }

    private static void aListIsNotOlderThanAsked(Session s) {
        maps(s, "a", "b");
        var version = s.get("configmaps/b").version();
        s.get("configmaps?resourceVersion=" + version).is(200, "{items: [{}, {}]}");
        s.get("configmaps?resourceVersionMatch=NotOlderThan&resourceVersion=" + version)
                .is(200, "{items: [{}, {}]}");
    }

    private static void aListOfExactlyOneVersionIsThePast(Session s) {
        maps(s, "a");
        var version = s.get("configmaps/a").version();
        maps(s, "b");
        s.merge("configmaps/a", "{data: {k: 'new'}}").is(200);
        s.get("configmaps?resourceVersionMatch=Exact&resourceVersion=" + version)
                .is(
                        200,
                        "{metadata: {resourceVersion: '"
                                + version
                                + "'}, items: [{metadata: {name: 'a'}, data: 'absent'}]}");
    }

    private static void aMatchNeedsAVersion(Session s) {
        s.get("configmaps?resourceVersionMatch=Exact").is(422, "{reason: 'Invalid'}");
        s.get("configmaps?resourceVersionMatch=Exact&resourceVersion=0")
                .is(422, "{reason: 'Invalid'}");
        s.get("configmaps?resourceVersion=nonsense").is(400);
    }

    private static void aVersionThatIsYetToComeIsWaitedForInVain(Session s) {
        s.get("configmaps?resourceVersion=999999999")
                .fails(
                        504,
                        "Timeout",
                        "~Timeout: Too large resource version: 999999999, current: [0-9]+")
                .has(
                        "{details: {retryAfterSeconds: 1, causes: [{reason:"
                                + " 'ResourceVersionTooLarge', message: 'Too large resource"
                                + " version'}]}}");
    }

    private static void servicesAreFoundByTypeAndAddress(Session s) {
        var address =
                s.create("services", "{metadata: {name: 'a'}, spec: {ports: [{port: 80}]}}")
                        .text("/spec/clusterIP");
        s.create(
                        "services",
                        "{metadata: {name: 'b'}, spec: {type: 'LoadBalancer', ports: [{port:"
                                + " 80}]}}")
                .is(201);
        s.get("services?fieldSelector=spec.type%3DLoadBalancer")
                .is(200, "{items: [{metadata: {name: 'b'}}]}");
        s.get("services?fieldSelector=spec.clusterIP%3D" + address)
                .is(200, "{items: [{metadata: {name: 'a'}}]}");
    }

    private static void aListOfAllNamespacesIsInTheOrderOfNamespaces(Session s) {
        s.create("namespaces", "{metadata: {name: '{ns}-a'}}").is(201);
        s.send(
                        "POST",
                        "/api/v1/namespaces/{ns}-a/configmaps",
                        "application/json",
                        "{\"metadata\":{\"name\":\"z\",\"labels\":{\"step\":\""
                                + s.namespace()
                                + "\"}}}")
                .is(201);
        s.create("configmaps", "{metadata: {name: 'b', labels: {step: '{ns}'}}}").is(201);
        s.get("/api/v1/configmaps?labelSelector=step%3D{ns}")
                .is(
                        200,
                        "{kind: 'ConfigMapList', items: [{metadata: {namespace: '{ns}-a', name:"
                                + " 'z'}}, {metadata: {namespace: '{ns}', name: 'b'}}]}");
        s.get("/api/v1/configmaps?fieldSelector=metadata.namespace%3D{ns}")
                .is(200, "{items: [{metadata: {name: 'b'}}]}");
    }

    private static void readingOneObjectAtAVersionThatIsOldEnough(Session s) {
        var made = s.create("configmaps", "{metadata: {name: 'a'}}").is(201);
        s.get("configmaps/a?resourceVersion=" + made.version()).is(200, "{metadata: {name: 'a'}}");
        // Only now: a cache that has not heard of it yet may answer 404 to this.
        s.get("configmaps/a?resourceVersion=0").is(200, "{metadata: {name: 'a'}}");
    }

    private static void maps(Session s, String... names) {
        for (var name : names) {
            s.create("configmaps", "{metadata: {name: '" + name + "'}}").is(201);
        }
    }

    private static void pages(Session s) {
        maps(s, "a", "b", "d", "e", "f");
        var first =
                s.get("configmaps?limit=2")
                        .is(
                                200,
                                "{items: [{metadata: {name: 'a'}}, {metadata: {name: 'b'}}],"
                                        + " metadata: {continue: '*', remainingItemCount: 3}}");
        maps(s, "c");
        s.delete("configmaps/f").is(200);
        var same = "metadata: {resourceVersion: '" + first.version() + "', ";
        var second =
                s.get("configmaps?limit=2&continue=" + first.text("/metadata/continue"))
                        .is(
                                200,
                                "{items: [{metadata: {name: 'd'}}, {metadata: {name: 'e'}}], "
                                        + same
                                        + "continue: '*', remainingItemCount: 1}}");
        s.get("configmaps?limit=2&continue=" + second.text("/metadata/continue"))
                .is(
                        200,
                        "{items: [{metadata: {name: 'f'}}], "
                                + same
                                + "continue: 'absent', remainingItemCount: 'absent'}}");
        s.get("configmaps").is(200, "{items: [{}, {}, {metadata: {name: 'c'}}, {}, {}]}");
    }

    private static void labels(Session s) {
        s.create("configmaps", "{metadata: {name: 'a', labels: {x: '1', y: 'p'}}}").is(201);
        s.create("configmaps", "{metadata: {name: 'b', labels: {x: '2'}}}").is(201);
        s.create("configmaps", "{metadata: {name: 'c'}}").is(201);
        selects(s, "labelSelector=x%3D1", "a");
        selects(s, "labelSelector=x%3D%3D1", "a");
        selects(s, "labelSelector=x!%3D1", "b", "c");
        selects(s, "labelSelector=x", "a", "b");
        selects(s, "labelSelector=!x", "c");
        selects(s, "labelSelector=x in (1,2)", "a", "b");
        selects(s, "labelSelector=x notin (1)", "b", "c");
        selects(s, "labelSelector=x in (1,2),y", "a");
        selects(s, "labelSelector=x %3E 1", "b");
        s.get("configmaps?labelSelector=x in 1").is(400, "{reason: 'BadRequest'}");
        s.get("configmaps?labelSelector=a%3Db%3Dc").is(400, "{reason: 'BadRequest'}");
    }

    private static void fields(Session s) {
        maps(s, "a", "b");
        selects(s, "fieldSelector=metadata.name%3Da", "a");
        selects(s, "fieldSelector=metadata.name%3D%3Da", "a");
        selects(s, "fieldSelector=metadata.name!%3Da", "b");
        selects(s, "fieldSelector=metadata.name%3Da,metadata.namespace%3D{ns}", "a");
        selects(s, "fieldSelector=metadata.namespace%3Dother");
        s.get("configmaps?fieldSelector=data.k%3Dv")
                .fails(
                        400,
                        "BadRequest",
                        "\"data.k\" is not a known field selector: only \"metadata.name\","
                                + " \"metadata.namespace\"");
        s.get("services?fieldSelector=spec.none%3Dv")
                .fails(400, "BadRequest", "~.*field label not supported: spec.none");
        s.get("endpointslices?fieldSelector=addressType%3DIPv4")
                .fails(
                        400,
                        "BadRequest",
                        "\"addressType\" is not a known field selector: only \"metadata.name\","
                                + " \"metadata.namespace\"");
        s.get("configmaps?fieldSelector=nonsense").is(400, "{reason: 'BadRequest'}");
    }

    private static void selects(Session s, String query, String... names) {
        var items = new StringBuilder();
        for (var name : names) {
            items.append(items.isEmpty() ? "" : ", ")
                    .append("{metadata: {name: '")
                    .append(name)
                    .append("'}}");
        }
        s.get("configmaps?" + query).is(200, "{items: [" + items + "]}");
    }
}
