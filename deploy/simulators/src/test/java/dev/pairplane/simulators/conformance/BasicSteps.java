package dev.pairplane.simulators.conformance;

import static dev.pairplane.simulators.conformance.Step.http;

import java.util.List;

/// Create, read, replace, delete; what is refused and how that is said.
final class BasicSteps {

    private BasicSteps() {}

    static List<Step> all() {
        return List.of(
                http("creates an object and reads it back", BasicSteps::creates),
                http("makes up a name", BasicSteps::makesUpAName),
                http("refuses a name that is taken", BasicSteps::taken),
                http("reports what is not there", BasicSteps::reportsWhatIsNotThere),
                http(
                        "refuses a name that no object may have",
                        BasicSteps::refusesANameThatNoObjectMayHave),
                http("refuses an object without a name", BasicSteps::refusesAnObjectWithoutAName),
                http(
                        "refuses a body whose namespace is not the path's",
                        BasicSteps::refusesABodyWhoseNamespaceIsNotThePathS),
                http(
                        "refuses a body whose name is not the path's",
                        BasicSteps::refusesABodyWhoseNameIsNotThePathS),
                http("refuses what is not JSON", BasicSteps::refusesWhatIsNotJson),
                http(
                        "refuses a type of patch that it does not know",
                        BasicSteps::refusesATypeOfPatchThatItDoesNotKnow),
                http("a stale version is a conflict", BasicSteps::stale),
                http(
                        "without a version the last writer wins",
                        BasicSteps::withoutAVersionTheLastWriterWins),
                http(
                        "a write that changes nothing is no new version",
                        BasicSteps::aWriteThatChangesNothingIsNoNewVersion),
                http(
                        "nobody can create an object with a version",
                        BasicSteps::nobodyCanCreateAnObjectWithAVersion),
                http(
                        "replacing what is not there is not creating it",
                        BasicSteps::replacingWhatIsNotThereIsNotCreatingIt),
                http("another UID is a conflict", BasicSteps::anotherUidIsAConflict),
                http(
                        "names, UIDs and times of creation stay",
                        BasicSteps::namesUidsAndTimesOfCreationStay),
                http("deleting answers with what was deleted", BasicSteps::deletes),
                http("preconditions guard a delete", BasicSteps::preconditions),
                http("deletes all that a selector picks", BasicSteps::deletesAllThatASelectorPicks),
                http(
                        "a field that is not known is warned of, and refused when asked",
                        BasicSteps::aFieldThatIsNotKnownIsWarnedOfAndRefusedWhen),
                http(
                        "a field of another type is refused",
                        BasicSteps::aFieldOfAnotherTypeIsRefused),
                http("a dry run stores nothing", BasicSteps::dryRun),
                http("labels have limits", BasicSteps::labels),
                http("a ConfigMap can be made immutable", BasicSteps::aConfigMapCanBeMadeImmutable),
                http("a Secret's plain text is stored encoded", BasicSteps::secret));
    }

    private static void makesUpAName(Session s) {
        s.create("configmaps", "{metadata: {generateName: 'some-'}}")
                .is(201, "{metadata: {generateName: 'some-', name: '~some-[a-z0-9]{5}'}}");
    }

    private static void reportsWhatIsNotThere(Session s) {
        s.get("services/none")
                .fails(404, "NotFound", "services \"none\" not found")
                .has("{metadata: {}, details: {name: 'none', kind: 'services'}}");
        s.get("leases/none")
                .fails(404, "NotFound", "leases.coordination.k8s.io \"none\" not found")
                .has("{details: {name: 'none', group: 'coordination.k8s.io', kind: 'leases'}}");
        s.delete("pods/none").fails(404, "NotFound", "pods \"none\" not found");
        s.merge("nodes/none-{ns}", "{}").fails(404, "NotFound", "nodes \"none-{ns}\" not found");
    }

    private static void refusesANameThatNoObjectMayHave(Session s) {
        s.create("configmaps", "{metadata: {name: 'Not_Valid'}}")
                .fails(
                        422,
                        "Invalid",
                        "~ConfigMap \"Not_Valid\" is invalid: metadata.name: Invalid value:"
                                + " \"Not_Valid\": a lowercase RFC 1123 subdomain.*")
                .has(
                        "{details: {name: 'Not_Valid', kind: 'ConfigMap', causes: [{reason:"
                                + " 'FieldValueInvalid', field: 'metadata.name', message: '*'}]}}");
    }

