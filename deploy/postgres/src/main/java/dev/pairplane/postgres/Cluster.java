package dev.pairplane.postgres;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The data directory.
///
/// @param directory what a server keeps
/// @param out says what is done
record Cluster(Path directory, PrintStream out) {

    private static final Duration STOP = Duration.ofSeconds(10);

    /// Makes the directory with its user and its database, unless it is there. A start that was
    /// interrupted in the middle leaves nothing that looks whole.
    void create(Options options, Binaries binaries, Account account)
            throws IOException, InterruptedException {
        if (Files.exists(directory.resolve("PG_VERSION"))) {
            return;
        }
        Path made = directory.resolveSibling(directory.getFileName() + ".new");
        if (Files.exists(made)) {
            Binaries.deleteTree(made);
        }
        Files.createDirectories(directory.getParent());
        out.println("making the data directory " + directory);
        run(
                account.command(
                        List.of(
                                binaries.initdb().toString(),
                                "--pgdata=" + made,
                                "--username=" + options.user(),
                                "--pwfile=" + options.passwordFile(),
                                "--auth=scram-sha-256",
                                "--encoding=UTF8",
                                "--locale=C",
                                // The same order of texts on every machine.
                                "--locale-provider=builtin",
                                "--builtin-locale=C.UTF-8",
                                "--set=shared_buffers=32MB",
                                "--set=max_connections=40",
                                "--no-instructions")),
                "");
        run(
                account.command(
                        List.of(
                                binaries.postgres().toString(),
                                "--single",
                                "-D",
                                made.toString(),
                                "postgres")),
                "CREATE DATABASE %s OWNER %s\n".formatted(options.database(), options.user()));
        Files.move(made, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Runs a program to its end, and shows what it says when it fails.
    private void run(List<String> command, String input) throws IOException, InterruptedException {
        Path said = Files.createTempFile(directory.getParent(), "postgres", ".out");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(said.toFile())
                            .start();
            try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
                in.write(input);
            }
            int exit = process.waitFor();
            if (exit != 0) {
                Files.readAllLines(said).forEach(out::println);
                throw new IOException(
                        "%s ended with exit code %d".formatted(String.join(" ", command), exit));
            }
        } finally {
            Files.delete(said);
        }
    }

    /// Sees to what an earlier server left: ends it where it still runs, and forgets its number
    /// where that is another process' by now. One that was killed is the next server's own affair,
    /// which knows whether anything of it is still there.
    ///
    /// @return whether there was an earlier server that did not stop in order
    boolean clearUp() throws IOException, InterruptedException {
        Path file = directory.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return false;
        }
        Optional<ProcessHandle> process = number(file).flatMap(ProcessHandle::of);
        if (process.isPresent()) {
            ProcessHandle earlier = process.orElseThrow();
            if (isServerHere(earlier)) {
                out.printf(
                        "a server of an earlier run is here (process %d): stopping it%n",
                        earlier.pid());
                stop(earlier);
            } else {
                // As after a restart of a container, where the numbers begin anew.
                out.printf("process %d is another one by now: removing %s%n", earlier.pid(), file);
                Files.deleteIfExists(file);
            }
        }
        return true;
    }

    private static Optional<Long> number(Path file) throws IOException {
        try {
            return Files.readAllLines(file).stream()
                    .findFirst()
                    .map(line -> Long.valueOf(line.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private boolean isServerHere(ProcessHandle process) {
        String command = process.info().commandLine().orElse("");
        return command.contains("postgres") && command.contains(directory.toString());
    }

    private static void stop(ProcessHandle server) throws IOException, InterruptedException {
        Server.signal(server, "INT");
        try {
            server.onExit().get(STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException
                | java.util.concurrent.ExecutionException e) {
            server.destroyForcibly();
        }
    }
}
