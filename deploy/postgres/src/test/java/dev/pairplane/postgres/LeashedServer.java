package dev.pairplane.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// The program in a process of its own, as the launcher starts it.
final class LeashedServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final int port;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final List<ProcessHandle> seen = new ArrayList<>();

    private LeashedServer(Process process, int port) {
        this.process = process;
        this.port = port;
        Thread.ofPlatform().daemon().start(() -> read(process.inputReader()));
    }

    /// Starts one.
    ///
    /// @param path what it finds programs on
    static LeashedServer start(Path folder, String path) throws IOException {
        return start(folder, path, freePort());
    }

    static LeashedServer start(Path folder, int port) throws IOException {
        return start(folder, System.getenv("PATH"), port);
    }

    private static LeashedServer start(Path folder, String path, int port) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m"));
        // What it runs through counts as tested, as it does in this process.
        command.addAll(
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(argument -> argument.startsWith("-javaagent:"))
                        .toList());
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--parent-pipe"));
        command.addAll(arguments(folder, port));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", path);
        return new LeashedServer(builder.start(), port);
    }

    static LeashedServer start(Path folder) throws IOException {
        return start(folder, System.getenv("PATH"));
    }

    private static List<String> arguments(Path folder, int port) throws IOException {
        return List.of(
                "--data-dir",
                folder.resolve("data").toString(),
                "--install-dir",
                folder.resolve("server").toString(),
                "--port",
                Integer.toString(port),
                "--database",
                "publishing",
                "--user",
                "publishing",
                "--password-file",
                Files.writeString(folder.resolve("password"), "let me in\n").toString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void read(BufferedReader reader) {
        try {
            String line = reader.readLine();
            while (line != null) {
                output.add(line);
                line = reader.readLine();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> output() {
        return output;
    }

    /// Waits until it says that it is ready, and remembers its processes.
    LeashedServer awaitReady() {
        await().atMost(PATIENCE)
                .until(() ->
                        !process.isAlive()
                                || output.stream()
                                        .anyMatch(line -> line.startsWith("postgres ready")));
        assertThat(output).anyMatch(line -> line.startsWith("postgres ready"));
        seen.addAll(process.descendants().toList());
        return this;
    }

    /// The server itself.
    ProcessHandle server() {
        return process.children().findFirst().orElseThrow();
    }

    /// Closes its standard input, as the system does when the launcher is gone.
    void closePipe() throws IOException {
        process.getOutputStream().close();
    }

    void terminate() {
        process.toHandle().destroy();
    }

    void kill() {
        process.toHandle().destroyForcibly();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /// Those of its processes that are still there.
    List<ProcessHandle> survivors() {
        return seen.stream().filter(ProcessHandle::isAlive).toList();
    }

    /// The first column of the first row.
    String ask(String sql) throws SQLException {
        try (Connection connection = connect("let me in");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    void run(String sql) throws SQLException {
        try (Connection connection = connect("let me in");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Connection connect(String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "publishing");
        properties.setProperty("password", password);
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/publishing", properties);
    }

    @Override
    public void close() {
        process.descendants().forEach(seen::add);
        kill();
        seen.forEach(ProcessHandle::destroyForcibly);
    }
}
