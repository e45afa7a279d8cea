package dev.pairplane.storage.outbound.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.file.Directory.AlreadyLockedException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Storage invariant 13: the lock against a second process.
@Timeout(60)
class DiskLockTest {
    private final List<Process> children = new ArrayList<>();
    private @TempDir Path temporary;
    private Path real;
    private Directory root;

    @BeforeEach
    void open() throws IOException {
        root = Disk.open(temporary);
        real = temporary.toRealPath();
    }

    @AfterEach
    void stopChildren() throws InterruptedException {
        for (Process child : children) {
            child.destroyForcibly().waitFor();
        }
    }

    /// Starts a second process on the directory.
    ///
    /// @return the line with which it says what became of its lock
    private String answerOfSecondProcess(String owner) throws IOException, URISyntaxException {
        String classes = where(LockHolder.class) + File.pathSeparator + where(Disk.class);
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xshare:auto",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                classes,
                                LockHolder.class.getName(),
                                temporary.toString(),
                                owner)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        children.add(child);
        BufferedReader answers = child.inputReader();
        return String.valueOf(answers.readLine());
    }

    private static Path where(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @Test
    void aSecondProcessIsRefusedAndChangesNothing() throws Exception {
        try (Directory.Lock lock = root.lock("LOCK", "the first")) {
            assertThat(lock).isNotNull();
            assertThat(answerOfSecondProcess("the second"))
                    .isEqualTo(real.resolve("LOCK") + " is already locked by the first");
            assertThat(children.getFirst().waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Files.readString(temporary.resolve("LOCK"))).isEqualTo("the first");
        assertThat(root.list()).containsExactly("LOCK");
    }

    @Test
    void theLockEndsWithAKilledProcess() throws Exception {
        assertThat(answerOfSecondProcess("a doomed process")).isEqualTo("took it");

        assertThatThrownBy(() -> root.lock("LOCK", "me"))
                .isInstanceOf(AlreadyLockedException.class)
                .hasMessageEndingWith("LOCK is already locked by a doomed process");
        children.getFirst().destroyForcibly().waitFor();
        root.lock("LOCK", "me").close();
        assertThat(Files.readString(temporary.resolve("LOCK"))).isEqualTo("me");
    }

    @Test
    void nothingThisProcessTriesWithTheFileEndsTheLock() throws Exception {
        try (Directory.Lock lock = root.lock("LOCK", "the first")) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> root.lock("LOCK", "again"))
                    .isInstanceOf(AlreadyLockedException.class);
            assertThatThrownBy(() -> Disk.open(temporary).lock("LOCK", "again"))
                    .isInstanceOf(AlreadyLockedException.class);
            assertThatThrownBy(() -> root.open("LOCK")).isInstanceOf(AlreadyLockedException.class);
            Path link = Files.createSymbolicLink(temporary.resolveSibling("link"), temporary);
            assertThatThrownBy(() -> Disk.open(link).lock("LOCK", "again"))
                    .isInstanceOf(AlreadyLockedException.class);
            Files.delete(link);

            assertThat(answerOfSecondProcess("the second")).endsWith("locked by the first");
        }
    }

    @Test
    void aLockThatAnotherClassLoaderHoldsIsRefusedAndNotEnded() throws Exception {
        Path file = temporary.resolve("LOCK");
        Files.writeString(file, "the other loader");
        try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertThat(other.tryLock()).isNotNull();

            assertThatThrownBy(() -> root.lock("LOCK", "me"))
                    .isInstanceOf(AlreadyLockedException.class)
                    .hasMessageEndingWith("locked by the other loader");
            assertThat(answerOfSecondProcess("the second")).endsWith("locked by the other loader");
        }
    }

    @Test
    void refusesAnOwnerThatIsTooLong() {
        assertThatThrownBy(() -> root.lock("LOCK", "x".repeat(1025)))
                .hasMessage("the owner of a lock has at most 1024 bytes, not 1025");
    }
}
