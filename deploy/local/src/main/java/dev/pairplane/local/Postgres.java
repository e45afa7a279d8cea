package dev.pairplane.local;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The PostgreSQL server that the publishing queue keeps its journal in.
///
/// @param port on the loopback address
record Postgres(int port) implements Program {

    static final String NAME = "postgres";

    /// The role that owns the database, and the database.
    static final String USER = "publishing";

    static final String DATABASE = "publishing";

    /// The small program that starts the server and stops it; the server itself is not a JVM.
    private static final Jvm JVM = new Jvm(48);

    /// The server's own files, a fresh data directory, and twice the log's usual size.
    private static final long DISK = 768L << 20;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Ports.Claim> claims() {
        return List.of(new Ports.Claim(port, "PostgreSQL"));
    }

    /// Where it answers, as libpq and psql write it.
    URI uri() {
        return URI.create("postgresql://%s:%d/%s".formatted(HOST, port, DATABASE));
    }

    @Override
    public List<UrlTable.Entry> urls() {
        return List.of(new UrlTable.Entry(NAME, "server", uri()));
    }

    @Override
    public long disk() {
        return DISK;
    }

    @Override
    public Optional<String> missing(Installation installation) {
        Path jar = installation.packages().postgres();
        return Files.isRegularFile(jar)
                ? Optional.empty()
                : Optional.of(
                        "PostgreSQL is not packaged (%s is missing): build it with 'mvn -Dquick -pl deploy/postgres -am package', or use 'make run'"
                                .formatted(jar));
    }

    /// The file with the password of [#USER].
    ///
    /// @param home the server's
    static Path passwordFile(Path home) {
        return home.resolve("password");
    }

    @Override
    public ChildProcess.Spec prepare(Installation installation, Path home, Path log)
            throws Failure {
        // Made here, and only read there.
        SecretFile.read(passwordFile(home));
        List<String> program =
                List.of(
                        "-jar",
                        installation.packages().postgres().toString(),
                        "--parent-pipe",
                        "--data-dir",
                        home.resolve("data").toString(),
                        "--install-dir",
                        installation.postgresql().toString(),
                        "--port",
                        Integer.toString(port),
                        "--database",
                        DATABASE,
                        "--user",
                        USER,
                        "--password-file",
                        passwordFile(home).toString());
        return new ChildProcess.Spec(
                NAME, JVM.command(installation, program), Map.of(), home, log, uri());
    }
}
