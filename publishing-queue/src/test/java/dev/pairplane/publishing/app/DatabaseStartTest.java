package dev.pairplane.publishing.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.publishing.outbound.postgres.TestDatabase;
import dev.pairplane.testkit.FreePorts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DatabaseStartTest {

    private static Flyway flyway(int port, String database) {
        return Flyway.configure()
                .dataSource("jdbc:postgresql://127.0.0.1:" + port + "/" + database, "postgres", "")
                .locations("classpath:db/migration")
                .load();
    }

    @Test
    void aDatabaseThatComesLaterIsWaitedForAndBroughtUpToDate() throws Exception {
        int port;
        try (FreePorts ports = FreePorts.hold(1)) {
            port = ports.next();
        }
        Flyway flyway = flyway(port, "postgres");
        CountDownLatch looked = new CountDownLatch(2);
        DatabaseStart start =
                new DatabaseStart(
                        flyway,
                        () -> {
                            looked.countDown();
                            return false;
                        });
        CompletableFuture<Void> started =
                CompletableFuture.runAsync(() -> {
                    try {
                        start.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException(e);
                    }
                });
        // It has failed once, and looks again.
        assertThat(looked.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(started).isNotDone();

        try (EmbeddedPostgres server = EmbeddedPostgres.builder().setPort(port).start()) {
            started.get(60, TimeUnit.SECONDS);

            assertThat(flyway.info().pending()).isEmpty();
            assertThat(server.getPort()).isEqualTo(port);
        }
    }

    @Test
    void whoIsStoppedMeanwhileWaitsNoLonger() {
        AtomicInteger looks = new AtomicInteger();
        DatabaseStart start =
                new DatabaseStart(flyway(1, "postgres"), () -> looks.incrementAndGet() > 1);

        assertThatThrownBy(start::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stopped while waiting");
    }

    @Test
    void aFaultThatWaitingDoesNotMendIsSaidAtOnce() {
        try (TestDatabase database = TestDatabase.empty()) {
            AtomicInteger looks = new AtomicInteger();
            DatabaseStart start =
                    new DatabaseStart(
                            flyway(database.options().getPort(), "nobody_made_it"),
                            () -> looks.incrementAndGet() > 100);

            assertThatThrownBy(start::run)
                    .isInstanceOf(FlywayException.class)
                    .hasMessageContaining("nobody_made_it");
            assertThat(looks).hasValue(1);
        }
    }
}
