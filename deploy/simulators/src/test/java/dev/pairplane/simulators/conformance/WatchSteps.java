package dev.pairplane.simulators.conformance;

import static dev.pairplane.simulators.conformance.Step.http;

import java.util.List;

/// Watches: from where, of what, in which order, until when.
final class WatchSteps {

    private WatchSteps() {}

    static List<Step> all() {
        return List.of(
                http("a watch shows every change in order", WatchSteps::everyChange),
                http(
                        "a watch without a version begins with what is there",
                        WatchSteps::aWatchWithoutAVersionBeginsWithWhatIsThere),
                http(
                        "a watch from a list's version misses nothing",
                        WatchSteps::aWatchFromTheVersionOfAListMissesNothing),
                http("an object moves in and out of a selector", WatchSteps::selector),
                http("an object is watched by its name", WatchSteps::anObjectIsWatchedByItsName),
                http(
                        "a watch of all namespaces sees each",
                        WatchSteps::aWatchOfAllNamespacesSeesEach),
                http(
                        "a watch of one namespace sees no other",
                        WatchSteps::aWatchOfOneNamespaceSeesNoOther),
                http("a watch ends when its time is up", WatchSteps::aWatchEndsWhenItsTimeIsUp),
                http("a bookmark says how far a watch has come", WatchSteps::bookmarks),
                http(
                        "a watch can begin with a list and say where that ends",
                        WatchSteps::streamedList),
                http(
                        "a list that is streamed needs its options",
                        WatchSteps::aListThatIsStreamedNeedsItsOptions),
                http(
                        "a watch from a version that is yet to come shows nothing",
                        WatchSteps::aWatchFromAVersionThatIsYetToComeShows),
                http("a watch of nonsense is refused", WatchSteps::aWatchOfNonsenseIsRefused));
    }

    private static void aWatchWithoutAVersionBeginsWithWhatIsThere(Session s) {
        s.create("configmaps", "{metadata: {name: 'a'}}").is(201);
        s.create("configmaps", "{metadata: {name: 'b'}}").is(201);
        for (var query : List.of("configmaps", "configmaps?resourceVersion=0")) {
            try (var watch = s.watch(query)) {
                watch.next("ADDED", "{kind: 'ConfigMap', apiVersion: 'v1', metadata: {name: 'a'}}");
                watch.next("ADDED", "{metadata: {name: 'b'}}");
                s.merge("configmaps/b", "{data: {k: '" + query.length() + "'}}").is(200);
                watch.next("MODIFIED", "{metadata: {name: 'b'}}");
            }
        }
    }

    private static void aWatchFromTheVersionOfAListMissesNothing(Session s) {
        s.create("configmaps", "{metadata: {name: 'a'}}").is(201);
        var version = s.get("configmaps").version();
        s.create("configmaps", "{metadata: {name: 'b'}}").is(201);
        try (var watch = s.watch("configmaps", version)) {
            watch.next("ADDED", "{metadata: {name: 'b'}}");
        }
    }

    private static void anObjectIsWatchedByItsName(Session s) {
        var version = s.create("configmaps", "{metadata: {name: 'a'}}").version();
        try (var watch = s.watch("configmaps?fieldSelector=metadata.name%3Da", version)) {
            s.create("configmaps", "{metadata: {name: 'b'}}").is(201);
            s.delete("configmaps/a").is(200);
            watch.next("DELETED", "{metadata: {name: 'a'}}");
            s.create("configmaps", "{metadata: {name: 'a'}}").is(201);
            watch.next("ADDED", "{metadata: {name: 'a'}}");
        }
    }

    private static void aWatchOfAllNamespacesSeesEach(Session s) {
        var version = s.get("configmaps").version();
        s.create("namespaces", "{metadata: {name: '{ns}-a'}}").is(201);
        try (var watch = s.watch("/api/v1/configmaps?labelSelector=step%3D{ns}", version)) {
            s.create("configmaps", "{metadata: {name: 'a', labels: {step: '{ns}'}}}").is(201);
            watch.next("ADDED", "{metadata: {name: 'a', namespace: '{ns}'}}");
            s.send(
                            "POST",
                            "/api/v1/namespaces/{ns}-a/configmaps",
                            "application/json",
                            "{\"metadata\":{\"name\":\"b\",\"labels\":{\"step\":\""
                                    + s.namespace()
                                    + "\"}}}")
                    .is(201);
            watch.next("ADDED", "{metadata: {name: 'b', namespace: '{ns}-a'}}");
        }
    }

    private static void aWatchOfOneNamespaceSeesNoOther(Session s) {
        var version = s.get("configmaps").version();
        s.create("namespaces", "{metadata: {name: '{ns}-a'}}").is(201);
        try (var watch = s.watch("configmaps", version)) {
            s.send(
                            "POST",
                            "/api/v1/namespaces/{ns}-a/configmaps",
                            "application/json",
                            "{\"metadata\":{\"name\":\"b\"}}")
                    .is(201);
            s.create("configmaps", "{metadata: {name: 'mine'}}").is(201);
            watch.next("ADDED", "{metadata: {name: 'mine'}}");
        }
    }

