package dev.pairplane.publishing.outbound.postgres;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The lock that says to the database that a process is there: a session's advisory lock, on a
/// connection that does nothing else. It is free as soon as the database notices that the
/// connection is gone. May be used from any thread.
final class ReplicaLock {

    private final Supplier<Future<PgConnection>> connect;
    private @Nullable PgConnection held;
    private @Nullable Long wanted;
    private boolean taking;

    ReplicaLock(Supplier<Future<PgConnection>> connect) {
        this.connect = connect;
    }

    /// Takes the lock, and frees the one that was held before.
    Future<Void> take(long key) {
        free();
        synchronized (this) {
            wanted = key;
            taking = true;
        }
        return lock(key);
    }

    /// Takes the lock again if its connection was lost; whether that succeeds is seen by the next
    /// call.
    void keep() {
        Long key;
        synchronized (this) {
            if (wanted == null || held != null || taking) {
                return;
            }
            taking = true;
            key = wanted;
        }
        var _ = lock(key);
    }

    /// Frees the lock.
    void free() {
        Optional<PgConnection> before;
        synchronized (this) {
            before = Optional.ofNullable(held);
            held = null;
            wanted = null;
        }
        before.ifPresent(PgConnection::close);
    }

    /// The session that holds the lock; empty when it is lost.
    synchronized Optional<Integer> session() {
        return Optional.ofNullable(held).map(PgConnection::processId);
    }

    private Future<Void> lock(long key) {
        return connect.get()
                .compose(connection ->
                        connection
                                .preparedQuery("select pg_try_advisory_lock($1)")
                                .execute(Tuple.of(key))
                                .compose(rows ->
                                        rows.iterator().next().getBoolean(0)
                                                ? keep(connection, key)
                                                : taken(connection)))
                .onComplete(_ -> {
                    synchronized (this) {
                        taking = false;
                    }
                });
    }

    private Future<Void> keep(PgConnection connection, long key) {
        boolean needed;
        synchronized (this) {
            needed = wanted != null && wanted == key;
            if (needed) {
                held = connection;
            }
        }
        if (!needed) {
            return connection.close();
        }
        connection.closeHandler(_ -> {
            synchronized (this) {
                if (connection.equals(held)) {
                    held = null;
                }
            }
        });
        return Future.succeededFuture();
    }

    /// The database has not noticed yet that the lock's last connection is gone.
    private static Future<Void> taken(PgConnection connection) {
        var result = Promise.<Void>promise();
        connection.close().onComplete(_ -> result.fail("the lock is held by another connection"));
        return result.future();
    }
}
