package dev.pairplane.publishing.inbound.rest;

import dev.pairplane.observability.tracing.TraceCarrier;
import dev.pairplane.publishing.core.intake.Publishing;
import dev.pairplane.publishing.core.intake.SubmitRequest;
import dev.pairplane.publishing.core.intake.SubmitResult;
import dev.pairplane.publishing.core.journal.Submission;
import dev.pairplane.publishing.inbound.json.Faults;
import dev.pairplane.publishing.inbound.json.Json;
import dev.pairplane.publishing.inbound.json.Paths;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Takes alerts in.
final class Submissions {
    private final Publishing publishing;
    private final ApiSettings settings;
    private final SubmitReader reader;

    Submissions(Publishing publishing, ApiSettings settings) {
        this.publishing = publishing;
        this.settings = settings;
        this.reader = new SubmitReader(settings.alert());
    }

    void submit(Exchange exchange) {
        RequestBody.read(
                exchange,
                settings.maxBody(),
                text -> {
                    SubmitReader.Sender sender = sender(exchange);
                    if (text.length <= settings.inlineBody()) {
                        read(exchange, text, sender).run();
                        return;
                    }
                    Thread.ofVirtual()
                            .name("submit")
                            .start(() -> {
                                try {
                                    exchange.onLoop(read(exchange, text, sender));
                                } catch (RuntimeException e) {
                                    exchange.onLoop(() -> exchange.failed(e));
                                }
                            });
                });
    }

    private static SubmitReader.Sender sender(Exchange exchange) {
        return new SubmitReader.Sender(
                exchange.principal(),
                exchange.requestId(),
                exchange.request().headers().getAll(SubmitReader.KEY_HEADER),
                traceparents(exchange));
    }

    /// Deliveries belong to the span of the request where there is one, else to what the caller
    /// sent.
    private static List<String> traceparents(Exchange exchange) {
        return TraceCarrier.capture()
                .map(List::of)
                .orElseGet(() -> exchange.request().headers().getAll("traceparent"));
    }

    /// Reads a body, on any thread.
    ///
    /// @return what to do then, on the event loop
    private Runnable read(Exchange exchange, byte[] text, SubmitReader.Sender sender) {
        Faults faults = new Faults(settings.maxFaults());
        Optional<SubmitRequest> request = reader.read(text, sender, exchange.received(), faults);
        return request.<Runnable>map(checked -> () -> submit(exchange, checked))
                .orElse(() -> exchange.problem(Problems.invalid(faults.list())));
    }

    private void submit(Exchange exchange, SubmitRequest request) {
        boolean keyed = request.key().isPresent();
        publishing.submit(request, exchange.later(result -> answer(exchange, result, keyed)));
    }

    private static void answer(Exchange exchange, SubmitResult result, boolean keyed) {
        switch (result) {
            case SubmitResult.Accepted(Submission.Accepted accepted, boolean repeated) -> {
                if (repeated) {
                    exchange.response().putHeader("Idempotent-Replayed", "true");
                }
                exchange.answer(202, accepted(accepted));
            }
            case SubmitResult.UnknownTarget(String name) ->
                    exchange.problem(
                            Problems.notFound(
                                    "there is no target named "
                                            + Paths.quoted(name)
                                            + "; GET targets lists those that there are"));
            case SubmitResult.TargetDisabled(String name) ->
                    exchange.problem(
                            Problems.conflict(
                                    "target_disabled",
                                    "the target " + name + " is disabled; nothing was accepted"));
            case SubmitResult.MetricsOnly() -> metricsOnly(exchange, keyed);
            case SubmitResult.KeyReused() ->
                    exchange.problem(
                            Problems.conflict(
                                    "idempotency_key_reused",
                                    "this Idempotency-Key was used for another body; use each key"
                                            + " for one body only"));
            case SubmitResult.KeyInFlight() ->
                    exchange.retryLater(Problems.inFlight(), Duration.ofSeconds(1));
            case SubmitResult.Full(String what, Duration retryAfter) ->
                    exchange.retryLater(Problems.full(what), retryAfter);
            case SubmitResult.TooLarge(String target, int limit) ->
                    exchange.problem(
                            Problems.tooLarge(
                                    "the target %s takes bodies of at most %d bytes"
                                            .formatted(target, limit)));
            case SubmitResult.Rejected(String why) ->
                    exchange.problem(
                            Problems.invalid(
                                    SubmitReader.ALERT,
                                    "cannot be stored: " + why,
                                    "an alert that the store can hold"));
            case SubmitResult.Unavailable(String reason, String _) -> {
                if (reason.equals("shutdown")) {
                    exchange.close();
                }
                exchange.retryLater(Problems.unavailableBecause(reason), Duration.ofSeconds(1));
            }
        }
    }

    /// A key asks for a promise, which cannot be given.
    private static void metricsOnly(Exchange exchange, boolean keyed) {
        String message = "no target is enabled; the alert was counted and not accepted";
        if (keyed) {
            exchange.retryLater(
                    Problems.unavailable(message + ", so its Idempotency-Key is still free"),
                    Duration.ofSeconds(1));
            return;
        }
        exchange.answer(
                200,
                Json.object()
                        .put("success", false)
                        .put("message", message)
                        .put("mode", Targets.METRICS_ONLY)
                        .put("job_ids", List.of())
                        .put("jobs", List.of())
                        .put("skipped", List.of())
                        .build());
    }

    private static Json accepted(Submission.Accepted accepted) {
        int count = accepted.jobs().size();
        return Json.object()
                .put("success", true)
                .put(
                        "message",
                        count == 0
                                ? "no target matches"
                                : "Alert submitted to %d target(s)".formatted(count))
                .put(
                        "job_ids",
                        accepted.jobs().stream().map(job -> Json.of(job.id().toString())).toList())
                .put("submission_id", accepted.submissionId().toString())
                .put("priority", accepted.tier().label())
                .put(
                        "jobs",
                        accepted.jobs().stream()
                                .<Json>map(job ->
                                        Json.object()
                                                .put("id", job.id().toString())
                                                .put("target_name", job.target())
                                                .build())
                                .toList())
                .put(
                        "skipped",
                        accepted.skipped().stream()
                                .<Json>map(skipped ->
                                        Json.object()
                                                .put("target_name", skipped.target())
                                                .put("reason", skipped.reason())
                                                .build())
                                .toList())
                .build();
    }
}
