package dev.pairplane.publishing.inbound.rest;

import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.inbound.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Jobs as they are shown. What a job does not have is left out.
final class JobDocument {
    private static final int LONGEST_ERROR = 2048;

    private JobDocument() {}

    /// A job in a list.
    static Json.Members row(JobView job) {
        return common(job).build();
    }

    /// A job by itself.
    ///
    /// @param breaker the state of its target's breaker
    static Json.Members detail(JobView job, Optional<String> breaker) {
        return common(job)
                .put("circuit_breaker_state", breaker)
                .put("attempt_log", attempts(job.attemptLog()))
                .build();
    }

    private static Json.Builder common(JobView job) {
        Json.Builder document =
                Json.object()
                        .put("id", job.id().toString())
                        .put("submission_id", job.submissionId().toString())
                        .put("fingerprint", job.fingerprint())
                        .put("target_name", job.target())
                        .put("target_type", job.targetType())
                        .put("priority", job.tier().label())
                        .put("state", job.state().label())
                        .put("retry_count", job.retryCount())
                        .put("attempts", job.attempts())
                        .put("max_retries", job.maxRetries())
                        .put("max_attempts", job.maxRetries() + 1L)
                        .put("last_error", job.lastError().map(JobDocument::cut))
                        .put("error_type", job.errorType().map(ErrorType::label))
                        .put("last_status_code", job.lastStatus())
                        .put("created_at", Rfc3339.text(job.createdAt()))
                        .put("submitted_at", Rfc3339.text(job.createdAt()))
                        .put("started_at", job.startedAt().map(Rfc3339::text))
                        .put("next_attempt_at", job.nextAttemptAt().map(Rfc3339::text))
                        .put("completed_at", job.completedAt().map(Rfc3339::text));
        if (job.startedAt().isPresent() && job.completedAt().isPresent()) {
            document.put(
                    "processing_time_ms",
                    Math.max(
                            0,
                            Duration.between(
                                            job.startedAt().orElseThrow(),
                                            job.completedAt().orElseThrow())
                                    .toMillis()));
        }
        job.waited().ifPresent(waited -> document.put("queue_wait_ms", waited.toMillis()));
        return document.put("dlq_id", job.deadLetterId())
                .put("replay_of", job.replayOf())
                .put("deferred_reason", job.deferredReason());
    }

    private static String cut(String text) {
        int count = text.codePointCount(0, text.length());
        return count <= LONGEST_ERROR
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_ERROR));
    }

    static List<Json> attempts(List<Attempt> log) {
        return log.stream().map(JobDocument::attempt).toList();
    }

    private static Json attempt(Attempt attempt) {
        Json.Builder document =
                Json.object()
                        .put("n", attempt.number())
                        .put("started_at", Rfc3339.text(attempt.startedAt()))
                        .put("duration_ms", attempt.duration().toMillis())
                        .put("outcome", attempt.outcome())
                        .put("status_code", attempt.status())
                        .put("error_type", attempt.errorType().map(ErrorType::label))
                        .put("error", attempt.error());
        attempt.retryAfter().ifPresent(wait -> document.put("retry_after_ms", wait.toMillis()));
        if (attempt.ambiguous()) {
            document.put("ambiguous", true);
        }
        return document.build();
    }
}
