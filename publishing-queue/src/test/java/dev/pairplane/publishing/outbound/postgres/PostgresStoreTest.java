package dev.pairplane.publishing.outbound.postgres;

import dev.pairplane.publishing.store.JobsConformance;
import dev.pairplane.publishing.store.World;
import java.time.Duration;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/// PostgreSQL does what every store does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresStoreTest extends JobsConformance {

    static final String EMPTY =
            "truncate publishing_instance, publishing_idempotency, publishing_submission,"
                    + " publishing_job, publishing_job_history, publishing_attempt,"
                    + " publishing_dlq";

    private final TestDatabase database = TestDatabase.create();
    private final Mutiny.SessionFactory sessions = database.sessions();

    @Override
    protected World world() {
        database.execute(EMPTY);
        return new PostgresWorld(
                database, sessions, PostgresSettings.DEFAULTS.grace(Duration.ZERO));
    }

    @AfterAll
    void closeDatabase() {
        database.close();
    }
}
