package dev.pairplane.simulators.conformance;

import static dev.pairplane.simulators.conformance.Step.http;

import java.util.List;

/// Finalizers: what holds an object, how they are added and taken off (decision T-25).
final class FinalizerSteps {

    private static final String OURS = "{metadata: {finalizers: ['example.com/ours']}}";
    private static final String OFF =
            "{metadata: {'$deleteFromPrimitiveList/finalizers': ['example.com/ours']}}";
    private static final String OTHER_UID = "11111111-2222-3333-4444-555555555555";

    private FinalizerSteps() {}

    static List<Step> all() {
        return List.of(
                http("a finalizer holds an object that is deleted", FinalizerSteps::holds),
                http("the time of deletion stays at a second delete", FinalizerSteps::deletedTwice),
                http("the object goes with its last finalizer", FinalizerSteps::lastOne),
                http("an object that is deleted gets no new finalizer", FinalizerSteps::noNew),
                http(
                        "other changes of a deleted object are taken",
                        FinalizerSteps::otherChangesOfADeletedObjectAreTaken),
                http(
                        "strategic merge adds a finalizer to the others",
                        FinalizerSteps::strategicMergeAddsAFinalizerToTheOthers),
                http(
                        "adding a finalizer twice changes nothing",
                        FinalizerSteps::addingAFinalizerTwiceChangesNothing),
                http(
                        "strategic merge takes one finalizer off",
                        FinalizerSteps::strategicMergeTakesOneFinalizerOff),
                http(
                        "taking a finalizer off that is not there changes nothing",
                        FinalizerSteps::takingAFinalizerOffThatIsNotThereChanges),
                http(
                        "taking the only finalizer off leaves none",
                        FinalizerSteps::takingTheOnlyFinalizerOffLeavesNone),
                http(
                        "merge patch replaces all finalizers",
                        FinalizerSteps::mergePatchReplacesAllFinalizers),
                http("a UID in the patch has to be the object's", FinalizerSteps::guardedByUid),
                http(
                        "the order of finalizers can be said",
                        FinalizerSteps::theOrderOfFinalizersCanBeSaid),
                http(
                        "pods and leases have finalizers likewise",
                        FinalizerSteps::podsAndLeasesHaveFinalizersLikewise),
                http("a finalizer needs a domain", FinalizerSteps::aFinalizerNeedsADomain),
                http(
                        "nobody sets the time of deletion",
                        FinalizerSteps::nobodySetsTheTimeOfDeletion));
    }

    private static void otherChangesOfADeletedObjectAreTaken(Session s) {
        service(s, "['example.com/ours']");
        s.delete("services/web").is(200);
        s.merge("services/web", "{metadata: {labels: {x: 'y'}}}")
                .is(200, "{metadata: {labels: {x: 'y'}, deletionTimestamp: '*'}}");
    }

    private static void strategicMergeAddsAFinalizerToTheOthers(Session s) {
        service(s, "['example.com/theirs']");
        s.strategic("services/web", OURS)
                .is(200, "{metadata: {finalizers: ['example.com/ours', 'example.com/theirs']}}");
        s.strategic("services/web", "{metadata: {finalizers: ['example.com/another']}}")
                .is(
                        200,
                        "{metadata: {finalizers: ['example.com/another', 'example.com/ours',"
                                + " 'example.com/theirs']}}");
    }

    private static void addingAFinalizerTwiceChangesNothing(Session s) {
        service(s, "['example.com/ours', 'example.com/theirs']");
        var version = s.get("services/web").version();
        s.strategic("services/web", OURS)
                .is(
                        200,
                        "{metadata: {finalizers: ['example.com/ours', 'example.com/theirs'],"
                                + " resourceVersion: '"
                                + version
                                + "'}}");
    }

    private static void strategicMergeTakesOneFinalizerOff(Session s) {
        service(s, "['example.com/theirs', 'example.com/ours', 'example.com/more']");
        s.strategic("services/web", OFF)
                .is(200, "{metadata: {finalizers: ['example.com/theirs', 'example.com/more']}}");
    }

    private static void takingAFinalizerOffThatIsNotThereChanges(Session s) {
        service(s, "['example.com/theirs']");
        var version = s.get("services/web").version();
        s.strategic("services/web", OFF)
                .is(
                        200,
                        "{metadata: {finalizers: ['example.com/theirs'], resourceVersion: '"
                                + version
                                + "'}}");
    }

    private static void takingTheOnlyFinalizerOffLeavesNone(Session s) {
        service(s, "['example.com/ours']");
        s.strategic("services/web", OFF)
                .is(200, "{metadata: {finalizers: 'absent', deletionTimestamp: 'absent'}}");
    }

    private static void mergePatchReplacesAllFinalizers(Session s) {
        service(s, "['example.com/theirs']");
        s.merge("services/web", OURS).is(200, "{metadata: {finalizers: ['example.com/ours']}}");
    }

    private static void theOrderOfFinalizersCanBeSaid(Session s) {
        service(s, "['example.com/a', 'example.com/b']");
        s.strategic(
                        "services/web",
                        "{metadata: {finalizers: ['example.com/c'], '$setElementOrder/finalizers':"
                                + " ['example.com/b', 'example.com/c', 'example.com/a']}}")
                .is(
                        200,
                        "{metadata: {finalizers: ['example.com/b', 'example.com/c',"
                                + " 'example.com/a']}}");
    }