    private static void aWatchEndsWhenItsTimeIsUp(Session s) {
        var version = s.get("configmaps").version();
        try (var watch = s.watch("configmaps?timeoutSeconds=1", version)) {
            watch.ends();
        }
    }

    private static void aListThatIsStreamedNeedsItsOptions(Session s) {
        s.get("configmaps?watch=1&sendInitialEvents=true").is(422, "{reason: 'Invalid'}");
        s.get("configmaps?sendInitialEvents=true&resourceVersionMatch=NotOlderThan")
                .is(422, "{reason: 'Invalid'}");
    }

    private static void aWatchFromAVersionThatIsYetToComeShows(Session s) {
        try (var watch = s.watch("configmaps?timeoutSeconds=1", "999999999")) {
            s.create("configmaps", "{metadata: {name: 'a'}}").is(201);
            watch.ends();
        }
    }

    private static void aWatchOfNonsenseIsRefused(Session s) {
        s.get("configmaps?watch=1&fieldSelector=data.k%3Dv").is(400, "{reason: 'BadRequest'}");
        s.get("configmaps?watch=1&timeoutSeconds=x").is(400, "{reason: 'BadRequest'}");
    }

    private static void everyChange(Session s) {
        var version = s.get("configmaps").version();
        try (var watch = s.watch("configmaps", version)) {
            s.create("configmaps", "{metadata: {name: 'a'}}").is(201);
            s.merge("configmaps/a", "{data: {k: '1'}}").is(200);
            s.merge("configmaps/a", "{data: {k: '2'}}").is(200);
            s.delete("configmaps/a").is(200);
            long last = Long.parseLong(version);
            var types = List.of("ADDED", "MODIFIED", "MODIFIED", "DELETED");
            var data = List.of("'absent'", "{k: '1'}", "{k: '2'}", "{k: '2'}");
            for (int i = 0; i < types.size(); i++) {
                var object =
                        watch.next(
                                types.get(i),
                                "{kind: 'ConfigMap', metadata: {name: 'a'}, data: "
                                        + data.get(i)
                                        + "}");
                long next = object.at("/metadata/resourceVersion").asLong();
                if (next <= last) {
                    throw new AssertionError("versions grow: " + last + ", " + object);
                }
                last = next;
            }
        }
    }

    private static void selector(Session s) {
        var version = s.create("configmaps", "{metadata: {name: 'a', labels: {x: '1'}}}").version();
        try (var watch = s.watch("configmaps?labelSelector=x%3D1", version)) {
            s.merge("configmaps/a", "{metadata: {labels: {x: '2'}}}").is(200);
            var left = watch.next("DELETED", "{metadata: {name: 'a', labels: {x: '1'}}}");
            var now = s.get("configmaps/a").version();
            if (!left.at("/metadata/resourceVersion").asText().equals(now)) {
                throw new AssertionError(
                        "leaving has the version of the change, " + now + ": " + left);
            }
            s.merge("configmaps/a", "{data: {k: 'unseen'}}").is(200);
            s.merge("configmaps/a", "{metadata: {labels: {x: '1'}}}").is(200);
            watch.next("ADDED", "{metadata: {name: 'a', labels: {x: '1'}}, data: {k: 'unseen'}}");
            s.delete("configmaps/a").is(200);
            watch.next("DELETED", "{metadata: {name: 'a'}}");
        }
    }

    private static void bookmarks(Session s) {
        var version = s.create("configmaps", "{metadata: {name: 'a'}}").version();
        try (var watch =
                s.watch(
                        "configmaps?allowWatchBookmarks=true&timeoutSeconds=4&labelSelector=none%3Dsuch",
                        version)) {
            var later = s.create("configmaps", "{metadata: {name: 'b'}}").version();
            var bookmark = watch.bookmark("ConfigMap");
            while (Long.parseLong(bookmark) < Long.parseLong(later)) {
                bookmark = watch.bookmark("ConfigMap");
            }
        }
    }

    private static void streamedList(Session s) {
        s.create("configmaps", "{metadata: {name: 'a'}}").is(201);
        s.create("configmaps", "{metadata: {name: 'b'}}").is(201);
        try (var watch =
                s.watch(
                        "configmaps?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=20")) {
            watch.next("ADDED", "{metadata: {name: 'a'}}");
            watch.next("ADDED", "{metadata: {name: 'b'}}");
            watch.next(
                    "BOOKMARK",
                    "{kind: 'ConfigMap', metadata: {resourceVersion: '*', annotations:"
                            + " {'k8s.io/initial-events-end': 'true'}}}");
            s.create("configmaps", "{metadata: {name: 'c'}}").is(201);
            watch.next("ADDED", "{metadata: {name: 'c'}}");
        }
    }
}