    private static void refusesAnObjectWithoutAName(Session s) {
        s.create("configmaps", "{metadata: {}}")
                .fails(
                        422,
                        "Invalid",
                        "~.*metadata.name: Required value: name or generateName is required")
                .has(
                        "{details: {causes: [{reason: 'FieldValueRequired', field:"
                                + " 'metadata.name'}]}}");
    }

    private static void refusesABodyWhoseNamespaceIsNotThePathS(Session s) {
        s.create("configmaps", "{metadata: {name: 'a', namespace: 'other'}}")
                .fails(
                        400,
                        "BadRequest",
                        "the namespace of the provided object does not match the namespace sent on"
                                + " the request");
    }

    private static void refusesABodyWhoseNameIsNotThePathS(Session s) {
        s.create("configmaps", "{metadata: {name: 'a'}}").is(201);
        s.put("configmaps/a", "{metadata: {name: 'b'}}")
                .fails(
                        400,
                        "BadRequest",
                        "the name of the object (b) does not match the name on the URL (a)");
    }

    private static void refusesWhatIsNotJson(Session s) {
        s.send("POST", "configmaps", "application/json", "{nonsense")
                .is(400, "{kind: 'Status', reason: 'BadRequest', code: 400}");
    }

    private static void refusesATypeOfPatchThatItDoesNotKnow(Session s) {
        s.create("configmaps", "{metadata: {name: 'a'}}").is(201);
        s.patch("application/xml", "configmaps/a", "{}")
                .is(415, "{kind: 'Status', reason: 'UnsupportedMediaType', code: 415}");
    }

    private static void withoutAVersionTheLastWriterWins(Session s) {
        s.create("configmaps", "{metadata: {name: 'a'}, data: {k: '1'}}").is(201);
        s.put("configmaps/a", "{metadata: {name: 'a'}, data: {k: '2'}}")
                .is(200, "{data: {k: '2'}}");
    }

    private static void aWriteThatChangesNothingIsNoNewVersion(Session s) {
        var first = s.create("configmaps", "{metadata: {name: 'a'}, data: {k: '1'}}").version();
        s.put("configmaps/a", "{metadata: {name: 'a'}, data: {k: '1'}}")
                .is(200, "{metadata: {resourceVersion: '" + first + "'}}");
        s.merge("configmaps/a", "{data: {k: '1'}}")
                .is(200, "{metadata: {resourceVersion: '" + first + "'}}");
    }

    private static void nobodyCanCreateAnObjectWithAVersion(Session s) {
        s.create("configmaps", "{metadata: {name: 'a', resourceVersion: '1'}}")
                .fails(500, "", "resourceVersion should not be set on objects to be created");
    }

    private static void replacingWhatIsNotThereIsNotCreatingIt(Session s) {
        s.put("configmaps/a", "{metadata: {name: 'a'}}")
                .fails(404, "NotFound", "configmaps \"a\" not found");
    }

    private static void anotherUidIsAConflict(Session s) {
        var uid = s.create("configmaps", "{metadata: {name: 'a'}}").uid();
        s.put(
                        "configmaps/a",
                        "{metadata: {name: 'a', uid: '11111111-2222-3333-4444-555555555555'}}")
                .fails(
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on configmaps \"a\": StorageError: invalid"
                            + " object, Code: 4, Key: /registry/configmaps/{ns}/a, ResourceVersion:"
                            + " 0, AdditionalErrorMsg: Precondition failed: UID in precondition:"
                            + " 11111111-2222-3333-4444-555555555555, UID in object meta: "
                                + uid);
    }

    private static void namesUidsAndTimesOfCreationStay(Session s) {
        var made = s.create("configmaps", "{metadata: {name: 'a'}}");
        s.merge(
                        "configmaps/a",
                        "{metadata: {creationTimestamp: '2001-01-01T00:00:00Z', labels: {x: 'y'}}}")
                .is(
                        200,
                        "{metadata: {uid: '"
                                + made.uid()
                                + "', creationTimestamp: '"
                                + made.text("/metadata/creationTimestamp")
                                + "', labels: {x: 'y'}}}");
    }

    private static void deletesAllThatASelectorPicks(Session s) {
        s.create("configmaps", "{metadata: {name: 'a', labels: {go: 'yes'}}}").is(201);
        s.create("configmaps", "{metadata: {name: 'b', labels: {go: 'no'}}}").is(201);
        s.delete("configmaps?labelSelector=go%3Dyes").is(200);
        s.get("configmaps/a").is(404);
        s.get("configmaps/b").is(200);
    }

