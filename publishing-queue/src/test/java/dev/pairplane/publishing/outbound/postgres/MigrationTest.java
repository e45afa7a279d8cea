package dev.pairplane.publishing.outbound.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Publishing invariant 75
class MigrationTest {

    private static final List<String> CATALOG =
            List.of(
                    "select table_name, column_name, data_type, is_nullable, column_default,"
                            + " is_identity from information_schema.columns where table_schema ="
                            + " 'public' and table_name like 'publishing%' order by 1, 2",
                    "select indexdef from pg_indexes where tablename like 'publishing%' order by 1",
                    "select conrelid::regclass, pg_get_constraintdef(oid) from pg_constraint where"
                            + " conrelid::regclass::text like 'publishing%' order by 1, 2",
                    "select pg_get_functiondef(oid) from pg_proc where proname like 'publishing%'"
                            + " order by 1",
                    "select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal order by"
                            + " 1",
                    "select relname, relkind, reloptions from pg_class where relname like"
                            + " 'publishing%' order by 1",
                    "select pg_get_viewdef(oid) from pg_class where relname like 'publishing%' and"
                            + " relkind = 'v' order by 1");

    private static List<String> schema(TestDatabase database) {
        var found = new ArrayList<String>();
        CATALOG.forEach(sql -> found.addAll(database.query(sql)));
        return found;
    }

    private static String down(String name) {
        return script("down/" + name);
    }

    private static String script(String name) {
        try (var stream = MigrationTest.class.getResourceAsStream("/db/" + name)) {
            assertThat(stream).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void upDownUpLeavesAnEqualSchemaAndDownLeavesNothing() {
        try (var database = TestDatabase.create()) {
            var first = schema(database);
            database.query("select publishing_make_partition('publishing_attempt', 1)");

            database.execute(down("U4__collapsed_jobs.sql"));
            database.execute(down("U3__short_wait_to_drop.sql"));
            database.execute(down("U2__newest_jobs.sql"));
            database.execute(down("U1__journal.sql"));
            assertThat(schema(database)).isEmpty();
            database.execute("drop table flyway_schema_history");
            database.migrate();

            assertThat(schema(database)).isEqualTo(first).hasSizeGreaterThan(100);
        }
    }

    @Test
    void partitionsThatAreThereTakeCollapsedJobsToo() {
        try (var database = TestDatabase.create()) {
            database.execute(down("U4__collapsed_jobs.sql"));
            database.query("select publishing_make_partition('publishing_job_history', 0)");
            var insert =
                    """
                    insert into publishing_job_history (id, submission_id, seq, fingerprint, alert_status,
                        target_name, target_type, priority, final_state, attempts, max_retries, created_at,
                        finished_at)
                    values (gen_random_uuid(), gen_random_uuid(), 1, 'f', 'firing', 'x', 'webhook', 1,
                        'collapsed', 0, 3, now(), now())
                    """;
            assertThatThrownBy(() -> database.execute(insert))
                    .cause()
                    .hasMessageContaining("final_state_check");

            database.execute(script("migration/V4__collapsed_jobs.sql"));
            database.execute(insert);

            assertThat(
                            database.query(
                                    "select tableoid::regclass::text from publishing_job_history"))
                    .singleElement()
                    .asString()
                    .contains("_p2");
            assertThat(database.query("select state from publishing_job_view"))
                    .containsExactly("6");
            database.execute(down("U4__collapsed_jobs.sql"));
            assertThat(database.query("select id from publishing_job_history")).isEmpty();
        }
    }

    @Test
    void theJobsTableIsKeptFromBloating() {
        try (var database = TestDatabase.create()) {
            assertThat(
                            database.query(
                                    "select array_to_string(reloptions, ',') from pg_class where"
                                            + " relname = 'publishing_job'"))
                    .singleElement()
                    .asString()
                    .contains("fillfactor=70", "autovacuum_vacuum_scale_factor=0.01");
        }
    }
}
