package dev.pairplane.publishing.outbound.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The limits that connections have, as PostgreSQL sees them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectionsTest {

    private final TestDatabase database = TestDatabase.empty();

    @AfterAll
    void closeDatabase() {
        database.close();
    }

    private Connections connections(Duration statementTimeout) {
        return new Connections(
                database.vertx(),
                database.options(),
                PostgresSettings.DEFAULTS.connections(2, Duration.ofSeconds(3), statementTimeout));
    }

    private static String ask(Pool pool, String sql) throws Exception {
        return pool.query(sql)
                .execute()
                .map(rows -> rows.iterator().next().getString(0))
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private static void close(Pool pool) throws Exception {
        pool.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void thoseThatReadHaveTheLimitsOfThoseThatWrite() throws Exception {
        var connections = connections(Duration.ofSeconds(5));
        for (var pool : List.of(connections.pool(), connections.queries(new PoolOptions()))) {
            assertThat(ask(pool, "show statement_timeout")).isEqualTo("5s");
            assertThat(ask(pool, "show lock_timeout")).isEqualTo("3s");
            assertThat(ask(pool, "show idle_in_transaction_session_timeout")).isEqualTo("10s");
            close(pool);
        }
    }

    @Test
    void aQueryThatTakesTooLongEndsAndItsConnectionAnswersTheNextOne() throws Exception {
        var pool = connections(Duration.ofMillis(200)).queries(new PoolOptions().setMaxSize(1));

        assertThatThrownBy(() -> ask(pool, "select pg_sleep(600)::text"))
                .cause()
                .isInstanceOf(PgException.class)
                .hasMessageContaining("statement timeout");

        assertThat(ask(pool, "select 'next'")).isEqualTo("next");
        close(pool);
    }

    @Test
    void aConnectionThatNobodyNeedsIsClosed() throws Exception {
        var pool = connections(Duration.ofMillis(200)).queries(new PoolOptions());

        var session = ask(pool, "select pg_backend_pid()::text");

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        database.query("select pid from pg_stat_activity where pid = " + session)
                                .isEmpty());
        close(pool);
    }
}