    private static void aFieldThatIsNotKnownIsWarnedOfAndRefusedWhen(Session s) {
        s.create("services", "{metadata: {name: 'web'}, spec: {typo: 1, ports: [{port: 80}]}}")
                .is(201, "{spec: {typo: 'absent'}}")
                .header("Warning", "299 - \"unknown field \\\"spec.typo\\\"\"");
        s.create(
                        "services?fieldValidation=Strict",
                        "{metadata: {name: 'other'}, spec: {typo: 1, ports: [{port: 80}]}}")
                .fails(
                        400,
                        "BadRequest",
                        "Service in version \"v1\" cannot be handled as a Service: strict decoding"
                                + " error: unknown field \"spec.typo\"");
        s.create(
                        "services?fieldValidation=Ignore",
                        "{metadata: {name: 'other'}, spec: {typo: 1, ports: [{port: 80}]}}")
                .is(201, "{spec: {typo: 'absent'}}");
    }

    private static void aFieldOfAnotherTypeIsRefused(Session s) {
        s.create("services", "{metadata: {name: 'web'}, spec: {ports: [{port: 'eighty'}]}}")
                .is(400, "{kind: 'Status', reason: 'BadRequest', code: 400}");
    }

    private static void aConfigMapCanBeMadeImmutable(Session s) {
        s.create("configmaps", "{metadata: {name: 'a'}, immutable: true, data: {k: '1'}}").is(201);
        s.merge("configmaps/a", "{data: {k: '2'}}")
                .fails(
                        422,
                        "Invalid",
                        "ConfigMap \"a\" is invalid: data: Forbidden: field is immutable when"
                                + " `immutable` is set");
    }

    private static void creates(Session s) {
        s.create(
                        "configmaps",
                        "{metadata: {name: 'a', labels: {x: 'y'}, annotations: {'a/b': 'c'}}, data:"
                                + " {k: 'v'}}")
                .is(
                        201,
                        "{kind: 'ConfigMap', apiVersion: 'v1', metadata: {name: 'a', namespace:"
                            + " '{ns}', uid: '*', resourceVersion: '~[0-9]+', creationTimestamp:"
                            + " '*'}, data: {k: 'v'}}");
        s.get("configmaps/a")
                .is(
                        200,
                        "{kind: 'ConfigMap', apiVersion: 'v1', metadata: {name: 'a', namespace:"
                            + " '{ns}', labels: {x: 'y'}, annotations: {'a/b': 'c'}, generation:"
                            + " 'absent'}, data: {k: 'v'}}")
                .header("Content-Type", "application/json");
    }

    private static void taken(Session s) {
        s.create("configmaps", "{metadata: {name: 'a'}}").is(201);
        s.create("configmaps", "{metadata: {name: 'a'}}")
                .fails(409, "AlreadyExists", "configmaps \"a\" already exists")
                .has("{details: {name: 'a', kind: 'configmaps'}}");
    }

    private static void stale(Session s) {
        var first = s.create("configmaps", "{metadata: {name: 'a'}}").version();
        s.merge("configmaps/a", "{data: {k: '1'}}").is(200);
        var message =
                "Operation cannot be fulfilled on configmaps \"a\": the object has been modified;"
                        + " please apply your changes to the latest version and try again";
        s.put(
                        "configmaps/a",
                        "{metadata: {name: 'a', resourceVersion: '" + first + "'}, data: {k: '2'}}")
                .fails(409, "Conflict", message)
                .has("{details: {name: 'a', kind: 'configmaps'}}");
        s.merge("configmaps/a", "{metadata: {resourceVersion: '" + first + "'}, data: {k: '2'}}")
                .fails(409, "Conflict", message);
        s.get("configmaps/a").has("{data: {k: '1'}}");
    }

    private static void deletes(Session s) {
        var uid = s.create("configmaps", "{metadata: {name: 'a'}}").uid();
        s.delete("configmaps/a")
                .is(
                        200,
                        "{kind: 'Status', status: 'Success', details: {name: 'a', kind:"
                                + " 'configmaps', uid: '"
                                + uid
                                + "'}}");
        s.create("services", "{metadata: {name: 'a'}, spec: {ports: [{port: 80}]}}").is(201);
        s.delete("services/a")
                .is(200, "{kind: 'Service', metadata: {name: 'a', deletionTimestamp: 'absent'}}");
        s.get("services/a").is(404);
        s.create("leases", "{metadata: {name: 'a'}}").is(201);
        s.delete("leases/a")
                .is(
                        200,
                        "{kind: 'Status', details: {name: 'a', group: 'coordination.k8s.io', kind:"
                                + " 'leases'}}");
        s.create("pods", "{metadata: {name: 'a'}, spec: {containers: [{name: 'c', image: 'i'}]}}")
                .is(201);
        s.delete("pods/a").is(200, "{kind: 'Pod', metadata: {name: 'a'}}");
    }

