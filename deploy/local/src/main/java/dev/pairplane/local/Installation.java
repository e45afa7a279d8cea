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
/// @param storageNode the packaged storage node
record Installation(Path root, Path java, Optional<Path> detach, Path storageNode) {

    static final String STORAGE_NODE_JAR = "PAIRPLANE_STORAGE_NODE_JAR";

    private static final Path PACKAGED =
            Path.of("storage-node", "target", "quarkus-app", "quarkus-run.jar");

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
        String named = environment.getOrDefault(STORAGE_NODE_JAR, "");
        return new Installation(
                root,
                Path.of(System.getProperty("java.home"), "bin", "java"),
                onPath("setsid", environment.getOrDefault("PATH", "")),
                root.resolve(named.isEmpty() ? PACKAGED : Path.of(named)));
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

    private static Optional<Path> onPath(String program, String path) {
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
