package dev.pairplane.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What can be known to go wrong before anything is started.
final class Preflight {

    private final List<String> problems = new ArrayList<>();

    /// The packaged programs, a Java to run them with, their ports, and room for their data.
    ///
    /// @param state where the data goes
    Preflight programs(Installation installation, List<? extends Program> programs, Path state) {
        if (!Files.isExecutable(installation.java())) {
            problems.add(
                    "there is no Java at %s: run the launcher with a JDK 25 or newer"
                            .formatted(installation.java()));
        }
        // Several nodes are missed once.
        programs.stream()
                .flatMap(program -> program.missing(installation).stream())
                .distinct()
                .forEach(problems::add);
        ports(programs.stream().flatMap(program -> program.claims().stream()).toList());
        return disk(state, programs.stream().mapToLong(Program::disk).sum());
    }

    /// Ports that nobody else may listen on.
    Preflight ports(List<Ports.Claim> claims) {
        for (Ports.Claim claim : Ports.taken(claims)) {
            problems.add(
                    "port %d is taken, and %s wants it: stop what listens there ('ss -ltnp' shows what does)"
                            .formatted(claim.port(), claim.owner()));
        }
        return this;
    }

    /// Room for the children's data.
    ///
    /// @param bytes at least so much
    Preflight disk(Path directory, long bytes) {
        try {
            long usable = Files.getFileStore(directory).getUsableSpace();
            if (usable < bytes) {
                problems.add(
                        "the disk of %s has %d MiB left, and at least %d MiB are needed: make room there"
                                .formatted(directory, usable >> 20, bytes >> 20));
            }
        } catch (IOException e) {
            problems.add("the disk of %s cannot be read (%s)".formatted(directory, e));
        }
        return this;
    }

    /// A place where a child can keep its data: a directory, or nothing yet.
    Preflight dataDirectory(Path path) {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            problems.add(
                    "the data directory %s is not a directory: name another, or remove what is there"
                            .formatted(path));
        }
        return this;
    }

    /// Returns when nothing was found.
    ///
    /// @throws Failure with every problem found, one line each
    void finish() throws Failure {
        if (!problems.isEmpty()) {
            throw new Failure(problems);
        }
    }
}
