package dev.pairplane.publishing.outbound.postgres;

import dev.pairplane.publishing.core.job.Attempt;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// A row of `publishing_attempt`.
@Entity(name = "Attempt")
@Immutable
@IdClass(AttemptRow.Key.class)
@Table(name = "publishing_attempt")
class AttemptRow {

    private static final UUID NONE = new UUID(0, 0);
    private static final OffsetDateTime NEVER =
            OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    @Id
    @Column(name = "job_id")
    UUID jobId = NONE;

    @Id
    @Column(name = "started_at")
    OffsetDateTime startedAt = NEVER;

    @Id int number;

    @Column(name = "duration_us")
    long duration;

    String outcome = "";

    @Nullable Integer status;

    @Column(name = "error_type")
    @Nullable String errorType;

    @Nullable String error;

    @Column(name = "retry_after_us")
    @Nullable Long retryAfter;

    boolean ambiguous;

    /// For Hibernate.
    AttemptRow() {}

    Attempt attempt() {
        return new Attempt(
                number,
                startedAt.toInstant(),
                Columns.ofMicros(duration),
                outcome,
                Columns.number(status),
                Columns.errorType(errorType),
                Optional.ofNullable(error),
                Optional.ofNullable(retryAfter).map(Columns::ofMicros),
                ambiguous);
    }

    /// What tells attempts apart.
    record Key(UUID jobId, OffsetDateTime startedAt, int number) implements Serializable {}
}
