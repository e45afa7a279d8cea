package dev.pairplane.publishing.outbound.postgres;

import static dev.pairplane.publishing.outbound.postgres.Columns.ids;
import static dev.pairplane.publishing.outbound.postgres.Columns.ints;
import static dev.pairplane.publishing.outbound.postgres.Columns.texts;
import static dev.pairplane.publishing.outbound.postgres.Columns.times;

import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.journal.Submission;
import dev.pairplane.publishing.outbound.json.AcceptedText;
import dev.pairplane.publishing.outbound.json.AlertText;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A group of submissions as the arguments of one statement.
final class AppendStatement {

    static final String SQL =
            "select * from publishing_append($1, $2::bigint * interval '1 microsecond', $3, $4, $5,"
                    + " $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,"
                    + " $22, $23)";

    private AppendStatement() {}

    static Tuple of(List<Submission> group, UUID me, long keysBindMicros) {
        var jobs = group.stream().flatMap(submission -> submission.jobs().stream()).toList();
        return Tuple.tuple()
                .addValue(me)
                .addValue(keysBindMicros)
                .addValue(ids(group, Submission::id))
                .addValue(times(group, Submission::createdAt))
                .addValue(texts(group, Submission::principal))
                .addValue(texts(group, AppendStatement::key))
                .addValue(texts(group, AppendStatement::digest))
                .addValue(texts(group, AppendStatement::response))
                .addValue(ints(group, submission -> Columns.number(submission.tier())))
                .addValue(texts(group, AppendStatement::fingerprint))
                .addValue(texts(group, AppendStatement::alert))
                .addValue(ids(jobs, Job::submissionId))
                .addValue(ids(jobs, Job::id))
                .addValue(texts(jobs, job -> job.alert().alert().fingerprint()))
                .addValue(texts(jobs, job -> job.alert().alert().status().label()))
                .addValue(texts(jobs, Job::target))
                .addValue(texts(jobs, Job::targetType))
                .addValue(ints(jobs, job -> Columns.number(job.tier())))
                .addValue(ints(jobs, Job::maxRetries))
                .addValue(times(jobs, Job::createdAt))
                .addValue(ids(jobs, job -> job.replayOf().orElse(null)))
                .addValue(texts(jobs, Job::requestId))
                .addValue(texts(jobs, job -> job.traceparent().orElse(null)));
    }

    private static @Nullable String key(Submission submission) {
        return submission.key().map(Submission.Key::text).orElse(null);
    }

    private static @Nullable String digest(Submission submission) {
        return submission.key().map(Submission.Key::bodySha256).orElse(null);
    }

    /// Only an answer with a key is asked for again.
    private static @Nullable String response(Submission submission) {
        return submission.key().isPresent() ? AcceptedText.write(submission.accepted()) : null;
    }

    private static @Nullable String fingerprint(Submission submission) {
        return submission.jobs().isEmpty()
                ? null
                : submission.jobs().getFirst().alert().alert().fingerprint();
    }

    /// Once for all jobs of a submission.
    private static @Nullable String alert(Submission submission) {
        return submission.jobs().isEmpty()
                ? null
                : AlertText.write(submission.jobs().getFirst().alert());
    }
}
