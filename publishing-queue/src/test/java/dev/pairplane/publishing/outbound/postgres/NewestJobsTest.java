package dev.pairplane.publishing.outbound.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How PostgreSQL goes about the list of jobs when there is a lot of history.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NewestJobsTest {

    private static final String FILL =
            """
            insert into publishing_job_history (id, submission_id, seq, fingerprint, alert_status,
                target_name, target_type, priority, final_state, attempts, max_retries, created_at,
                finished_at)
            select gen_random_uuid(), gen_random_uuid(), n, 'f', 'firing', 'x', 'webhook', 1, 'succeeded', 1,
                3, now() - n * interval '50 ms', now() - n * interval '50 ms' + interval '10 ms'
            from generate_series(1, 200000) n
            """;
    private static final String LETTERS =
            """
            insert into publishing_dlq (id, job_id, submission_id, seq, first_seq, fingerprint, target_name,
                target_type, alert_status, enriched_alert, reason, error_message, error_type, attempts,
                max_retries, created_at)
            select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), n, n, 'f', 'x', 'webhook',
                'firing', '{}', 'expired', '', 'unknown', 1, 3, now() - n * interval '1 s'
            from generate_series(1, 20000) n
            """;

    private final TestDatabase database = TestDatabase.create();

    @BeforeAll
    void fill() {
        for (int hour = -3; hour <= 0; hour++) {
            database.query(
                    "select publishing_make_partition('publishing_job_history', " + hour + ")");
        }
        database.execute(FILL);
        database.execute(LETTERS);
        database.execute("analyze");
    }

    @AfterAll
    void closeDatabase() {
        database.close();
    }

    /// The orders of [PostgresJobs].
    @ParameterizedTest
    @ValueSource(strings = {"created_at desc, id", "created_at asc, id"})
    void theListByTimeIsReadFromIndexes(String order) {
        var plan =
                String.join(
                        "\n",
                        database.query(
                                "explain (analyze) select * from publishing_job_view order by "
                                        + order
                                        + " fetch first 100 rows only"));

        assertThat(plan)
                .contains("Index Scan")
                .doesNotContain("Seq Scan on publishing_job_history_p")
                .doesNotContain("Seq Scan on publishing_dlq");
    }
}
