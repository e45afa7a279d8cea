package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the launcher writes for publishing-queue and its neighbours.
class PublishingQueueTest {

    @TempDir private Path directory;

    @Test
    void isToldWhereItsNeighboursAreAndWhatTheyAskFor() throws Exception {
        Installation installation =
                Playground.in(directory).installation(FakeNode.Behaviour.HONEST);
        PublishingQueue queue =
                new PublishingQueue(
                        1001,
                        1002,
                        new Postgres(1003),
                        new Receiver(1004),
                        PublishingQueue.Tuning.DEMO,
                        List.of(
                                new UrlTable.Entry(
                                        "difftracker", "console", URI.create("http://d/")),
                                new UrlTable.Entry(
                                        "storage-node-0", "console", URI.create("http://s/"))));
        Path home = Files.createDirectories(directory.resolve("state/publishing-queue"));
        Path database = Files.createDirectories(directory.resolve("state/postgres"));

        ChildProcess.Spec spec = queue.prepare(installation, home, directory.resolve("log"));
        ChildProcess.Spec postgres =
                queue.postgres().prepare(installation, database, directory.resolve("log"));

        String password = Files.readString(database.resolve("password")).strip();
        Path config = Path.of(spec.environment().get("CONFIG_PATH"));
        assertThat(config)
                .content()
                .contains(
                        "  port: 1001",
                        "  port: 1002",
                        "  url: postgresql://127.0.0.1:1003/publishing",
                        "  username: publishing",
                        "  password: " + password,
                        "  admin_token: " + PublishingQueue.token(home),
                        "  path: \"" + home.resolve("targets.yaml") + "\"",
                        "  workers: 8",
                        "  console_links: \"difftracker=http://d/,storage-node-0=http://s/\"");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
                .isEqualTo("rw-------");
        assertThat(home.resolve("targets.yaml"))
                .content()
                .contains("- name: pages", "url: http://127.0.0.1:1004/hooks/mirror");
        assertThat(postgres.command())
                .containsSubsequence("--password-file", database.resolve("password").toString());
        assertThat(postgres.command()).noneMatch(word -> word.contains(password));
    }

    @Test
    void leavesTargetsAloneThatSomebodyHasChanged() throws Exception {
        Installation installation =
                Playground.in(directory).installation(FakeNode.Behaviour.HONEST);
        PublishingQueue queue = Playground.platform(installation).publishingQueue().orElseThrow();
        Path home = Files.createDirectories(directory.resolve("state/publishing-queue"));
        Files.writeString(home.resolve("targets.yaml"), "mine");

        queue.prepare(installation, home, directory.resolve("log"));

        assertThat(home.resolve("targets.yaml")).hasContent("mine");
    }

    @Test
    void startsAfterWhatItNeedsAndIsExplained() throws Exception {
        Installation installation =
                Playground.in(directory).installation(FakeNode.Behaviour.HONEST);
        Platform platform = Playground.platform(installation);

        assertThat(platform.waves())
                .extracting(wave -> wave.stream().map(Program::name).toList())
                .containsExactly(
                        List.of("simulators", "postgres", "receiver"),
                        List.of("difftracker", "storage-node-0", "publishing-queue"));
        assertThat(String.join("\n", platform.hints(installation)))
                .contains("export API_TOKEN=", "/api/v1/publishing/submit -H");
        assertThat(platform.publishingQueue().orElseThrow().consoles())
                .extracting(UrlTable.Entry::service)
                .containsExactly("difftracker", "storage-node-0");
    }
}
