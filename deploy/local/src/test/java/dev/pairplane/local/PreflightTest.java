package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {

    @TempDir Path directory;

    @Test
    void passesWhereEverythingIsThere() throws Exception {
        new Preflight()
                .programs(
                        Playground.in(directory).installation(FakeNode.Behaviour.HONEST),
                        List.of(Playground.node(0)),
                        directory)
                .disk(directory, 1)
                .dataDirectory(directory)
                .dataDirectory(directory.resolve("absent"))
                .finish();
    }

    @Test
    void findsEverythingThatIsMissingAtOnce() throws Exception {
        Installation nothing =
                new Installation(
                        directory,
                        directory.resolve("java"),
                        Optional.empty(),
                        new Playground(directory).packages(directory.resolve("node.jar")),
                        false);
        Path file = Files.createFile(directory.resolve("file"));
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = socket.getLocalPort();
            List<Program> programs = new ArrayList<>(Playground.platform(nothing).programs());
            programs.add(new StorageNode(0, port, Playground.node(1).managementPort()));
            Preflight preflight =
                    new Preflight()
                            .programs(nothing, programs, directory)
                            .disk(directory, Long.MAX_VALUE)
                            .disk(directory.resolve("absent"), 1)
                            .dataDirectory(file);

            assertThatThrownBy(preflight::finish)
                    .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                    .extracting(Failure::problems, InstanceOfAssertFactories.list(String.class))
                    .satisfiesExactly(
                            line -> contains(line, "there is no Java at " + nothing.java()),
                            line ->
                                    contains(
                                            line,
                                            "build them with 'mvn -Dquick -pl deploy/simulators"
                                                    + " -am package'"),
                            line ->
                                    contains(
                                            line,
                                            "build it with 'mvn -Dquick -pl deploy/postgres -am"
                                                    + " package'"),
                            line ->
                                    contains(
                                            line,
                                            "build it with 'mvn -Dquick -pl difftracker -am"
                                                    + " package'"),
                            // Once, though two nodes miss it.
                            line ->
                                    contains(
                                            line,
                                            "build it with 'mvn -Dquick -pl storage-node -am"
                                                    + " package'"),
                            line ->
                                    contains(
                                            line,
                                            "build it with 'mvn -Dquick -pl publishing-queue -am"
                                                    + " package'"),
                            line ->
                                    contains(
                                            line,
                                            "port %d is taken, and storage-node-0 (gRPC) wants it"
                                                    .formatted(port)),
                            line -> contains(line, "MiB are needed: make room there"),
                            line -> contains(line, "absent cannot be read"),
                            line ->
                                    contains(
                                            line,
                                            "data directory " + file + " is not a directory"));
        }
    }

    private static void contains(String line, String part) {
        org.assertj.core.api.Assertions.assertThat(line).contains(part);
    }
}
