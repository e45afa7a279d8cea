package dev.pairplane.local;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A repository to play in: an empty one, in which the storage node is a [FakeNode].
///
/// @param root where it is
record Playground(Path root) {

    static Playground in(Path root) throws IOException {
        Files.createDirectories(root.resolve("deploy/local"));
        Files.createFile(root.resolve("pom.xml"));
        Files.createFile(root.resolve("deploy/local/pom.xml"));
        Path samples = Files.createDirectory(root.resolve("deploy/local/samples"));
        for (String sample : List.of("shop.yaml", "shop-moved.yaml", "cart.yaml")) {
            Files.copy(sample(sample), samples.resolve(sample));
        }
        return new Playground(root);
    }

    /// An installation with a fake node that behaves so.
    Installation installation(FakeNode.Behaviour behaviour) throws IOException {
        return new Installation(root, java(), setsid(), packages(jar(behaviour)), false);
    }

    /// Only a storage node.
    Packages packages(Path storageNode) {
        return new Packages(
                storageNode,
                root.resolve("no-difftracker.jar"),
                root.resolve("no-queue.jar"),
                root.resolve("no-simulators.jar"),
                root.resolve("no-postgres.jar"));
    }

    /// Storage nodes, and nothing else.
    static Platform only(StorageNode... nodes) {
        return new Platform(Optional.empty(), Optional.empty(), List.of(nodes), Optional.empty());
    }

    /// The whole platform, on ports of its own.
    static Platform platform(Installation installation) {
        List<Integer> ports = Ports.free(8);
        Simulators simulators =
                new Simulators(
                        ports.get(0), OptionalInt.of(ports.get(1)), installation.kubeconfig());
        Difftracker difftracker =
                new Difftracker(
                        ports.get(2),
                        ports.get(3),
                        simulators.azure(),
                        installation.kubeconfig(),
                        Difftracker.CLASS);
        List<StorageNode> nodes = List.of(node(0));
        PublishingQueue queue =
                new PublishingQueue(
                        ports.get(4),
                        ports.get(5),
                        new Postgres(ports.get(6)),
                        new Receiver(ports.get(7)),
                        PublishingQueue.Tuning.RUN,
                        Platform.consoles(difftracker, nodes));
        return new Platform(
                Optional.of(simulators), Optional.of(difftracker), nodes, Optional.of(queue));
    }

    /// The fake's jar: no classes, only a manifest that leads to them.
    Path jar(FakeNode.Behaviour behaviour) throws IOException {
        Path jar = root.resolve(behaviour.jar());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeNode.class.getName());
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Stream.of(classPath().split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    /// A manifest that is shipped; tests run in the module's folder.
    static Path sample(String name) {
        return Path.of("samples", name).toAbsolutePath();
    }

    Path state() {
        return root.resolve(".pairplane");
    }

    /// A node on ports of its own.
    static StorageNode node(int index) {
        List<Integer> ports = Ports.free(2);
        return new StorageNode(index, ports.get(0), ports.get(1));
    }

    /// What starts a JVM with the launcher and the tests' classes in it.
    static List<String> javaCommand(Class<?> main, String... arguments) {
        return Stream.concat(
                        Stream.of(java().toString(), "-cp", classPath(), main.getName()),
                        Stream.of(arguments))
                .toList();
    }

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    static Optional<Path> setsid() {
        return Optional.of(Path.of("/usr/bin/setsid")).filter(Files::isExecutable);
    }

    private static String classPath() {
        // Surefire may start with a jar whose manifest leads to the rest.
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /// What an activity prints, for looking at.
    static final class Screen {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);

        PrintStream stream() {
            return stream;
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
