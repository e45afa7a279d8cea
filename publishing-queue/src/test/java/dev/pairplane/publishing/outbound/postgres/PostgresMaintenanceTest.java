package dev.pairplane.publishing.outbound.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.deadletter.DeadLetters.ReplayOutcome;
import dev.pairplane.publishing.store.Samples;
import dev.pairplane.publishing.store.StoreConformance;
import dev.pairplane.publishing.store.World;
import java.sql.SQLException;
import java.time.Duration;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresMaintenanceTest extends StoreConformance {

    /// What is tested here is what maintenance does, and not how long it may take: making a day's
    /// partitions is a lot of work for the disk of a busy machine.
    private static final PostgresSettings PATIENT =
            PostgresSettings.DEFAULTS
                    .connections(10, Duration.ofSeconds(20), Duration.ofSeconds(20))
                    .grace(Duration.ZERO);

    private final TestDatabase database = TestDatabase.create();
    private final Mutiny.SessionFactory sessions = database.sessions();

    @Override
    protected World world() {
        database.query(
                "select publishing_drop_partitions(t, interval '-1000 hours') from"
                        + " unnest(array['publishing_attempt', 'publishing_job_history']) t");
        database.execute(PostgresStoreTest.EMPTY);
        database.query(
                "select publishing_drop_partitions('publishing_submission', interval '-1000"
                        + " hours')");
        return new PostgresWorld(database, sessions, PATIENT);
    }

    @AfterAll
    void closeDatabase() {
        database.close();
    }

    private PostgresMaintenance.Done maintain(World.Access by) {
        var maintenance = ((PostgresWorld.Member) by).maintenance();
        return this.<PostgresMaintenance.Done>done(maintenance::run);
    }

    private int partitions(String table) {
        return database.query(
                        "select relname from pg_class where relname ~ '^publishing_%s_p[0-9]{10}$' and relkind = 'r' order by 1"
                                .formatted(table))
                .size();
    }

    @Test
    void theNextDaysPartitionsAreMadeOnce() {
        assertThat(maintain(a).made()).isEqualTo(75);

        assertThat(maintain(b).made()).isZero();
        assertThat(partitions("submission")).isEqualTo(25);
        assertThat(partitions("attempt")).isEqualTo(25);
        assertThat(partitions("job_history")).isEqualTo(25);
    }

    @Test
    void twoThatMaintainAtOnceDoNotDisturbEachOther() {
        var one =
                world.<PostgresMaintenance.Done>start(
                        ((PostgresWorld.Member) a).maintenance()::run);
        var two =
                world.<PostgresMaintenance.Done>start(
                        ((PostgresWorld.Member) b).maintenance()::run);
        assertThat(one.outcome()).isInstanceOf(Outcome.Done.class);
        assertThat(two.outcome()).isInstanceOf(Outcome.Done.class);

        maintain(a);

        assertThat(partitions("submission")).isEqualTo(25);
    }

    @Test
    void whatWasStoredBeforeItsPartitionWasMadeIsStillThere() {
        var submission = samples.firing("f", "x", "y");
        append(a, submission);
        record(a, samples.succeeded(submission.jobs().getFirst(), 0));

        maintain(a);

        assertThat(database.query("select count(*) from only publishing_submission_default"))
                .containsExactly("0");
        assertThat(view(submission.jobs().getFirst().id()).attemptLog()).hasSize(1);
        dies(a, b);
        assertThat(jobs(take(b))).containsExactly(submission.jobs().get(1));
    }

    @Test
    void historyIsDroppedByAgeAlone() {
        database.query("select publishing_make_partition('publishing_attempt', -26)");
        database.query("select publishing_make_partition('publishing_attempt', -24)");
        database.query("select publishing_make_partition('publishing_job_history', -30)");

        assertThat(maintain(a).dropped()).isEqualTo(2);

        assertThat(partitions("attempt")).isEqualTo(26);
        assertThat(partitions("job_history")).isEqualTo(25);
    }

    /// Whatever the session waits otherwise: appends wait behind the drop.
    @Test
    void aDropDoesNotWaitForAReader() throws SQLException {
        database.query("select publishing_make_partition('publishing_attempt', -30)");
        try (var reader = database.connect();
                var reading = reader.createStatement();
                var dropper = database.connect();
                var dropping = dropper.createStatement()) {
            reader.setAutoCommit(false);
            reading.execute("select count(*) from publishing_attempt");
            dropping.execute("set statement_timeout = '20s'");

            assertThatThrownBy(() ->
                            dropping.execute(
                                    "select publishing_drop_partitions('publishing_attempt',"
                                            + " interval '24 hours')"))
                    .hasMessageContaining("lock timeout");
            reader.rollback();
        }
    }

    @Test
    void aTableThatIsReadIsLeftToTheNextRunAndTheRestIsDone() throws SQLException {
        maintain(a);
        database.query("select publishing_make_partition('publishing_attempt', -30)");
        database.query("select publishing_make_partition('publishing_job_history', -30)");
        oldKeys(1);
        try (var reader = database.connect();
                var statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("select count(*) from publishing_attempt");

            var done = maintain(a);

            assertThat(done.dropped()).isEqualTo(1);
            assertThat(done.keys()).isEqualTo(1);
            assertThat(done.left()).isTrue();
            reader.rollback();
        }
        var done = maintain(a);
        assertThat(done.dropped()).isEqualTo(1);
        assertThat(done.left()).isFalse();
    }

    @Test
    void aSubmissionStaysWhileAJobOfItIsUnfinished() {
        database.query("select publishing_make_partition('publishing_submission', -30)");
        var old = new Samples(world.now().minus(Duration.ofHours(30)));
        var submission = old.firing("f", "x");
        append(a, submission);
        assertThat(maintain(a).dropped()).isZero();

        record(a, samples.succeeded(submission.jobs().getFirst(), 0));

        assertThat(maintain(a).dropped()).isEqualTo(1);
        assertThat(database.query("select count(*) from publishing_submission"))
                .containsExactly("0");
    }

    @Test
    void oldRowsOfTheDefaultPartitionsAreDeleted() {
        var old = new Samples(world.now().minus(Duration.ofHours(50)));
        var kept = old.firing("f", "x");
        var ended = old.firing("g", "x");
        append(a, kept, ended);
        record(a, old.succeeded(ended.jobs().getFirst(), 0));

        maintain(a);

        assertThat(database.query("select id from publishing_submission"))
                .containsExactly(kept.id().toString());
        assertThat(database.query("select count(*) from publishing_attempt")).containsExactly("0");
        assertThat(database.query("select count(*) from publishing_job_history"))
                .containsExactly("0");
    }

    @Test
    void keysThatBindNoMoreAreDeleted() {
        append(a, Samples.keyed(samples.firing("f", "x"), "old", "d"));
        silent(Duration.ofHours(25), a, b);
        append(a, Samples.keyed(samples.firing("f", "x"), "young", "d"));

        assertThat(maintain(a).keys()).isEqualTo(1);

        assertThat(database.query("select idempotency_key from publishing_idempotency"))
                .containsExactly("young");
    }

    private void oldKeys(int count) {
        database.execute(
                "insert into publishing_idempotency (idempotency_key, body_sha256, submission_id,"
                        + " response, created_at) select 'k' || n, '', gen_random_uuid(), '',"
                        + " now() - interval '25 hours' from generate_series(1, "
                        + count
                        + ") n");
    }

    @Test
    void asManyKeysAreDeletedAsThereAre() {
        oldKeys(25_001);

        var done = maintain(a);

        assertThat(done.keys()).isEqualTo(25_001);
        assertThat(done.left()).isFalse();
        assertThat(database.query("select count(*) from publishing_idempotency"))
                .containsExactly("0");
    }

    @Test
    void whatThereIsNoTimeForIsLeftToTheNextRun() {
        oldKeys(25);
        var hasty = ((PostgresWorld.Member) a).maintenance(10, Duration.ZERO);

        var first = this.<PostgresMaintenance.Done>done(hasty::run);
        var second = this.<PostgresMaintenance.Done>done(hasty::run);
        var third = this.<PostgresMaintenance.Done>done(hasty::run);

        assertThat(first.keys()).isEqualTo(10);
        assertThat(first.left()).isTrue();
        assertThat(second.left()).isTrue();
        assertThat(third.keys()).isEqualTo(5);
        assertThat(third.left()).isFalse();
    }

    @Test
    void lettersAreDeletedInBatchesToo() {
        var old = new Samples(world.now().minus(Duration.ofDays(31)));
        for (int i = 0; i < 5; i++) {
            record(a, old.dead(own(a, old.firing("f" + i, "x")), 0, 1));
        }
        var small = ((PostgresWorld.Member) a).maintenance(2, Duration.ofMinutes(1));

        assertThat(this.<PostgresMaintenance.Done>done(small::run).letters()).isEqualTo(5);
    }

    /// Publishing invariant 63
    @Test
    void lettersAreDeletedByAgeUnlessTheirReplayIsUnderWay() {
        var old = new Samples(world.now().minus(Duration.ofDays(31)));
        var first = old.dead(own(a, old.firing("f", "x")), 0, 1);
        var second = old.dead(own(a, old.firing("g", "x")), 0, 1);
        var young = samples.dead(own(a, samples.firing("h", "x")), 0, 1);
        record(a, first, second, young);
        var again = samples.again(second.job(), second.deadLetterId());
        assertThat(
                        this.<ReplayOutcome>done(call ->
                                a.deadLetters()
                                        .replay(second.deadLetterId(), again, "me", false, call)))
                .isInstanceOf(ReplayOutcome.Replayed.class);

        assertThat(maintain(a).letters()).isEqualTo(1);

        assertThat(database.query("select id from publishing_dlq"))
                .containsExactlyInAnyOrder(
                        second.deadLetterId().toString(), young.deadLetterId().toString());
        record(a, samples.succeeded(again, 0));
        assertThat(maintain(a).letters()).isEqualTo(1);
    }
}
