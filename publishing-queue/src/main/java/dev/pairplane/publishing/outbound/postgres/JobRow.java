package dev.pairplane.publishing.outbound.postgres;

import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.job.JobView;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// A row of `publishing_job_view`: a job, wherever it is.
@Entity(name = "Job")
@Immutable
@Table(name = "publishing_job_view")
class JobRow {

    private static final UUID NONE = new UUID(0, 0);
    private static final OffsetDateTime NEVER =
            OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    static final List<JobState> STATES = List.of(JobState.values());

    @Id UUID id = NONE;

    @Column(name = "submission_id")
    UUID submissionId = NONE;

    String fingerprint = "";

    @Column(name = "target_name")
    String targetName = "";

    @Column(name = "target_type")
    String targetType = "";

    short priority;

    short state;

    int attempts;

    @Column(name = "max_retries")
    int maxRetries;

    @Column(name = "last_error")
    @Nullable String lastError;

    @Column(name = "error_type")
    @Nullable String errorType;

    @Column(name = "last_status")
    @Nullable Integer lastStatus;

    @Column(name = "created_at")
    OffsetDateTime createdAt = NEVER;

    @Column(name = "started_at")
    @Nullable OffsetDateTime startedAt;

    @Column(name = "next_attempt_at")
    @Nullable OffsetDateTime nextAttemptAt;

    @Column(name = "completed_at")
    @Nullable OffsetDateTime completedAt;

    @Column(name = "dead_letter_id")
    @Nullable UUID deadLetterId;

    @Column(name = "replay_of")
    @Nullable UUID replayOf;

    /// For Hibernate.
    JobRow() {}

    JobView view(List<Attempt> log) {
        var started = Columns.instant(startedAt);
        return new JobView(
                id,
                submissionId,
                fingerprint,
                targetName,
                targetType,
                Columns.tier(priority),
                STATES.get(state),
                attempts,
                maxRetries,
                Optional.ofNullable(lastError),
                Columns.errorType(errorType),
                Columns.number(lastStatus),
                createdAt.toInstant(),
                started,
                Columns.instant(nextAttemptAt),
                Columns.instant(completedAt),
                started.map(at -> Duration.between(createdAt.toInstant(), at)),
                Optional.ofNullable(deadLetterId),
                Optional.ofNullable(replayOf),
                Optional.empty(),
                log);
    }
}
