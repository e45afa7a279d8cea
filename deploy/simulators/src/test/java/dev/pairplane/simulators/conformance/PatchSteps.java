package dev.pairplane.simulators.conformance;

import static dev.pairplane.simulators.conformance.Step.http;

import java.util.List;

/// The three kinds of patch.
final class PatchSteps {

    private static final String MAP =
            "{metadata: {name: 'a', labels: {x: '1', y: '2'}}, data: {k: 'v', l: 'w'}}";

    private PatchSteps() {}

    static List<Step> all() {
        return List.of(
                http(
                        "merge patch sets, and null removes",
                        PatchSteps::mergePatchSetsAndNullRemoves),
                http(
                        "strategic merge sets, and null removes",
                        PatchSteps::strategicMergeSetsAndNullRemoves),
                http(
                        "strategic merge can replace a whole map",
                        PatchSteps::strategicMergeCanReplaceAWholeMap),
                http(
                        "JSON patch adds, replaces, removes, moves and copies",
                        PatchSteps::jsonPatchAddsReplacesRemovesMovesAndCopies),
                http(
                        "JSON patch does nothing when its test fails",
                        PatchSteps::jsonPatchDoesNothingWhenItsTestFails),
                http("JSON patch works on lists", PatchSteps::jsonPatchWorksOnLists),
                http(
                        "JSON patch of a path that is not there fails",
                        PatchSteps::jsonPatchOfAPathThatIsNotThereFails),
                http("what is no patch is refused", PatchSteps::whatIsNoPatchIsRefused),
                http("no patch renames", PatchSteps::noPatchRenames),
                http(
                        "a patch that no object may become is refused",
                        PatchSteps::aPatchThatNoObjectMayBecomeIsRefused),
                http("owners merge by their UID", PatchSteps::ownersMergeByTheirUid));
    }

    private static void mergePatchSetsAndNullRemoves(Session s) {
        s.create("configmaps", MAP).is(201);
        s.merge("configmaps/a", "{metadata: {labels: {x: null, z: '3'}}, data: {k: null, m: 'x'}}")
                .is(
                        200,
                        "{metadata: {labels: {x: 'absent', y: '2', z: '3'}}, data: {k: 'absent', l:"
                                + " 'w', m: 'x'}}");
        s.merge("configmaps/a", "{data: null}")
                .is(200, "{data: 'absent', metadata: {labels: {y: '2'}}}");
    }

    private static void strategicMergeSetsAndNullRemoves(Session s) {
        s.create("configmaps", MAP).is(201);
        s.strategic("configmaps/a", "{data: {k: null, m: 'x'}}")
                .is(200, "{data: {k: 'absent', l: 'w', m: 'x'}}");
    }

    private static void strategicMergeCanReplaceAWholeMap(Session s) {
        s.create("configmaps", MAP).is(201);
        s.strategic("configmaps/a", "{data: {'$patch': 'replace', n: 'z'}}")
                .is(200, "{data: {k: 'absent', l: 'absent', n: 'z', '$patch': 'absent'}}");
    }

    private static void jsonPatchAddsReplacesRemovesMovesAndCopies(Session s) {
        s.create("configmaps", MAP).is(201);
        s.jsonPatch(
                        "configmaps/a",
                        "[{op: 'add', path: '/data/m', value: 'x'}, {op: 'replace', path:"
                                + " '/data/k', value: 'vv'}, {op: 'remove', path: '/data/l'}, {op:"
                                + " 'copy', from: '/data/m', path: '/data/n'}, {op: 'move', from:"
                                + " '/data/n', path: '/data/o'}]")
                .is(200, "{data: {k: 'vv', l: 'absent', m: 'x', n: 'absent', o: 'x'}}");
        s.jsonPatch("configmaps/a", "[{op: 'add', path: '/metadata/labels/a~1b', value: 'c'}]")
                .is(200, "{metadata: {labels: {'a/b': 'c', x: '1'}}}");
    }

