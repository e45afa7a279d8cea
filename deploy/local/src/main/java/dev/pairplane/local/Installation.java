package dev.pairplane.local;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Where things are on this machine.
///
/// @param root the repository
/// @param java the program that runs the services: the one that runs the launcher
/// @param detach the program `setsid`, where there is one
/// @param packages what it runs
/// @param brief whether what it runs ends after minutes: then the JVM's optimising compiler would
///   cost more than it gives
record Installation(Path root, Path java, Optional<Path> detach, Packages packages, boolean brief) {

    /// Looks for the repository in `start` and upwards, then from the launcher's own code upwards.
    static Installation find(Path start, Map<String, String> environment) throws Failure {
        Path root =
                Stream.concat(upwards(start.toAbsolutePath().normalize()), upwards(ownCode()))
                        .filter(Installation::isRepository)
                        .findFirst()
                        .orElseThrow(() ->
                                new Failure(
                                        "no Pairplane repository at or above %s: run this inside one"
                                                .formatted(start.toAbsolutePath())));
        return new Installation(
                root,
                Path.of(System.getProperty("java.home"), "bin", "java"),
                onPath("setsid", environment.getOrDefault("PATH", "")),
                Packages.in(root, environment),
                false);
    }

    /// The same for what ends after minutes.
    Installation forMinutes() {
        return new Installation(root, java, detach, packages, true);
    }

    /// Manifests to try.
    Path samples() {
        return root.resolve(Path.of("deploy", "local", "samples"));
    }

    /// Where `make run` leaves what leads kubectl to the simulated cluster.
    Path kubeconfig() {
        return state().resolve("kubeconfig");
    }

    /// Where PostgreSQL's own files are unpacked, once for `make run` and the demo.
    Path postgresql() {
        return state().resolve("postgresql");
    }

    /// Where `make run` keeps its state. The demo's is in a directory `demo` in it.
    Path state() {
        return root.resolve(".pairplane");
    }

    private static boolean isRepository(Path directory) {
        return Files.isRegularFile(directory.resolve("pom.xml"))
                && Files.isRegularFile(directory.resolve("deploy/local/pom.xml"));
    }

    private static Stream<Path> upwards(Path start) {
        return Stream.iterate(start, path -> path != null, Path::getParent);
    }

    private static Path ownCode() {
        return Path.of(
                Installation.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    /// A program in one of the folders of a `PATH`.
    static Optional<Path> onPath(String program, String path) {
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
