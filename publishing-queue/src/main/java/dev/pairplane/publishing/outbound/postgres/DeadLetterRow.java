package dev.pairplane.publishing.outbound.postgres;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.deadletter.DeadLetter;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.outbound.json.AlertText;
import dev.pairplane.publishing.outbound.json.AttemptsText;
import dev.pairplane.publishing.outbound.json.ShownTargetText;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// A row of `publishing_dlq`, as Hibernate reads it; written by the journal's statements only.
@Entity(name = "DeadLetter")
@Immutable
@Table(name = "publishing_dlq")
class DeadLetterRow {

    private static final UUID NONE = new UUID(0, 0);
    private static final OffsetDateTime NEVER =
            OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    @Id UUID id = NONE;

    @Column(name = "job_id")
    UUID jobId = NONE;

    @Column(name = "submission_id")
    UUID submissionId = NONE;

    String fingerprint = "";

    @Column(name = "target_name")
    String targetName = "";

    @Column(name = "target_type")
    String targetType = "";

    @Column(name = "enriched_alert")
    String enrichedAlert = "";

    @Column(name = "target_config")
    @Nullable String targetConfig;

    String reason = "";

    @Column(name = "error_message")
    String errorMessage = "";

    @Column(name = "error_type")
    String errorType = "";

    @Column(name = "status_code")
    @Nullable Integer statusCode;

    @Column(name = "retry_count")
    int retryCount;

    @Column(name = "attempt_log")
    String attemptLog = "";

    @Column(name = "last_retry_at")
    @Nullable OffsetDateTime lastRetryAt;

    String priority = "";

    @Column(name = "failed_at")
    OffsetDateTime failedAt = NEVER;

    @Column(name = "created_at")
    OffsetDateTime createdAt = NEVER;

    boolean replayed;

    @Column(name = "replayed_at")
    @Nullable OffsetDateTime replayedAt;

    @Column(name = "replay_result")
    @Nullable String replayResult;

    @Column(name = "replay_job_id")
    @Nullable UUID replayJobId;

    @Column(name = "replay_count")
    int replayCount;

    @Column(name = "replayed_by")
    @Nullable String replayedBy;

    /// For Hibernate.
    DeadLetterRow() {}

    DeadLetter letter() {
        return new DeadLetter(
                id,
                jobId,
                submissionId,
                fingerprint,
                targetName,
                targetType,
                Columns.readable(enrichedAlert, AlertText::read),
                Columns.readable(targetConfig, ShownTargetText::read),
                tier(),
                reason,
                Columns.errorType(errorType).orElse(ErrorType.UNKNOWN),
                errorMessage,
                Columns.number(statusCode),
                retryCount,
                Columns.readable(attemptLog, AttemptsText::read).orElse(List.of()),
                createdAt.toInstant(),
                failedAt.toInstant(),
                Columns.instant(lastRetryAt),
                new DeadLetter.Replays(
                        replayCount,
                        Columns.instant(replayedAt),
                        Optional.ofNullable(replayResult),
                        Optional.ofNullable(replayJobId),
                        Optional.ofNullable(replayedBy)));
    }

    private Tier tier() {
        return List.of(Tier.values()).stream()
                .filter(each -> each.label().equals(priority))
                .findAny()
                .orElse(Tier.MEDIUM);
    }
}
