package dev.pairplane.publishing.inbound.rest;

import dev.pairplane.observability.http.Problem;
import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.intake.Publishing;
import dev.pairplane.publishing.core.intake.ReplayResult;
import dev.pairplane.publishing.inbound.json.Fault;
import dev.pairplane.publishing.inbound.json.Faults;
import dev.pairplane.publishing.inbound.json.Json;
import dev.pairplane.publishing.inbound.json.Paths;
import dev.pairplane.publishing.inbound.json.StrictJson;
import dev.pairplane.publishing.inbound.rest.Parameters.Window;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Shows dead letters, and sends them again.
final class DeadLetterRoutes {
    private static final Set<String> FILTERS =
            Set.of(
                    "target",
                    "error_type",
                    "priority",
                    "replayed",
                    "fingerprint",
                    "failed_after",
                    "failed_before");
    private static final Set<String> LIST = withWindow();

    private final Publishing publishing;
    private final ApiSettings settings;

    DeadLetterRoutes(Publishing publishing, ApiSettings settings) {
        this.publishing = publishing;
        this.settings = settings;
    }

    private static Set<String> withWindow() {
        Set<String> all = new HashSet<>(FILTERS);
        all.addAll(Set.of("limit", "offset", "include_stats"));
        return Set.copyOf(all);
    }

    private static DeadLetters.Filter filter(Parameters parameters) {
        return new DeadLetters.Filter(
                parameters.text("target"),
                parameters.oneOf("error_type", JobRoutes.ERROR_TYPES),
                parameters.oneOf("priority", JobRoutes.TIERS),
                parameters.flag("replayed"),
                parameters.text("fingerprint"),
                parameters.time("failed_after"),
                parameters.time("failed_before"));
    }

    void list(Exchange exchange) {
        Faults faults = new Faults(settings.maxFaults());
        Parameters parameters = exchange.parameters(LIST, faults);
        DeadLetters.Filter filter = filter(parameters);
        boolean withStats = parameters.flag("include_stats").orElse(false);
        Window window = parameters.window();
        if (!exchange.sound(faults)) {
            return;
        }
        publishing
                .deadLetters()
                .list(
                        filter,
                        window.limit(),
                        window.offset(),
                        exchange.found(page -> {
                            Json.Builder document =
                                    JobRoutes.page(
                                            "entries",
                                            page.letters().stream()
                                                    .<Json>map(DeadLetterDocument::row)
                                                    .toList(),
                                            page.total(),
                                            window);
                            if (withStats) {
                                addStats(exchange, filter, document);
                            } else {
                                exchange.answer(200, document.build());
                            }
                        }));
    }

    private void addStats(Exchange exchange, DeadLetters.Filter filter, Json.Builder document) {
        publishing
                .deadLetters()
                .stats(
                        filter,
                        exchange.found(stats ->
                                exchange.answer(
                                        200,
                                        document.put("stats", DeadLetterDocument.stats(stats))
                                                .build())));
    }

    void stats(Exchange exchange) {
        Faults faults = new Faults(settings.maxFaults());
        DeadLetters.Filter filter = filter(exchange.parameters(FILTERS, faults));
        if (exchange.sound(faults)) {
            publishing
                    .deadLetters()
                    .stats(
                            filter,
                            exchange.found(stats ->
                                    exchange.answer(200, DeadLetterDocument.stats(stats))));
        }
    }

    void find(Exchange exchange) {
        exchange.id()
                .ifPresent(id ->
                        publishing
                                .deadLetters()
                                .find(
                                        id,
                                        exchange.found(found ->
                                                found.ifPresentOrElse(
                                                        letter ->
                                                                exchange.answer(
                                                                        200,
                                                                        DeadLetterDocument.detail(
                                                                                letter)),
                                                        () -> exchange.problem(missing())))));
    }

    private static Problem missing() {
        return Problems.notFound("there is no such dead letter");
    }

    void replay(Exchange exchange) {
        exchange.id()
                .ifPresent(id ->
                        RequestBody.read(
                                exchange,
                                settings.inlineBody(),
                                text -> replay(exchange, id, text)));
    }

    private void replay(Exchange exchange, UUID id, byte[] text) {
        Faults faults = new Faults(settings.maxFaults());
        Optional<Fields> body = text.length == 0 ? Optional.empty() : body(text, faults);
        Optional<String> target =
                body.flatMap(b -> b.text(SubmitReader.TARGET, "a target's name, or leave it out"))
                        .filter(name -> !name.isEmpty());
        boolean force = body.flatMap(b -> b.flag("force")).orElse(false);
        if (!exchange.sound(faults)) {
            return;
        }
        publishing.replay(
                id,
                target,
                exchange.principal(),
                exchange.requestId(),
                force,
                exchange.later(result -> answer(exchange, result)));
    }

    private static Optional<Fields> body(byte[] text, Faults faults) {
        Optional<Json> document = StrictJson.read(text, faults);
        if (document.isPresent() && document.orElseThrow() instanceof Json.Members members) {
            return Optional.of(new Fields(Fault.WHOLE, members, faults));
        }
        document.ifPresent(other ->
                faults.add(
                        Fault.WHOLE,
                        "is " + other.kind(),
                        "an object with target_name and force, or nothing at all"));
        return Optional.empty();
    }

    private static void answer(Exchange exchange, ReplayResult result) {
        switch (result) {
            case ReplayResult.Replayed(UUID job, UUID letter) ->
                    exchange.answer(
                            200,
                            Json.object()
                                    .put("success", true)
                                    .put("message", "Dead letter is sent again as a new job")
                                    .put("job_id", job.toString())
                                    .put("dlq_id", letter.toString())
                                    .build());
            case ReplayResult.Missing() -> exchange.problem(missing());
            case ReplayResult.AlreadyReplayed(Optional<UUID> job) ->
                    exchange.problem(
                            Problems.conflict(
                                    "already_replayed",
                                    "it was replayed"
                                            + job.map(id -> " as job " + id).orElse("")
                                            + ", and that has not failed; 'force': true sends it"
                                            + " all the same"));
            case ReplayResult.Superseded() ->
                    exchange.problem(
                            Problems.conflict(
                                    "superseded",
                                    "the target has been told since that this alert is resolved;"
                                            + " 'force': true sends it all the same"));
            case ReplayResult.Unreadable() ->
                    exchange.problem(
                            Problems.conflict(
                                    "unreadable",
                                    "its stored alert cannot be read, so there is nothing to send;"
                                            + " the dead letter is unchanged"));
            case ReplayResult.TargetUnavailable(String target) ->
                    exchange.problem(
                            Problems.conflict(
                                    "target_unavailable",
                                    "the target "
                                            + Paths.quoted(target)
                                            + " is not there or disabled; the dead letter is"
                                            + " unchanged"));
            case ReplayResult.Full(String what, Duration retryAfter) ->
                    exchange.retryLater(Problems.full(what), retryAfter);
            case ReplayResult.Unavailable(String reason, String _) ->
                    exchange.retryLater(Problems.unavailableBecause(reason), Duration.ofSeconds(1));
        }
    }
}
