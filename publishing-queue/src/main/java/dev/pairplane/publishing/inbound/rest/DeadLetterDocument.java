package dev.pairplane.publishing.inbound.rest;

import dev.pairplane.publishing.core.alert.Alert;
import dev.pairplane.publishing.core.alert.Classification;
import dev.pairplane.publishing.core.alert.EnrichedAlert;
import dev.pairplane.publishing.core.deadletter.DeadLetter;
import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.journal.Change;
import dev.pairplane.publishing.inbound.json.Faults;
import dev.pairplane.publishing.inbound.json.Json;
import dev.pairplane.publishing.inbound.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// Dead letters as they are shown. What a letter does not have is left out.
final class DeadLetterDocument {

    private DeadLetterDocument() {}

    /// A letter in a list, without its alert.
    static Json.Members row(DeadLetter letter) {
        return common(letter).build();
    }

    /// A letter by itself.
    static Json.Members detail(DeadLetter letter) {
        Json.Builder document = common(letter);
        letter.alert().ifPresent(alert -> document.put("enriched_alert", enriched(alert)));
        letter.shownTarget().ifPresent(target -> document.put("target_config", target(target)));
        return document.put("attempt_log", JobDocument.attempts(letter.attemptLog())).build();
    }

    private static Json.Builder common(DeadLetter letter) {
        return Json.object()
                .put("id", letter.id().toString())
                .put("job_id", letter.jobId().toString())
                .put("submission_id", letter.submissionId().toString())
                .put("fingerprint", letter.fingerprint())
                .put("target_name", letter.target())
                .put("target_type", letter.targetType())
                .put("reason", letter.reason())
                .put("error_message", letter.message())
                .put("error_type", letter.errorType().label())
                .put("status_code", letter.status())
                .put("retry_count", letter.retryCount())
                .put("priority", letter.tier().label())
                .put("failed_at", Rfc3339.text(letter.failedAt()))
                .put("created_at", Rfc3339.text(letter.createdAt()))
                .put("last_retry_at", letter.lastRetryAt().map(Rfc3339::text))
                .put("replayed", letter.replays().count() > 0)
                .put("replayed_at", letter.replays().lastAt().map(Rfc3339::text))
                .put("replay_result", letter.replays().result())
                .put("replay_job_id", letter.replays().jobId())
                .put("replayed_by", letter.replays().by().filter(by -> !by.isEmpty()))
                .put("replay_count", letter.replays().count());
    }

    private static Json target(Change.ShownTarget target) {
        return Json.object()
                .put("name", target.name())
                .put("type", target.type())
                .put("format", target.format())
                .put("url", target.url())
                .put("generation", target.generation())
                .build();
    }

    private static Json enriched(EnrichedAlert enriched) {
        Json.Builder document = Json.object().put("alert", alert(enriched.alert()));
        enriched.classification().ifPresent(c -> document.put("classification", classification(c)));
        enriched.metadata().ifPresent(text -> document.put("enrichment_metadata", read(text)));
        return document.build();
    }

    /// Canonical text of ours, so nothing is wrong with it; numbers stay as they were written.
    private static Json read(String text) {
        return StrictJson.read(text.getBytes(StandardCharsets.UTF_8), new Faults(1))
                .orElseThrow(() -> new IllegalStateException("metadata is stored as JSON"));
    }

    private static Json alert(Alert alert) {
        return Json.object()
                .put("fingerprint", alert.fingerprint())
                .put("alert_name", alert.name())
                .put("status", alert.status().label())
                .put("labels", strings(alert.labels()))
                .put("annotations", strings(alert.annotations()))
                .put("starts_at", alert.startsAt().toString())
                .put("ends_at", alert.endsAt())
                .put("generator_url", alert.generatorUrl())
                .put("timestamp", alert.timestamp().toString())
                .build();
    }

    private static Json classification(Classification classification) {
        return Json.object()
                .put("severity", classification.severity().label())
                .put("confidence", QueueDocument.number(classification.confidence()))
                .put("reasoning", classification.reasoning())
                .put(
                        "recommendations",
                        classification.recommendations().stream().map(Json::of).toList())
                .build();
    }

    private static Json strings(Map<String, String> strings) {
        Json.Builder object = Json.object();
        strings.forEach(object::put);
        return object.build();
    }

    static Json stats(DeadLetters.Stats stats) {
        return Json.object()
                .put("total_entries", stats.total())
                .put("pending_entries", stats.pending())
                .put("replayed_count", stats.replayed())
                .put("entries_by_error_type", counts(stats.byErrorType()))
                .put("entries_by_target", counts(stats.byTarget()))
                .put("entries_by_priority", counts(stats.byTier()))
                .put("oldest_entry", stats.oldest().map(Rfc3339::text))
                .put("newest_entry", stats.newest().map(Rfc3339::text))
                .build();
    }

    private static Json counts(Map<String, Long> counts) {
        Json.Builder object = Json.object();
        new TreeMap<>(counts).forEach((name, count) -> object.put(name, (long) count));
        return object.build();
    }
}