    private static void jsonPatchDoesNothingWhenItsTestFails(Session s) {
        s.create("configmaps", MAP).is(201);
        s.jsonPatch(
                        "configmaps/a",
                        "[{op: 'replace', path: '/data/k', value: 'changed'}, {op: 'test', path:"
                                + " '/data/l', value: 'other'}]")
                .fails(
                        422,
                        "Invalid",
                        "the server rejected our request due to an error in our request");
        s.get("configmaps/a").has("{data: {k: 'v'}}");
        s.jsonPatch(
                        "configmaps/a",
                        "[{op: 'test', path: '/data/l', value: 'w'}, {op: 'replace', path:"
                                + " '/data/k', value: 'changed'}]")
                .is(200, "{data: {k: 'changed'}}");
    }

    private static void jsonPatchWorksOnLists(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web', finalizers: ['example.com/a']}, spec: {ports:"
                                + " [{port: 80}]}}")
                .is(201);
        s.jsonPatch(
                        "services/web",
                        "[{op: 'add', path: '/metadata/finalizers/-', value: 'example.com/b'}]")
                .is(200, "{metadata: {finalizers: ['example.com/a', 'example.com/b']}}");
        s.jsonPatch(
                        "services/web",
                        "[{op: 'add', path: '/metadata/finalizers/0', value: 'example.com/c'}]")
                .is(
                        200,
                        "{metadata: {finalizers: ['example.com/c', 'example.com/a',"
                                + " 'example.com/b']}}");
        s.jsonPatch("services/web", "[{op: 'remove', path: '/metadata/finalizers/1'}]")
                .is(200, "{metadata: {finalizers: ['example.com/c', 'example.com/b']}}");
    }

    private static void jsonPatchOfAPathThatIsNotThereFails(Session s) {
        s.create("configmaps", MAP).is(201);
        s.jsonPatch("configmaps/a", "[{op: 'remove', path: '/data/none'}]")
                .is(422, "{reason: 'Invalid'}");
        s.jsonPatch("configmaps/a", "[{op: 'remove', path: '/none/at/all'}]")
                .is(422, "{reason: 'Invalid'}");
    }

    private static void whatIsNoPatchIsRefused(Session s) {
        s.create("configmaps", MAP).is(201);
        s.send("PATCH", "configmaps/a", "application/merge-patch+json", "{oops")
                .is(400, "{reason: 'BadRequest'}");
        s.send("PATCH", "configmaps/a", "application/json-patch+json", "{}")
                .is(400, "{reason: 'BadRequest'}");
        s.send("PATCH", "configmaps/a", "application/strategic-merge-patch+json", "[]")
                .is(400, "{reason: 'BadRequest'}");
    }

    private static void noPatchRenames(Session s) {
        s.create("configmaps", MAP).is(201);
        s.merge("configmaps/a", "{metadata: {name: 'b'}}")
                .fails(
                        400,
                        "BadRequest",
                        "the name of the object (b) does not match the name on the URL (a)");
        s.merge("configmaps/a", "{metadata: {namespace: 'other'}}")
                .fails(
                        400,
                        "BadRequest",
                        "the namespace of the provided object does not match the namespace sent on"
                                + " the request");
    }

    private static void aPatchThatNoObjectMayBecomeIsRefused(Session s) {
        s.create("services", "{metadata: {name: 'web'}, spec: {ports: [{port: 80}]}}").is(201);
        s.merge("services/web", "{spec: {ports: null}}")
                .fails(422, "Invalid", "Service \"web\" is invalid: spec.ports: Required value");
    }

    private static void ownersMergeByTheirUid(Session s) {
        s.create(
                        "configmaps",
                        "{metadata: {name: 'a', ownerReferences: [{apiVersion: 'v1', kind:"
                                + " 'Service', name: 's', uid: 'u1'}]}}")
                .is(201);
        s.strategic(
                        "configmaps/a",
                        "{metadata: {ownerReferences: [{apiVersion: 'v1', kind: 'Service', name:"
                                + " 't', uid: 'u2'}]}}")
                .is(
                        200,
                        "{metadata: {ownerReferences: [{uid: 'u2', name: 't'}, {uid: 'u1', name:"
                                + " 's'}]}}");
        s.strategic(
                        "configmaps/a",
                        "{metadata: {ownerReferences: [{uid: 'u1', '$patch': 'delete'}]}}")
                .is(200, "{metadata: {ownerReferences: [{uid: 'u2'}]}}");
    }
}
