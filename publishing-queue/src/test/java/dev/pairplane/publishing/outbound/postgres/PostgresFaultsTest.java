package dev.pairplane.publishing.outbound.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.journal.Appended;
import dev.pairplane.publishing.core.journal.Replicas.TakenJob;
import dev.pairplane.publishing.core.journal.Submission;
import dev.pairplane.publishing.store.StoreConformance;
import dev.pairplane.publishing.store.World;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What a database can do to its clients, on a server of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresFaultsTest extends StoreConformance {

    private static final PostgresSettings SETTINGS =
            PostgresSettings.DEFAULTS
                    .connections(4, Duration.ofSeconds(2), Duration.ofSeconds(2))
                    .grace(Duration.ZERO);
    private static final String BACKENDS =
            "select pid from pg_stat_activity where application_name = 'publishing-queue'";

    private static final String WAITING =
            "select count(*) from pg_stat_activity where application_name = 'publishing-queue' and"
                    + " wait_event_type = 'Lock'";

    private EmbeddedPostgres server;
    private TestDatabase database;
    private Mutiny.SessionFactory sessions;
    private PostgresSettings settings = SETTINGS;

    @BeforeAll
    void startServer() throws IOException {
        server = EmbeddedPostgres.builder().start();
        database = TestDatabase.at(server.getPort());
        database.migrate();
        sessions = database.sessions();
    }

    @AfterAll
    void stopServer() throws IOException {
        database.close();
        server.close();
    }

    @Override
    protected World world() {
        database.execute(PostgresStoreTest.EMPTY);
        return new PostgresWorld(database, sessions, settings);
    }

    private static void signal(String signal, List<String> processes) {
        for (var pid : processes) {
            try {
                var process = new ProcessBuilder("kill", "-" + signal, pid).start();
                assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /// One backend dies the hard way, so the server throws everybody out and recovers its log. That
    /// is a matter of time: the crash is over when a session from before it has ended, and a new
    /// one is answered.
    private final class Crash implements AutoCloseable {
        private final Connection witness;

        Crash() throws SQLException {
            witness = database.connect();
            String victim;
            try (var statement = witness.createStatement();
                    var rows = statement.executeQuery("select pg_backend_pid()")) {
                rows.next();
                victim = rows.getString(1);
            }
            var others = database.query(BACKENDS + " limit 1");
            signal("KILL", others.isEmpty() ? List.of(victim) : others);
        }

        /// Whether the server has thrown everybody out.
        boolean happened() throws SQLException {
            return !witness.isValid(1);
        }

        void untilItIsOver() {
            soon().until(this::happened);
            soon().ignoreExceptions().until(() -> database.query("select 1").size() == 1);
        }

        @Override
        public void close() throws SQLException {
            witness.close();
        }
    }

    /// Recovery takes as long as the machine is busy.
    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60));
    }

    private Outcome<List<Appended>> tryAppend(List<Submission> group) {
        return this.<List<Appended>>outcome(call -> a.journal().append(group, call));
    }

    /// Publishing invariants 20, 21 and 67
    @Test
    void aCrashInTheMiddleOfCommitsLosesNothingThatWasSaidToBeStored() throws SQLException {
        var said = new ArrayList<Submission>();
        var refused = new ArrayList<Submission>();
        var doubtful = new ArrayList<List<Submission>>();
        for (int round = 0; round < 3; round++) {
            var groups = new ArrayList<List<Submission>>();
            var pending = new ArrayList<World.Pending<List<Appended>>>();
            start(30, round, groups, pending);
            try (var crash = new Crash()) {
                // A busy machine takes its time; there are calls before it and after it.
                while (!crash.happened()) {
                    start(1, round, groups, pending);
                }
                start(30, round, groups, pending);
                for (int i = 0; i < groups.size(); i++) {
                    switch (pending.get(i).outcome()) {
                        case Outcome.Done<List<Appended>> _ -> said.addAll(groups.get(i));
                        case Outcome.Failed<List<Appended>> _ -> refused.addAll(groups.get(i));
                        case Outcome.Unknown<List<Appended>> _ -> doubtful.add(groups.get(i));
                    }
                }
                crash.untilItIsOver();
            }
        }
        assertThat(refused.size() + doubtful.size()).isPositive();

        for (var group : doubtful) {
            soon().until(() -> tryAppend(group) instanceof Outcome.Done);
            said.addAll(group);
        }

        var stored = database.query("select id from publishing_job");
        assertThat(stored)
                .containsExactlyInAnyOrderElementsOf(
                        said.stream()
                                .flatMap(s -> s.jobs().stream())
                                .map(job -> job.id().toString())
                                .toList());
        soon().until(() -> beat(a));
        soon().until(() -> replicas(a).lockSession().isPresent());
    }

    /// Starts to store some groups of two submissions.
    private void start(
            int count,
            int round,
            List<List<Submission>> groups,
            List<World.Pending<List<Appended>>> pending) {
        for (int i = 0; i < count; i++) {
            var name = round + "-" + groups.size();
            var group =
                    List.of(samples.firing("f" + name, "x", "y"), samples.firing("g" + name, "x"));
            groups.add(group);
            pending.add(world.<List<Appended>>start(call -> a.journal().append(group, call)));
        }
    }

    private static PostgresReplicas replicas(World.Access process) {
        return ((PostgresWorld.Member) process).replicas();
    }

    /// Publishing invariants 20 and 65
    @Test
    void afterACrashAnEndingIsWrittenOnceWithoutARestart() throws SQLException {
        var job = own(a, samples.firing("f", "x"));
        var letter = samples.dead(job, 0, 4);
        var pending = world.<List<Boolean>>start(call -> a.journal().record(List.of(letter), call));
        try (var crash = new Crash()) {
            var _ = pending.outcome();
            crash.untilItIsOver();
        }

        soon().until(() ->
                this.<List<Boolean>>outcome(call -> a.journal().record(List.of(letter), call))
                        instanceof Outcome.Done);

        assertThat(database.query("select id from publishing_dlq"))
                .containsExactly(letter.deadLetterId().toString());
        assertThat(view(job.id()).state()).isEqualTo(JobState.DLQ);
    }

    /// Publishing invariant 20
    @Test
    void aFrozenDatabaseIsGivenUpInSecondsAndUsedAgainWhenItThaws() {
        var before = samples.firing("f", "x");
        append(a, before);
        var frozen = database.query(BACKENDS);
        signal("STOP", frozen);
        var group = List.of(samples.firing("g", "x"));
        var start = System.nanoTime();
        Outcome<List<Appended>> outcome;
        try {
            outcome = tryAppend(group);
        } finally {
            signal("CONT", frozen);
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
        soon().until(() -> tryAppend(group) instanceof Outcome.Done);
        assertThat(database.query("select count(*) from publishing_job")).containsExactly("2");
    }

    @Test
    void aServerThatIsNotThereIsACleanFailure() {
        var settings = PostgresSettings.DEFAULTS;
        var nowhere =
                new Connections(database.vertx(), database.options().setPort(1), settings).pool();
        var identity = new Identity();
        var journal = new PostgresJournal(nowhere, Runnable::run, identity, settings);

        var outcome =
                this.<List<Appended>>outcome(
                        call -> journal.append(List.of(samples.firing("f", "x")), call));

        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        nowhere.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aLostLockIsTakenBackAtTheNextHeartbeat() {
        var session = replicas(a).lockSession().orElseThrow();

        database.query("select pg_terminate_backend(" + session + ")");
        await().until(() -> replicas(a).lockSession().isEmpty());
        assertThat(beat(a)).isTrue();

        await().until(() -> replicas(a).lockSession().isPresent());
        own(a, samples.firing("f", "x"));
        silent(Duration.ofSeconds(11), b);
        assertThat(take(b)).isEmpty();
    }

    /// Publishing invariant 70
    @Test
    void theLockOfAFrozenReplicaIsBrokenBeforeItsJobsAreTaken() {
        var session = replicas(a).lockSession().orElseThrow();
        own(a, samples.firing("f", "x"));
        silent(Duration.ofSeconds(21), b);

        assertThat(take(b)).hasSize(1);

        await().until(() ->
                database.query("select 1 from pg_stat_activity where pid = " + session).isEmpty());
        assertThat(database.query("select count(*) from publishing_instance")).containsExactly("1");
    }

    @Test
    void nobodyIsDeadSoonAfterTheDatabasesStart() {
        settings = SETTINGS.grace(Duration.ofHours(1));
        try (var young = world()) {
            var one = young.process("one");
            var two = young.process("two");
            assertThat(this.<Void>outcome(one.replicas()::join)).isInstanceOf(Outcome.Done.class);
            assertThat(this.<Void>outcome(two.replicas()::join)).isInstanceOf(Outcome.Done.class);
            own(one, samples.firing("f", "x"));
            young.advance(Duration.ofSeconds(30));
            assertThat(beat(two)).isTrue();

            assertThat(take(two)).isEmpty();
        } finally {
            settings = SETTINGS;
        }
    }

    /// Publishing invariant 76
    @Test
    void aForeignLongTransactionStopsNothing() throws SQLException {
        try (var foreign = database.connect()) {
            foreign.setAutoCommit(false);
            foreign.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            query(foreign, "select count(*) from publishing_job");
            for (int i = 0; i < 200; i++) {
                var job = own(a, samples.firing("f" + i % 3, "x"));
                assertThat(record(a, samples.succeeded(job, 0))).containsExactly(true);
            }
            foreign.rollback();
        }
    }

    /// Publishing invariant 76
    @Test
    void aForeignLockOnAJobIsWaitedForAWhileAndThenSaidToFail() throws SQLException {
        var job = own(a, samples.firing("f", "x"));
        try (var foreign = database.connect()) {
            foreign.setAutoCommit(false);
            query(foreign, "select 1 from publishing_job for update");

            assertThat(
                            this.<List<Boolean>>outcome(call ->
                                    a.journal().record(List.of(samples.succeeded(job, 0)), call)))
                    .isInstanceOf(Outcome.Failed.class);
            assertThat(stored(append(a, samples.firing("g", "x")).getFirst())).hasSize(1);
            foreign.rollback();
        }
        assertThat(record(a, samples.succeeded(job, 0))).containsExactly(true);
    }

    /// Publishing invariant 70
    @Test
    void whoIsJustBeingDeclaredDeadWaitsAndThenWritesNothing() throws SQLException {
        var job = own(a, samples.firing("f", "x"));
        var other = samples.firing("g", "x");
        World.Pending<List<Boolean>> recording;
        World.Pending<List<Appended>> appending;
        try (var foreign = database.connect()) {
            foreign.setAutoCommit(false);
            query(foreign, "select 1 from publishing_instance for update");
            recording =
                    world.<List<Boolean>>start(
                            call -> a.journal().record(List.of(samples.succeeded(job, 0)), call));
            appending =
                    world.<List<Appended>>start(call -> a.journal().append(List.of(other), call));
            await().until(() -> database.query(WAITING).equals(List.of("2")));

            query(
                    foreign,
                    "update publishing_instance set taken_by = '"
                            + ((PostgresWorld.Member) b).id()
                            + "' where id = '"
                            + ((PostgresWorld.Member) a).id()
                            + "'");
            foreign.commit();
        }

        assertThat(done(recording.outcome())).containsExactly(false);
        assertThat(appending.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(jobs(take(b))).containsExactly(job);
    }

    private static void query(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void whatALostAnswerHeldIsTakenAgain() {
        var job = own(a, samples.firing("f", "x"));
        dies(a, b);
        database.query(
                "select * from publishing_take('"
                        + ((PostgresWorld.Member) b).id()
                        + "', '{}', 10, interval '10 s', interval '20 s', interval '0')");

        var taken = take(b);

        assertThat(jobs(taken)).containsExactly(job);
        assertThat(taken.getFirst().fence()).isEqualTo(1);
        assertThat(take(b)).isEmpty();
    }

    @Test
    void aTakeOverOfManyJobsComesInParts() {
        var group = new ArrayList<Submission>();
        for (int i = 0; i < 500; i++) {
            group.add(samples.firing("f" + i, "w", "x", "y", "z"));
        }
        append(a, group.toArray(Submission[]::new));
        dies(a, b);

        var taken = new ArrayList<TakenJob>();
        List<TakenJob> part;
        do {
            part = take(b, 500);
            taken.addAll(part);
        } while (!part.isEmpty());

        assertThat(taken).hasSize(2_000);
        assertThat(taken).extracting(TakenJob::seq).isSorted().doesNotHaveDuplicates();
    }
}
