package dev.pairplane.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One data directory, in which each test leaves a server that has stopped, however that went.
@Timeout(180)
class ServerTest {

    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir private static Path folder;

    @BeforeEach
    void makeTheDataDirectoryOnce() throws Exception {
        if (!Files.exists(folder.resolve("data"))) {
            try (LeashedServer first = LeashedServer.start(folder)) {
                first.awaitReady().run("CREATE TABLE kept (n int)");
                first.terminate();
                assertThat(first.exitCode()).isZero();
            }
        }
    }

    @Test
    void keepsWhatIsCommittedAndIsNotSetUpToLoseIt() throws Exception {
        try (LeashedServer server = LeashedServer.start(folder)) {
            server.awaitReady().run("INSERT INTO kept VALUES (1)");
            assertThat(server.ask("SHOW server_version")).startsWith("18.");
            assertThat(server.ask("SHOW fsync")).isEqualTo("on");
            assertThat(server.ask("SHOW synchronous_commit")).isEqualTo("on");
            assertThat(server.ask("SHOW shared_buffers")).isEqualTo("32MB");
            assertThat(server.ask("SHOW server_encoding")).isEqualTo("UTF8");
            server.closePipe();
            assertThat(server.exitCode()).isZero();
            assertThat(server.survivors()).isEmpty();
            assertThat(server.output())
                    .anyMatch(line -> line.contains("database system is shut down"));
        }
        try (LeashedServer server = LeashedServer.start(folder)) {
            assertThat(server.awaitReady().ask("SELECT count(*) > 0 FROM kept")).isEqualTo("t");
        }
    }

    @Test
    void asksForThePassword() throws Exception {
        try (LeashedServer server = LeashedServer.start(folder)) {
            server.awaitReady();
            assertThatThrownBy(() -> server.connect("guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void stopsWithClientsAtWork() throws Exception {
        try (LeashedServer server = LeashedServer.start(folder);
                var connection = server.awaitReady().connect("let me in")) {
            server.terminate();
            assertThat(server.exitCode()).isZero();
            assertThat(server.survivors()).isEmpty();
            assertThat(connection.isValid(1)).isFalse();
        }
    }

    @Test
    void leavesNothingBehindWhenItIsKilled() throws Exception {
        assumeTrue(
                Account.find().setpriv().isPresent(),
                "there is no setpriv here, so the kernel does not watch the server's parent");
        try (LeashedServer server = LeashedServer.start(folder)) {
            server.awaitReady();
            server.kill();
            assertThat(server.exitCode()).isEqualTo(137);
            await().atMost(SOON).until(() -> server.survivors().isEmpty());
        }
    }

    @Test
    void stopsTheServerThatAnEarlierRunLeft() throws Exception {
        try (LeashedServer killed = LeashedServer.start(folder, pathWithout("setpriv"))) {
            killed.awaitReady();
            ProcessHandle left = killed.server();
            killed.kill();
            assertThat(killed.exitCode()).isEqualTo(137);
            assertThat(left.isAlive()).isTrue();

            try (LeashedServer next = LeashedServer.start(folder)) {
                next.awaitReady();
                assertThat(next.output())
                        .contains(
                                "a server of an earlier run is here (process %d): stopping it"
                                        .formatted(left.pid()));
                assertThat(left.isAlive()).isFalse();
            }
        }
    }

    @Test
    void startsAlthoughAnotherProcessHasTheNumberOfTheLastServer() throws Exception {
        Files.writeString(
                folder.resolve("data/postmaster.pid"),
                "%d%n%s%n".formatted(ProcessHandle.current().pid(), folder.resolve("data")));
        try (LeashedServer server = LeashedServer.start(folder)) {
            server.awaitReady();
            assertThat(server.output())
                    .anyMatch(line -> line.contains("is another one by now: removing "));
        }
    }

    @Test
    void endsWithTheServerAndRecoversAtTheNextStart() throws Exception {
        try (LeashedServer server = LeashedServer.start(folder)) {
            server.awaitReady().run("INSERT INTO kept VALUES (2)");
            server.server().destroyForcibly();
            assertThat(server.exitCode()).isEqualTo(1);
            await().until(() ->
                    server.output()
                            .contains(
                                    "postgres: the server ended by itself with exit code"
                                            + " 137"));
        }
        try (LeashedServer server = LeashedServer.start(folder)) {
            assertThat(server.awaitReady().ask("SELECT count(*) FROM kept WHERE n = 2"))
                    .isEqualTo("1");
        }
    }

    @Test
    void saysWhyItCannotStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                LeashedServer server = LeashedServer.start(folder, taken.getLocalPort())) {
            assertThat(server.exitCode()).isEqualTo(1);
            await().until(() ->
                    server.output()
                            .contains(
                                    "postgres: postgres ended with exit code 1 before it was"
                                            + " ready"));
            assertThat(server.output()).anyMatch(line -> line.contains("Address already in use"));
        }
    }

    @Test
    void doesNotRunAsRootWhereThatCannotBeHelped() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "this is not root");
        try (LeashedServer server = LeashedServer.start(folder, pathWithout("unshare"))) {
            assertThat(server.exitCode()).isEqualTo(1);
            await().until(() ->
                    server.output()
                            .contains(
                                    "postgres: PostgreSQL does not run as root, and 'unshare"
                                            + " --user' does not work here: start it as another"
                                            + " user"));
        }
    }

    @Test
    void saysHowItIsUsed() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        Main main = new Main(InputStream.nullInputStream(), stream, stream);

        assertThat(main.run(List.of("--help"))).isZero();
        assertThat(main.run(List.of("--port"))).isEqualTo(Main.USAGE);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--password-file FILE", "postgres: --port needs a value");
    }

    /// A folder of links to what is on the path, but for one program.
    private static String pathWithout(String program) throws Exception {
        Path links = Files.createTempDirectory(folder, "path");
        for (String name : List.of("unshare", "setpriv", "kill", "true", "locale", "sh")) {
            if (!name.equals(program)) {
                Stream.of(System.getenv("PATH").split(":", -1))
                        .map(directory -> Path.of(directory, name))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .ifPresent(found -> link(links.resolve(name), found));
            }
        }
        return links.toString();
    }

    private static void link(Path link, Path to) {
        try {
            Files.createSymbolicLink(link, to);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
