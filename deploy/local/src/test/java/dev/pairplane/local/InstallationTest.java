package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {

    @TempDir Path directory;

    @Test
    void findsTheRepositoryAboveTheStart() throws Exception {
        Playground playground = Playground.in(directory);
        Path below = Files.createDirectories(directory.resolve("storage-node/src"));

        Installation found = Installation.find(below, Map.of());

        assertThat(found.root()).isEqualTo(playground.root());
        assertThat(found.packages().storageNode())
                .isEqualTo(directory.resolve("storage-node/target/quarkus-app/quarkus-run.jar"));
        assertThat(found.packages().difftracker())
                .isEqualTo(directory.resolve("difftracker/target/quarkus-app/quarkus-run.jar"));
        assertThat(found.packages().publishingQueue())
                .isEqualTo(
                        directory.resolve("publishing-queue/target/quarkus-app/quarkus-run.jar"));
        assertThat(found.packages().postgres())
                .isEqualTo(directory.resolve("deploy/postgres/target/pairplane-postgres.jar"));
        assertThat(found.packages().simulators())
                .isEqualTo(directory.resolve("deploy/simulators/target/pairplane-simulators.jar"));
        assertThat(found.state()).isEqualTo(directory.resolve(".pairplane"));
        assertThat(found.kubeconfig()).isEqualTo(directory.resolve(".pairplane/kubeconfig"));
    }

    @Test
    void findsTheRepositoryFromItsOwnCodeWhenStartedElsewhere() throws Exception {
        Installation found = Installation.find(directory, Map.of());

        assertThat(found.root().resolve("deploy/local/src/main")).isDirectory();
    }

    @Test
    void runsThePackageThatTheEnvironmentNames() throws Exception {
        Installation found =
                Installation.find(
                        Playground.in(directory).root(),
                        Map.of(Packages.STORAGE_NODE_JAR, "elsewhere/node.jar"));

        assertThat(found.packages().storageNode())
                .isEqualTo(directory.resolve("elsewhere/node.jar"));
    }

    @Test
    void findsTheProgramThatDetachesOnThePath() throws Exception {
        Playground playground = Playground.in(directory.resolve("repository"));
        Path setsid = Files.createFile(directory.resolve("setsid"));
        assertThat(setsid.toFile().setExecutable(true)).isTrue();

        assertThat(
                        Installation.find(playground.root(), Map.of("PATH", "/none:" + directory))
                                .detach())
                .contains(setsid);
        assertThat(Installation.find(playground.root(), Map.of()).detach()).isEmpty();
    }
}