    private static void podsAndLeasesHaveFinalizersLikewise(Session s) {
        s.create("pods", "{metadata: {name: 'p'}, spec: {containers: [{name: 'c', image: 'i'}]}}")
                .is(201);
        s.strategic("pods/p", OURS).is(200, "{metadata: {finalizers: ['example.com/ours']}}");
        s.delete("pods/p").is(200, "{metadata: {deletionTimestamp: '*'}}");
        s.strategic("pods/p", OFF).is(200);
        s.get("pods/p").is(404);
        s.create("leases", "{metadata: {name: 'l', finalizers: ['example.com/ours']}}").is(201);
        s.delete("leases/l").is(200, "{kind: 'Lease', metadata: {deletionTimestamp: '*'}}");
        s.strategic("leases/l", OFF).is(200);
        s.get("leases/l").is(404);
    }

    private static void aFinalizerNeedsADomain(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web', finalizers: ['plain']}, spec: {ports: [{port:"
                                + " 80}]}}")
                .fails(
                        422,
                        "Invalid",
                        "Service \"web\" is invalid: metadata.finalizers[0]: Invalid value:"
                                + " \"plain\": name is neither a standard finalizer name nor is it"
                                + " fully qualified");
        s.create(
                        "services",
                        "{metadata: {name: 'web', finalizers: ['no good/x']}, spec: {ports: [{port:"
                                + " 80}]}}")
                .is(422, "{reason: 'Invalid'}");
    }

    private static void nobodySetsTheTimeOfDeletion(Session s) {
        service(s, "['example.com/ours']");
        s.merge("services/web", "{metadata: {deletionTimestamp: '2030-01-01T00:00:00Z'}}")
                .fails(
                        422,
                        "Invalid",
                        "Service \"web\" is invalid: metadata.deletionTimestamp: Invalid value:"
                                + " \"2030-01-01T00:00:00Z\": field is immutable");
    }

    private static Answer service(Session s, String finalizers) {
        return s.create(
                        "services",
                        "{metadata: {name: 'web', finalizers: "
                                + finalizers
                                + "}, spec: {ports: [{port: 80}]}}")
                .is(201);
    }

    private static void holds(Session s) {
        var version = service(s, "['example.com/ours']").version();
        try (var watch = s.watch("services", version)) {
            s.delete("services/web")
                    .is(
                            200,
                            "{kind: 'Service', metadata: {deletionTimestamp: '*',"
                                    + " deletionGracePeriodSeconds: 0, finalizers:"
                                    + " ['example.com/ours']}}");
            watch.next(
                    "MODIFIED",
                    "{metadata: {deletionTimestamp: '*', deletionGracePeriodSeconds: 0}}");
        }
        s.get("services/web").is(200, "{metadata: {deletionTimestamp: '*', generation: 'absent'}}");
    }

    private static void deletedTwice(Session s) {
        service(s, "['example.com/ours']");
        var first = s.delete("services/web");
        s.delete("services/web")
                .is(
                        200,
                        "{metadata: {deletionTimestamp: '"
                                + first.text("/metadata/deletionTimestamp")
                                + "', resourceVersion: '"
                                + first.version()
                                + "'}}");
    }

    private static void lastOne(Session s) {
        service(s, "['example.com/ours', 'example.com/theirs']");
        var version = s.delete("services/web").version();
        try (var watch = s.watch("services", version)) {
            s.strategic("services/web", OFF)
                    .is(200, "{metadata: {finalizers: ['example.com/theirs']}}");
            s.strategic(
                            "services/web",
                            "{metadata: {'$deleteFromPrimitiveList/finalizers':"
                                    + " ['example.com/theirs']}}")
                    .is(200);
            s.get("services/web").is(404);
            watch.next("MODIFIED", "{metadata: {finalizers: ['example.com/theirs']}}");
            var gone = watch.next("DELETED", "{metadata: {name: 'web', deletionTimestamp: '*'}}");
            if (gone.at("/metadata/resourceVersion").asLong() <= Long.parseLong(version)) {
                throw new AssertionError("a deletion is a version of its own: " + gone);
            }
        }
    }

    private static void noNew(Session s) {
        service(s, "['example.com/theirs']");
        s.delete("services/web").is(200);
        s.strategic("services/web", OURS)
                .fails(
                        422,
                        "Invalid",
                        "Service \"web\" is invalid: metadata.finalizers: Forbidden: no new"
                            + " finalizers can be added if the object is being deleted, found new"
                            + " finalizers []string{\"example.com/ours\"}")
                .cause("FieldValueForbidden", "metadata.finalizers");
    }

    private static void guardedByUid(Session s) {
        var uid = service(s, "['example.com/theirs']").uid();
        s.strategic(
                        "services/web",
                        OURS.replace("{metadata: {", "{metadata: {uid: '" + uid + "', "))
                .is(200, "{metadata: {finalizers: ['example.com/ours', 'example.com/theirs']}}");
        s.strategic(
                        "services/web",
                        OFF.replace("{metadata: {", "{metadata: {uid: '" + OTHER_UID + "', "))
                .fails(
                        422,
                        "Invalid",
                        "Service \"web\" is invalid: metadata.uid: Invalid value: \""
                                + OTHER_UID
                                + "\": field is immutable")
                .cause("FieldValueInvalid", "metadata.uid");
        s.strategic("services/web", OFF.replace("{metadata: {", "{metadata: {uid: '" + uid + "', "))
                .is(200, "{metadata: {finalizers: ['example.com/theirs']}}");
    }
}