    private static void preconditions(Session s) {
        var made = s.create("configmaps", "{metadata: {name: 'a'}}");
        s.delete("configmaps/a", "{preconditions: {uid: '11111111-2222-3333-4444-555555555555'}}")
                .fails(
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on ConfigMap \"a\": the UID in the"
                            + " precondition (11111111-2222-3333-4444-555555555555) does not match"
                            + " the UID in record ("
                                + made.uid()
                                + "). The object might have been deleted and then recreated");
        var now = s.merge("configmaps/a", "{data: {k: '1'}}").is(200).version();
        s.delete("configmaps/a", "{preconditions: {resourceVersion: '" + made.version() + "'}}")
                .fails(
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on ConfigMap \"a\": the ResourceVersion in"
                                + " the precondition ("
                                + made.version()
                                + ") does not match the ResourceVersion in record ("
                                + now
                                + "). The object might have been modified");
        s.delete("configmaps/a", "{preconditions: {uid: '" + made.uid() + "'}}").is(200);
    }

    private static void dryRun(Session s) {
        s.create("configmaps?dryRun=All", "{metadata: {name: 'a'}}")
                .is(201, "{metadata: {name: 'a', uid: '*'}}");
        s.get("configmaps/a").is(404);
        var version = s.create("configmaps", "{metadata: {name: 'a'}}").version();
        s.merge("configmaps/a?dryRun=All", "{data: {k: 'v'}}").is(200, "{data: {k: 'v'}}");
        s.delete("configmaps/a?dryRun=All").is(200);
        s.get("configmaps/a")
                .is(200, "{data: 'absent', metadata: {resourceVersion: '" + version + "'}}");
        s.create("configmaps?dryRun=Some", "{metadata: {name: 'b'}}")
                .is(422, "{reason: 'Invalid'}");
    }

    private static void labels(Session s) {
        var most = "x".repeat(63);
        s.create("configmaps", "{metadata: {name: 'a', labels: {x: '" + most + "'}}}").is(201);
        s.merge("configmaps/a", "{metadata: {labels: {x: '" + most + "x'}}}")
                .fails(
                        422,
                        "Invalid",
                        "ConfigMap \"a\" is invalid: metadata.labels: Invalid value: \""
                                + most
                                + "x\": must be no more than 63 bytes");
        s.merge("configmaps/a", "{metadata: {labels: {x: 'not valid'}}}")
                .fails(
                        422,
                        "Invalid",
                        "~ConfigMap \"a\" is invalid: metadata.labels: Invalid value: \"not"
                                + " valid\": a valid label must be .*");
        s.merge("configmaps/a", "{metadata: {labels: {'not valid': 'x'}}}")
                .fails(
                        422,
                        "Invalid",
                        "~ConfigMap \"a\" is invalid: metadata.labels: Invalid value: \"not"
                                + " valid\": name part must consist of .*");
        s.merge("configmaps/a", "{metadata: {annotations: {'not valid': 'x'}}}")
                .fails(
                        422,
                        "Invalid",
                        "~ConfigMap \"a\" is invalid: metadata.annotations: Invalid value: \"not"
                                + " valid\": name part must consist of .*");
    }

    private static void secret(Session s) {
        s.create("secrets", "{metadata: {name: 'a'}, stringData: {k: 'value'}, data: {b: 'Yg=='}}")
                .is(
                        201,
                        "{type: 'Opaque', data: {k: 'dmFsdWU=', b: 'Yg=='}, stringData: 'absent'}");
        s.merge("secrets/a", "{stringData: {k: 'other'}}")
                .is(200, "{data: {k: 'b3RoZXI=', b: 'Yg=='}, stringData: 'absent'}");
        s.create("secrets", "{metadata: {name: 'b'}, data: {k: 'not base64!'}}")
                .is(400, "{reason: 'BadRequest'}");
        s.merge("secrets/a", "{type: 'other'}")
                .fails(
                        422,
                        "Invalid",
                        "Secret \"a\" is invalid: type: Invalid value: \"other\": field is"
                                + " immutable");
    }
}
