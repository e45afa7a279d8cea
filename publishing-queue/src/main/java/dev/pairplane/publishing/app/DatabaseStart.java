package dev.pairplane.publishing.app;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.publishing.telemetry.PublishingKey;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.exception.FlywaySqlException;

/// Brings the database's tables up to date, and waits for a database that is not there yet: it may
/// start after the service, or be away for a while. Meanwhile the process lives, has not started,
/// and says why.
final class DatabaseStart {
    private static final EventLog LOG = EventLog.of(DatabaseStart.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /// SQLSTATE class 08, connection exceptions; 57P03, the database is starting up; and class 53,
    /// no connection is free.
    private static final String CONNECTION = "08";

    private static final String STARTING = "57P";
    private static final String EXHAUSTED = "53";

    private final Flyway flyway;
    private final BooleanSupplier stopping;

    /// @param stopping whether waiting makes no sense any more
    DatabaseStart(Flyway flyway, BooleanSupplier stopping) {
        this.flyway = flyway;
        this.stopping = stopping;
    }

    /// Returns when the tables are as this version needs them.
    ///
    /// @throws FlywayException when they are not, and cannot be made so
    /// @throws IllegalStateException when the service stops before
    void run() throws InterruptedException {
        boolean told = false;
        while (!stopping.getAsBoolean()) {
            try {
                flyway.migrate();
                return;
            } catch (FlywaySqlException e) {
                if (!away(e)) {
                    throw e;
                }
                if (!told) {
                    told = true;
                    LOG.warn(
                            "the database does not answer; waiting for it",
                            field(PublishingKey.CAUSE, cause(e)));
                }
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
        }
        throw new IllegalStateException("stopped while waiting for the database");
    }

    private static boolean away(FlywaySqlException e) {
        String state = e.getSqlState();
        return state == null
                || state.startsWith(CONNECTION)
                || state.startsWith(STARTING)
                || state.startsWith(EXHAUSTED);
    }

    private static String cause(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
