package dev.pairplane.publishing.core.journal;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.Job;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// One accepted request: an alert, and a job for each of its targets.
///
/// @param principal who sent it; empty for the anonymous
/// @param key the caller's idempotency key, and the digest of what it stands for
/// @param jobs all with the submission's alert and id; none when no target matched
/// @param skipped targets that were left out
public record Submission(
        UUID id,
        String principal,
        Optional<Key> key,
        Tier tier,
        Instant createdAt,
        List<Job> jobs,
        List<Skipped> skipped) {

    public Submission {
        jobs = List.copyOf(jobs);
        skipped = List.copyOf(skipped);
    }

    /// An idempotency key.
    ///
    /// @param text 1 to 255 printable ASCII characters
    /// @param bodySha256 of the canonical body, 64 lower-case hexadecimal digits
    public record Key(String text, String bodySha256) {}

    /// A target that was left out.
    ///
    /// @param reason from a closed list: `filtered`, `target_backlog_full`
    public record Skipped(String target, String reason) {}

    /// What the caller is told.
    public Accepted accepted() {
        return new Accepted(
                id,
                tier,
                jobs.stream().map(job -> new JobRef(job.id(), job.target())).toList(),
                skipped);
    }

    /// A job that was made of a submission.
    public record JobRef(UUID id, String target) {}

    /// What the caller was told.
    public record Accepted(UUID submissionId, Tier tier, List<JobRef> jobs, List<Skipped> skipped) {
        public Accepted {
            jobs = List.copyOf(jobs);
            skipped = List.copyOf(skipped);
        }
    }
}
