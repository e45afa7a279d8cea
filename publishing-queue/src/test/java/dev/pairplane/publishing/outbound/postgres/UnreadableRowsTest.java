package dev.pairplane.publishing.outbound.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.deadletter.DeadLetter;
import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.deadletter.DeadLetters.ReplayOutcome;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.journal.Submission;
import dev.pairplane.publishing.store.StoreConformance;
import dev.pairplane.publishing.store.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A row that nobody can read is its own trouble, and not that of the rows beside it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnreadableRowsTest extends StoreConformance {

    private final TestDatabase database = TestDatabase.create();
    private final Mutiny.SessionFactory sessions = database.sessions();

    @Override
    protected World world() {
        database.execute(PostgresStoreTest.EMPTY);
        return new PostgresWorld(
                database, sessions, PostgresSettings.DEFAULTS.grace(Duration.ZERO));
    }

    @AfterAll
    void closeDatabase() {
        database.close();
    }

    private void spoil(Submission submission) {
        database.execute(
                "update publishing_submission set alert = '{\"other\":1}' where id = '%s'"
                        .formatted(submission.id()));
    }

    private List<DeadLetter> letters() {
        return this.<DeadLetters.Page>done(
                        call -> b.deadLetters().list(DeadLetters.Filter.ALL, 10, 0, call))
                .letters();
    }

    @Test
    void aJobThatCannotBeReadBecomesADeadLetterAndTheOthersAreTaken() {
        var first = samples.firing("f", "x");
        var spoilt = samples.firing("g", "x", "y");
        var last = samples.firing("h", "x");
        append(a, first, spoilt, last);
        spoil(spoilt);
        dies(a, b);

        // As many as were asked for: with fewer the caller would think that it has them all.
        assertThat(jobs(take(b, 2)))
                .containsExactly(first.jobs().getFirst(), last.jobs().getFirst());

        var unreadable = ((PostgresWorld.Member) b).unreadable();
        assertThat(unreadable).extracting(UnreadableJob::target).containsExactly("x", "y");
        assertThat(letters())
                .hasSize(2)
                .allSatisfy(letter -> {
                    assertThat(letter.reason()).isEqualTo("poisoned");
                    assertThat(letter.message())
                            .isEqualTo("the stored alert cannot be read: unknown field other");
                    assertThat(letter.fingerprint()).isEqualTo("g");
                    assertThat(letter.submissionId()).isEqualTo(spoilt.id());
                    assertThat(letter.alert()).isEmpty();
                });
        assertThat(letters())
                .extracting(DeadLetter::id)
                .containsExactlyInAnyOrderElementsOf(
                        unreadable.stream().map(UnreadableJob::letter).toList());
        assertThat(view(spoilt.jobs().getFirst().id()).state()).isEqualTo(JobState.DLQ);
        assertThat(database.query("select distinct enriched_alert from publishing_dlq"))
                .containsExactly("{\"other\":1}");
        assertThat(take(b)).isEmpty();
    }

    @Test
    void aJobWhoseSubmissionIsGoneBecomesADeadLetter() {
        var lost = samples.firing("f", "x");
        append(a, lost);
        database.execute("delete from publishing_submission where id = '" + lost.id() + "'");
        dies(a, b);

        assertThat(take(b)).isEmpty();

        assertThat(letters())
                .extracting(DeadLetter::message)
                .containsExactly("the stored alert cannot be read: its submission is not there");
    }

    @Test
    void aReplayThatCannotBeReadIsOneThatFailed() {
        var dead = samples.dead(own(a, samples.firing("f", "x")), 0, 1);
        record(a, dead);
        var again = samples.again(dead.job(), dead.deadLetterId());
        var outcome =
                this.<ReplayOutcome>done(call ->
                        a.deadLetters().replay(dead.deadLetterId(), again, "me", false, call));
        assertThat(outcome).isInstanceOf(ReplayOutcome.Replayed.class);
        database.execute("update publishing_job set alert = ''");
        dies(a, b);

        assertThat(take(b)).isEmpty();

        assertThat(letter(dead.deadLetterId()).replays().result()).contains("failed");
        assertThat(((PostgresWorld.Member) b).unreadable())
                .extracting(UnreadableJob::replayOf)
                .containsExactly(Optional.of(dead.deadLetterId()));
    }

    @Test
    void aLetterThatCannotBeReadDoesNotHideTheOthers() {
        var one = samples.dead(own(a, samples.firing("f", "x")), 0, 1);
        var other = samples.dead(own(a, samples.firing("g", "x")), 0, 1);
        record(a, one, other);
        database.execute(
                "update publishing_dlq set enriched_alert = '{', attempt_log = '[{', target_config"
                        + " = '{\"generation\":\"x\"}' where id = '%s'"
                                .formatted(one.deadLetterId()));

        assertThat(letters())
                .extracting(DeadLetter::id)
                .containsExactly(other.deadLetterId(), one.deadLetterId());

        var spoilt = letter(one.deadLetterId());
        assertThat(spoilt.alert()).isEmpty();
        assertThat(spoilt.attemptLog()).isEmpty();
        assertThat(spoilt.shownTarget()).isEmpty();
        assertThat(letter(other.deadLetterId()).alert()).isPresent();
        assertThat(view(one.job().id()).attemptLog()).isEmpty();
    }
}
