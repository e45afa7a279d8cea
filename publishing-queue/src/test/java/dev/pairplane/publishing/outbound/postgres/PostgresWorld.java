package dev.pairplane.publishing.outbound.postgres;

import static org.awaitility.Awaitility.await;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.job.Jobs;
import dev.pairplane.publishing.core.journal.Journal;
import dev.pairplane.publishing.store.World;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.hibernate.reactive.mutiny.Mutiny;

/// The real store. Time passes by making everything that is stored older.
final class PostgresWorld implements World {

    private final TestDatabase database;
    private final Mutiny.SessionFactory sessions;
    private final PostgresSettings settings;

    /// Each call ends by itself, maintenance after twenty times as long as the others: on a busy
    /// machine its 75 partitions take far more than a second.
    private final Duration longest;

    private final ExecutorService serial = Executors.newSingleThreadExecutor();
    private final List<Member> members = new ArrayList<>();

    PostgresWorld(
            TestDatabase database, Mutiny.SessionFactory sessions, PostgresSettings settings) {
        this.database = database;
        this.sessions = sessions;
        this.settings = settings;
        longest = settings.callTimeout().multipliedBy(20).plusSeconds(10);
    }

    @Override
    public Member process(String name) {
        var member = new Member(name);
        members.add(member);
        return member;
    }

    @Override
    public void advance(Duration time) {
        var by = " - interval '" + time.toMillis() + " ms'";
        database.execute("update publishing_instance set heartbeat_at = heartbeat_at" + by);
        database.execute("update publishing_job set next_attempt_at = next_attempt_at" + by);
        database.execute("update publishing_idempotency set created_at = created_at" + by);
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public <T> Pending<T> start(Consumer<Consumer<Outcome<T>>> call) {
        var result = new CompletableFuture<Outcome<T>>();
        serial.execute(() -> call.accept(result::complete));
        return () -> {
            try {
                return result.get(longest.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new AssertionError("no outcome", e);
            }
        };
    }

    @Override
    public void close() {
        members.forEach(Member::kill);
        serial.shutdown();
    }

    /// A process on this database.
    final class Member implements Access {
        private final Identity identity = new Identity();
        private final Connections connections =
                new Connections(database.vertx(), database.options(), settings);
        private final Pool pool = connections.pool();
        private final PostgresReplicas replicas;
        private final List<UnreadableJob> unreadable = new CopyOnWriteArrayList<>();

        Member(String name) {
            replicas =
                    new PostgresReplicas(
                            pool,
                            connections,
                            serial,
                            identity,
                            settings,
                            UUID::randomUUID,
                            "test",
                            name,
                            unreadable::add);
        }

        @Override
        public Journal journal() {
            return new PostgresJournal(pool, serial, identity, settings);
        }

        @Override
        public PostgresReplicas replicas() {
            return replicas;
        }

        @Override
        public DeadLetters deadLetters() {
            return new PostgresDeadLetters(pool, sessions, serial, identity, settings);
        }

        @Override
        public Jobs jobs() {
            return new PostgresJobs(pool, sessions, serial, settings);
        }

        PostgresMaintenance maintenance() {
            return new PostgresMaintenance(pool, serial, settings);
        }

        /// One that deletes a few rows at once, and for so long.
        PostgresMaintenance maintenance(int batch, Duration deleting) {
            return new PostgresMaintenance(pool, serial, settings, batch, deleting);
        }

        UUID id() {
            return identity.id();
        }

        /// Jobs that it made dead letters of.
        List<UnreadableJob> unreadable() {
            return List.copyOf(unreadable);
        }

        Pool pool() {
            return pool;
        }

        @Override
        public void kill() {
            var session = replicas.lockSession();
            replicas.close();
            session.ifPresent(pid ->
                    await().until(() ->
                            database.query(
                                            "select pid from pg_locks where locktype"
                                                    + " = 'advisory' and"
                                                    + " objsubid = 1 and pid = "
                                                    + pid)
                                    .isEmpty()));
            pool.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
