package dev.pairplane.publishing.outbound.postgres;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.hibernate.cfg.Configuration;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.provider.ReactiveServiceRegistryBuilder;

/// A database of its own on the one server of this process, with the service's schema.
public final class TestDatabase implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;
    private final int port;
    private final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> closing = new ArrayList<>();

    /// The one server, started by whoever comes first; it ends with the process.
    private static final class Server {
        static final EmbeddedPostgres INSTANCE = start();

        static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().setServerConfig("max_connections", "200").start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private TestDatabase(int port, String name) {
        this.port = port;
        this.name = name;
    }

    /// A new database with the schema.
    public static TestDatabase create() {
        var database = empty();
        database.migrate();
        return database;
    }

    /// A new database without anything in it.
    public static TestDatabase empty() {
        var name = "test" + COUNT.incrementAndGet();
        var port = Server.INSTANCE.getPort();
        var database = new TestDatabase(port, name);
        execute(jdbc(port, "postgres"), "create database " + name);
        return database;
    }

    /// A database on another server.
    static TestDatabase at(int port) {
        return new TestDatabase(port, "postgres");
    }

    private static String jdbc(int port, String name) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    /// Brings the schema up to date.
    void migrate() {
        Flyway.configure()
                .dataSource(jdbc(port, name), "postgres", "")
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    /// A connection over JDBC, for tests to look and to spoil.
    public Connection connect() throws SQLException {
        return connect(jdbc(port, name));
    }

    private static Connection connect(String url) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", "postgres");
        return DriverManager.getConnection(url, properties);
    }

    /// Executes some SQL.
    public void execute(String sql) {
        execute(jdbc(port, name), sql);
    }

    private static void execute(String url, String sql) {
        try (var connection = connect(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// All rows of a query, as texts joined by `|`.
    public List<String> query(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                var columns = new ArrayList<String>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    columns.add(String.valueOf(rows.getString(i)));
                }
                found.add(String.join("|", columns));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// Where it is.
    public PgConnectOptions options() {
        return new PgConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setDatabase(name)
                .setUser("postgres")
                .setPassword("");
    }

    /// The event loops of this database's clients.
    public Vertx vertx() {
        return vertx;
    }

    /// Hibernate over this database; closed with it.
    public Mutiny.SessionFactory sessions() {
        var configuration =
                new Configuration()
                        .addAnnotatedClass(DeadLetterRow.class)
                        .addAnnotatedClass(JobRow.class)
                        .addAnnotatedClass(AttemptRow.class)
                        .setProperty(
                                "jakarta.persistence.jdbc.url",
                                "postgresql://127.0.0.1:" + port + "/" + name)
                        .setProperty("jakarta.persistence.jdbc.user", "postgres")
                        .setProperty("jakarta.persistence.jdbc.password", "")
                        .setProperty("hibernate.connection.pool_size", "4");
        var registry =
                new ReactiveServiceRegistryBuilder()
                        .applySettings(configuration.getProperties())
                        .build();
        var factory = configuration.buildSessionFactory(registry);
        closing.add(factory);
        return factory.unwrap(Mutiny.SessionFactory.class);
    }

    @Override
    public void close() {
        for (var each : closing) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
