package dev.pairplane.observability.health;

import io.vertx.core.json.JsonObject;

/// What the health paths answer: status code and JSON body per path, from a snapshot.
final class HealthAnswers {
    record Answer(int status, JsonObject body) {}

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private HealthAnswers() {}

    /// `/health`: as live, in the words that monitors of the storage node know.
    static Answer health(HealthSnapshot now) {
        return new Answer(
                code(now.live()),
                new JsonObject()
                        .put("status", (now.live() ? Overall.HEALTHY : Overall.UNHEALTHY).text())
                        .put("timestamp", now.at().toString()));
    }

    /// `/health/live`, `/healthz`, `/livez`.
    static Answer live(HealthSnapshot now) {
        return new Answer(
                code(now.live()),
                new JsonObject()
                        .put("healthy", now.live())
                        .put(
                                "status",
                                now.live()
                                        ? "alive"
                                        : "stalled: " + String.join(", ", now.stalled())));
    }

    /// `/health/ready`.
    static Answer ready(HealthSnapshot now) {
        JsonObject body =
                new JsonObject().put("ready", now.ready()).put("status", now.overall().text());
        now.notReady().ifPresent(reason -> body.put("reason", reason));
        return new Answer(code(now.ready()), body);
    }

    /// `/readyz`: the same with every check's evidence, for people.
    static Answer readyWithChecks(HealthSnapshot now) {
        Answer answer = ready(now);
        JsonObject checks = new JsonObject();
        now.results()
                .forEach((name, result) ->
                        checks.put(
                                name,
                                new JsonObject()
                                        .put("severity", result.severity().name())
                                        .put("evidence", result.evidence())));
        answer.body().put("conditions", now.conditions()).put("checks", checks);
        return answer;
    }

    /// `/ready`: as ready, with the checks' figures.
    static Answer shortReady(HealthSnapshot now) {
        JsonObject body = new JsonObject().put("status", now.ready() ? "ready" : "not_ready");
        now.notReady().ifPresent(reason -> body.put("reason", reason));
        body.put("timestamp", now.at().toString());
        now.results().values().forEach(result -> result.facts().forEach(body::put));
        return new Answer(code(now.ready()), body);
    }

    /// `/startupz`, `/health/started`.
    static Answer started(HealthSnapshot now) {
        return new Answer(
                code(now.started()),
                new JsonObject()
                        .put("started", now.started())
                        .put(
                                "status",
                                now.started() ? "started" : String.join(", ", now.conditions())));
    }

    private static int code(boolean good) {
        return good ? OK : UNAVAILABLE;
    }
}
