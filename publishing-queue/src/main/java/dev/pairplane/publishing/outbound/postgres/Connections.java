package dev.pairplane.publishing.outbound.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.concurrent.TimeUnit;

/// How the store's connections are made, those for Hibernate too: with the limits of the settings
/// on both sides. A statement of which the caller has given up the answer thus ends, and does not
/// keep its connection from the others.
///
/// A frozen database answers nothing and closes nothing, so a pooled connection on which nothing
/// moves for longer than a call may take is closed here. The other way round the database asks
/// after clients that are silent, so that the lock of a lost host is freed.
public final class Connections {

    private final Vertx vertx;
    private final PgConnectOptions options;
    private final PostgresSettings settings;

    /// @param options where the database is, and who signs in; not changed
    public Connections(Vertx vertx, PgConnectOptions options, PostgresSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.options =
                new PgConnectOptions(options)
                        .setReconnectAttempts(0)
                        .setCachePreparedStatements(true)
                        .setPipeliningLimit(16)
                        .addProperty(
                                "statement_timeout", millis(settings.statementTimeout().toMillis()))
                        .addProperty("lock_timeout", millis(settings.lockTimeout().toMillis()))
                        .addProperty(
                                "idle_in_transaction_session_timeout",
                                millis(settings.idleInTransaction().toMillis()))
                        // What is answered is on disk, whatever the server's default is.
                        .addProperty("synchronous_commit", "on")
                        .addProperty("tcp_keepalives_idle", "5")
                        .addProperty("tcp_keepalives_interval", "5")
                        .addProperty("tcp_keepalives_count", "3")
                        .addProperty("application_name", "publishing-queue");
        this.options.setConnectTimeout((int) settings.connectTimeout().toMillis());
        this.options.setTcpKeepAlive(true);
    }

    private static String millis(long millis) {
        return millis + "ms";
    }

    /// A pool; the caller closes it.
    public Pool pool() {
        return pool(options, new PoolOptions().setMaxSize(settings.poolSize()));
    }

    /// A pool for queries; the caller closes it. Each is planned for the values that it has: a plan
    /// that is kept for every filter and every limit reads far too much.
    ///
    /// @param pooling what holds besides; how long a free connection is waited for is set here
    public Pool queries(PoolOptions pooling) {
        return pool(new PgConnectOptions(options).setCachePreparedStatements(false), pooling);
    }

    private Pool pool(PgConnectOptions options, PoolOptions pooling) {
        var pooled = new PgConnectOptions(options);
        pooled.setIdleTimeout((int) settings.callTimeout().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        return PgBuilder.pool()
                .with(
                        new PoolOptions(pooling)
                                .setConnectionTimeout((int) settings.connectTimeout().toMillis())
                                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
                .connectingTo(pooled)
                .using(vertx)
                .build();
    }

    /// A connection of its own, for a lock; the caller closes it.
    Future<PgConnection> single() {
        return PgConnection.connect(vertx, options);
    }
}
