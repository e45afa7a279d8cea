package dev.pairplane.publishing.outbound.targetfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pairplane.observability.health.Watchdog;
import dev.pairplane.observability.lifecycle.Loop;
import dev.pairplane.observability.logging.Secret;
import dev.pairplane.publishing.outbound.guard.AddressGuard;
import dev.pairplane.publishing.outbound.guard.GuardSettings;
import dev.pairplane.publishing.outbound.webhook.Auth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetFileReloadTest {

    private static final String A = "{name: a, type: webhook, url: 'https://a.example/1'}";
    private static final String B = "{name: a, type: webhook, url: 'https://a.example/2'}";

    @TempDir private Path folder;
    private FileTargets targets;
    private TargetFile file;

    @BeforeEach
    void open() {
        targets = new FileTargets(folder);
        file = targets.file;
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
    }

    private long generation() {
        return file.current().targets().find("a").orElseThrow().generation();
    }

    private boolean enabled() {
        return file.current().targets().find("a").orElseThrow().enabled();
    }

    @Test
    void aChangeCountsWhenItWasSeenTwice() throws Exception {
        write("a.yaml", A);
        file.reload();
        FileTime time = Files.getLastModifiedTime(folder.resolve("a.yaml"));

        // The same size and time: only what is in it differs.
        write("a.yaml", B);
        Files.setLastModifiedTime(folder.resolve("a.yaml"), time);
        file.poll();
        assertThat(file.find("a").orElseThrow().url()).hasPath("/1");
        file.poll();

        assertThat(file.find("a").orElseThrow().url()).hasPath("/2");
        assertThat(generation()).isEqualTo(2);
        assertThat(file.current().generation()).isEqualTo(2);
        assertThat(targets.events).hasSize(2);
    }

    @Test
    void aFileThatKeepsChangingIsTakenAtLast() throws Exception {
        write("a.yaml", A);
        file.reload();
        for (int i = 0; i < 5; i++) {
            write("a.yaml", B + " #" + i);
            file.poll();
        }

        assertThat(generation()).isEqualTo(2);
    }

    @Test
    void onlyWhatIsSentAndWhereMakesANewGeneration() throws Exception {
        write("a.yaml", A);
        file.reload();
        write(
                "a.yaml",
                A.replace(
                        "}",
                        ", timeout: 5s, max_retries: 1, enabled: false, collapse_pairs: true}"));
        file.reload();
        assertThat(generation()).isEqualTo(1);
        assertThat(enabled()).isFalse();
        assertThat(file.current().targets().find("a").orElseThrow().collapsePairs()).isTrue();
        assertThat(file.current().generation()).isEqualTo(2);

        write("a.yaml", A.replace("}", ", headers: {x: y}}"));
        file.reload();
        assertThat(generation()).isEqualTo(2);

        // Gone and back as it was.
        Files.delete(folder.resolve("a.yaml"));
        file.reload();
        assertThat(file.current().targets().all()).isEmpty();
        write("a.yaml", A.replace("}", ", headers: {x: y}}"));
        file.reload();
        assertThat(generation()).isEqualTo(2);
        assertThat(file.find("a").orElseThrow().generation()).isEqualTo(2);
    }

    @Test
    void nothingChangesWhenNothingChanged() throws Exception {
        write("a.yaml", A);
        file.reload();
        TargetSnapshot before = file.current();
        file.poll();
        file.poll();
        file.reload();

        assertThat(file.current()).isSameAs(before);
    }

    @Test
    void aSecretThatIsReplacedIsRead() throws Exception {
        write("key", "old\n");
        write("a.yaml", A.replace("}", ", auth: {type: bearer, token: 'file:key'}}"));
        file.reload();
        write("key", "new\n");
        file.poll();
        file.poll();

        assertThat(file.find("a").orElseThrow().auth())
                .isEqualTo(new Auth.Bearer(Secret.of("new")));
        assertThat(generation()).isEqualTo(2);
    }

    @Test
    void aTargetThatBecameInvalidGoesOnForAWhileAndIsThenDisabled() throws Exception {
        write("a.yaml", A);
        file.reload();
        write("a.yaml", A.replace("https", "ftp"));
        file.reload();

        assertThat(enabled()).isTrue();
        assertThat(file.find("a").orElseThrow().url()).hasPath("/1");
        assertThat(file.current().stale()).isEqualTo(Set.of("a"));
        assertThat(file.current().faults()).hasSize(1);

        targets.pass(Duration.ofMinutes(10).minusNanos(1));
        file.poll();
        assertThat(enabled()).isTrue();
        targets.pass(Duration.ofNanos(1));
        file.poll();
        assertThat(enabled()).isFalse();
        assertThat(file.current().faults()).hasSize(1);

        write("a.yaml", A);
        file.reload();
        assertThat(enabled()).isTrue();
        assertThat(generation()).isEqualTo(1);
        assertThat(file.current().stale()).isEmpty();
    }

    @Test
    void theTargetsOfAFileThatCannotBeReadGoOnForAWhile() throws Exception {
        write("a.yaml", A);
        file.reload();
        write("a.yaml", "{name: a, type");
        file.reload();

        assertThat(enabled()).isTrue();
        assertThat(file.current().stale()).isEqualTo(Set.of("a"));
    }

    @Test
    void everythingStaysWhenTheFolderIsGone() throws Exception {
        write("a.yaml", A);
        file.reload();
        Files.delete(folder.resolve("a.yaml"));
        Files.delete(folder);
        file.poll();
        file.poll();
        file.reload();

        assertThat(file.current().targets().all()).hasSize(1);
        assertThat(targets.events)
                .filteredOn(TargetFileEvent.LoadFailed.class::isInstance)
                .hasSize(1);

        Files.createDirectory(folder);
        write("a.yaml", B);
        file.poll();
        file.poll();
        assertThat(generation()).isEqualTo(2);
    }

    @Test
    void seesTheSwappedLinksOfAMountedConfigMap() throws Exception {
        Path first = Files.createDirectory(folder.resolve("..2026_1"));
        Path second = Files.createDirectory(folder.resolve("..2026_2"));
        Files.writeString(first.resolve("a.yaml"), A);
        Files.writeString(second.resolve("a.yaml"), B);
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_1"));
        Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("..data/a.yaml"));
        file.reload();
        assertThat(file.find("a").orElseThrow().url()).hasPath("/1");

        Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2026_2"));
        Files.move(
                folder.resolve("..data_tmp"),
                folder.resolve("..data"),
                StandardCopyOption.ATOMIC_MOVE);
        file.poll();
        file.poll();

        assertThat(file.find("a").orElseThrow().url()).hasPath("/2");
    }

    @Test
    void theLoopFindsChangesByItself() throws Exception {
        write("a.yaml", A);
        var settings = TargetFileSettings.of(folder);
        var quick =
                new TargetFile(
                        new TargetFileSettings(
                                folder,
                                Duration.ofMillis(20),
                                settings.maxFileBytes(),
                                settings.maxFiles(),
                                settings.maxTargets(),
                                settings.staleGrace(),
                                settings.defaultTimeout(),
                                settings.maxBody(),
                                false),
                        new AddressGuard(GuardSettings.STRICT),
                        _ -> Optional.empty(),
                        System::nanoTime,
                        TargetFileListener.NONE);
        Loop loop = quick.loop(new Watchdog(System::nanoTime, Duration.ofMinutes(1)));
        loop.start();
        try {
            await().until(() -> quick.find("a").isPresent());
            write("b.yaml", A.replace("name: a", "name: b"));
            await().until(() -> quick.find("b").isPresent());
        } finally {
            loop.stop();
        }
    }

    /// Publishing invariant 83: what is told and shown carries no secret and no path of a hook.
    @Test
    void whatIsToldCarriesNoSecret() throws Exception {
        write(
                "a.yaml",
                """
                - {name: a, type: webhook, url: 'https://a.example/hookpath?q=s3cret',
                   auth: {type: bearer, token: t0ken}, headers: {x: h3ader}}
                - {name: b, type: webhook, url: 'http://b.example/hookpath?q=s3cret',
                   auth: {type: basic, username: u, password: "p4ss\\nword"},
                   headers: {"x": "h3ader\\r\\n"}, signing_secrets: [whsec_s1gning]}
                """);
        file.reload();

        assertThat(file.current().faults()).isNotEmpty();
        String told =
                targets.events
                        + " "
                        + file.current().targets().all()
                        + file.current().faults()
                        + file.current();
        assertThat(told).doesNotContain("t0ken", "s1gning", "p4ss", "h3ader", "hookpath", "s3cret");
    }
}
