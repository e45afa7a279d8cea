package dev.pairplane.simulators.conformance;

import static dev.pairplane.simulators.conformance.Step.http;

import java.util.List;

/// What happens to who comes from a version that is forgotten. They run last.
final class HistorySteps {

    private HistorySteps() {}

    static List<Step> all() {
        return List.of(
                http(
                        "a watch from a forgotten version ends with 410",
                        HistorySteps::aWatchFromAForgottenVersionEndsWith410),
                http(
                        "a page from a forgotten version answers 410",
                        HistorySteps::aPageFromAForgottenVersionAnswers410),
                http(
                        "a list of exactly a forgotten version answers 410",
                        HistorySteps::aListOfExactlyAForgottenVersionAnswers410));
    }

    private static void aWatchFromAForgottenVersionEndsWith410(Session s) {
        var version = s.create("configmaps", "{metadata: {name: 'a'}}").version();
        s.merge("configmaps/a", "{data: {k: '1'}}").is(200);
        s.merge("configmaps/a", "{data: {k: '2'}}").is(200);
        s.forgetHistory();
        try (var watch = s.watch("configmaps", version)) {
            watch.next(
                    "ERROR",
                    "{kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Expired', code:"
                            + " 410, message: '*'}");
            watch.ends();
        }
        var now = s.get("configmaps").is(200, "{items: [{data: {k: '2'}}]}").version();
        try (var watch = s.watch("configmaps", now)) {
            s.merge("configmaps/a", "{data: {k: '3'}}").is(200);
            watch.next("MODIFIED", "{data: {k: '3'}}");
        }
    }

    private static void aPageFromAForgottenVersionAnswers410(Session s) {
        s.create("configmaps", "{metadata: {name: 'a'}}").is(201);
        s.create("configmaps", "{metadata: {name: 'b'}}").is(201);
        var token = s.get("configmaps?limit=1").text("/metadata/continue");
        s.create("configmaps", "{metadata: {name: 'c'}}").is(201);
        s.delete("configmaps/c").is(200);
        s.forgetHistory();
        var gone =
                s.get("configmaps?limit=1&continue=" + token)
                        .fails(
                                410,
                                "Expired",
                                "~The provided continue parameter is too old to display a"
                                        + " consistent list result.*")
                        .has("{metadata: {continue: '*'}}");
        s.get("configmaps?limit=1&continue=" + gone.text("/metadata/continue"))
                .is(200, "{items: [{metadata: {name: 'b'}}]}");
    }

    private static void aListOfExactlyAForgottenVersionAnswers410(Session s) {
        var version = s.create("configmaps", "{metadata: {name: 'a'}}").version();
        s.merge("configmaps/a", "{data: {k: '1'}}").is(200);
        s.forgetHistory();
        s.get("configmaps?resourceVersionMatch=Exact&resourceVersion=" + version)
                .is(410, "{kind: 'Status', reason: 'Expired', code: 410}");
        s.get("configmaps?resourceVersion=" + version).is(200, "{items: [{data: {k: '1'}}]}");
    }
}
