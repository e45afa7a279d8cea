package dev.pairplane.publishing.it;

import dev.pairplane.testkit.FreePorts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/// A PostgreSQL server on a data directory and a port of its own, as durable as in production: what
/// the embedded one leaves out to be fast is switched on again. It can be killed with all of its
/// processes, and started again on what it left. One thread at a time, but for [#connect].
public final class PostgresProcess implements AutoCloseable {
    /// What makes a commit last, as [#settings] has to show it.
    public static final Map<String, String> DURABLE =
            Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");

    /// It complains when a server that was killed cannot be stopped.
    private static final Logger WORDY = Logger.getLogger(EmbeddedPostgres.class.getName());

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double TICKS_PER_SECOND = 100;

    private final Path data;
    private final Path log;
    private final int port;
    private EmbeddedPostgres server;

    private PostgresProcess(Path data, Path log, int port, EmbeddedPostgres server) {
        this.data = data;
        this.log = log;
        this.port = port;
        this.server = server;
    }

    /// Makes a data directory in a folder, and starts a server on it that takes connections when
    /// this returns. Its log is `postgres.log` in the folder.
    public static PostgresProcess start(Path folder) {
        int port;
        try (FreePorts ports = FreePorts.hold(1)) {
            port = ports.next();
        }
        Path data = folder.resolve("postgres");
        Path log = folder.resolve("postgres.log");
        return new PostgresProcess(data, log, port, launch(data, log, port));
    }

    private static EmbeddedPostgres launch(Path data, Path log, int port) {
        ProcessBuilder.Redirect output = ProcessBuilder.Redirect.appendTo(log.toFile());
        EmbeddedPostgres.Builder builder =
                EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .setPort(port)
                        .setOutputRedirector(output)
                        .setErrorRedirector(output)
                        .setPGStartupWait(PATIENCE)
                        .setServerConfig("max_connections", "100");
        DURABLE.forEach(builder::setServerConfig);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Kills the postmaster and all of its processes; returns when they are gone.
    void kill() throws IOException, InterruptedException {
        List<ProcessHandle> all = processes();
        List<CompletableFuture<ProcessHandle>> ends =
                all.stream().map(ProcessHandle::onExit).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        CompletableFuture<Void> end =
                CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
        try {
            end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            throw new AssertionError("PostgreSQL outlived SIGKILL", e);
        }
    }

    /// Starts it on what it left when it was killed; takes connections when this returns.
    void startAgain() throws IOException {
        // Only lets go of the folder: there is nothing to stop any more.
        WORDY.setLevel(Level.OFF);
        server.close();
        server = launch(data, log, port);
    }

    /// The postmaster, and after it what it has started.
    private List<ProcessHandle> processes() throws IOException {
        List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
        ProcessHandle postmaster =
                ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                        .orElseThrow(() -> new AssertionError("PostgreSQL is not there to kill"));
        return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    }

    /// What the server has used of the processors so far, ended backends included.
    public Duration cpu() {
        double ticks = 0;
        try {
            List<ProcessHandle> all = processes();
            for (ProcessHandle process : all) {
                boolean postmaster = process.equals(all.getFirst());
                ticks += ticks(process.pid(), postmaster);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Duration.ofMillis(Math.round(ticks * 1000 / TICKS_PER_SECOND));
    }

    /// @param waitedFor whether what its ended children used is counted too
    private static long ticks(long pid, boolean waitedFor) throws IOException {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        String text;
        try {
            text = Files.readString(stat);
        } catch (java.nio.file.NoSuchFileException e) {
            return 0;
        }
        // After the name, which may hold anything, utime is the 12th.
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return waitedFor ? ticks + Long.parseLong(fields[13]) + Long.parseLong(fields[14]) : ticks;
    }

    /// The address as the service's configuration has it.
    public String url() {
        return "postgresql://127.0.0.1:" + port + "/postgres";
    }

    /// A connection over JDBC. Safe for threads.
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        return DriverManager.getConnection("jdbc:" + url(), properties);
    }

    /// What [#DURABLE] names, as the server has it now.
    public Map<String, String> settings() {
        Map<String, String> found = new TreeMap<>();
        for (String name : DURABLE.keySet()) {
            found.put(name, query("select current_setting('" + name + "')").getFirst());
        }
        return found;
    }

    /// All rows of a query, as texts joined by `|`.
    public List<String> query(String sql) {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                List<String> columns = new ArrayList<>();
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

    /// The one number that a query answers.
    public long number(String sql) {
        return Long.parseLong(query(sql).getFirst());
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
