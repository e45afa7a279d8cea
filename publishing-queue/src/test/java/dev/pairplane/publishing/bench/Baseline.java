package dev.pairplane.publishing.bench;

import dev.pairplane.publishing.it.PostgresProcess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The least that a durable answer can cost without a service: each alert is one row and one commit
/// of its own, over plain JDBC from a pool of connections. No job, no delivery, no HTTP.
final class Baseline implements AutoCloseable {
    private static final int CONNECTIONS = 16;
    private static final Duration RAW = Duration.ofSeconds(5);

    private final BlockingQueue<Client> pool = new ArrayBlockingQueue<>(CONNECTIONS);
    private final PostgresProcess postgres;

    private record Client(Connection connection, PreparedStatement insert) {}

    Baseline(PostgresProcess postgres) throws SQLException {
        this.postgres = postgres;
        try (Connection one = postgres.connect();
                var statement = one.createStatement()) {
            statement.execute(
                    "create table baseline (id uuid primary key, at timestamptz not null default"
                            + " now(), alert text not null)");
        }
        for (int i = 0; i < CONNECTIONS; i++) {
            Connection connection = postgres.connect();
            pool.add(
                    new Client(
                            connection,
                            connection.prepareStatement(
                                    "insert into baseline (id, alert) values (?, ?)")));
        }
    }

    /// @param commits a second that one connection gets, one after another
    /// @param database what the server used of the processors at the paced load
    record Result(Latencies.Quantiles paced, double commits, Duration database) {}

    Result run(int rate, int count) throws InterruptedException, SQLException {
        double commits = raw();
        Duration before = postgres.cpu();
        Latencies latencies = new Latencies(count);
        AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
        CountDownLatch open = new CountDownLatch(count);
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            Pacer.run(
                    rate,
                    count,
                    (number, due) ->
                            threads.execute(() -> {
                                try {
                                    insert(number);
                                    latencies.add(System.nanoTime() - due);
                                } catch (SQLException e) {
                                    failure.set(e);
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                } finally {
                                    open.countDown();
                                }
                            }));
            if (!open.await(1, TimeUnit.MINUTES)) {
                throw new AssertionError(open.getCount() + " rows are not committed");
            }
        }
        SQLException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return new Result(latencies.quantiles(), commits, postgres.cpu().minus(before));
    }

    private double raw() throws SQLException, InterruptedException {
        long begin = System.nanoTime();
        int count = 0;
        while (System.nanoTime() - begin < RAW.toNanos()) {
            insert(count);
            count++;
        }
        return count / ((System.nanoTime() - begin) / 1e9);
    }

    private void insert(int number) throws SQLException, InterruptedException {
        Client client = pool.take();
        try {
            client.insert().setObject(1, UUID.randomUUID());
            client.insert().setString(2, Submitter.body(number));
            client.insert().executeUpdate();
        } finally {
            pool.add(client);
        }
    }

    @Override
    public void close() throws SQLException {
        for (Client client : pool) {
            client.connection().close();
        }
    }
}
