package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

    @TempDir Path directory;

    @Test
    void refusesASecondLauncherAndNamesTheFirst() throws Exception {
        try (StateDirectory _ = StateDirectory.open(directory)) {
            assertThatThrownBy(() -> StateDirectory.open(directory))
                    .isInstanceOf(Failure.class)
                    .hasMessage(
                            "another launcher (process %d) uses %s: stop it first (Ctrl-C in its"
                                    + " terminal)",
                            ProcessHandle.current().pid(), directory);
        }
    }

    @Test
    void isFreeAgainOnceClosed() throws Exception {
        StateDirectory.open(directory).close();

        StateDirectory.open(directory).close();
    }

    @Test
    void isFreeAgainOnceItsLauncherWasKilled() throws Exception {
        Process holder =
                new ProcessBuilder(Playground.javaCommand(Holder.class, directory.toString()))
                        .start();
        assertThat(holder.inputReader().readLine()).isEqualTo("locked");
        assertThatThrownBy(() -> StateDirectory.open(directory))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("(process " + holder.pid() + ")");

        holder.destroyForcibly();
        assertThat(holder.waitFor(30, TimeUnit.SECONDS)).isTrue();

        StateDirectory.open(directory).close();
    }

    @Test
    void wipesOnlyWhatLaunchersMake() throws Exception {
        Path outside = Files.createFile(directory.resolve("outside"));
        Path tools = Files.createDirectories(directory.resolve("state/tools"));
        try (StateDirectory state = StateDirectory.open(directory.resolve("state"))) {
            Path home = state.home("storage-node-0");
            Files.createDirectories(home.resolve("data/deep"));
            Files.createFile(home.resolve("data/deep/table"));
            Files.createSymbolicLink(home.resolve("link"), outside);
            Files.createFile(state.freshLog("storage-node-0"));

            state.wipe();

            assertThat(home).doesNotExist();
            assertThat(state.path().resolve("logs")).doesNotExist();
            assertThat(tools).exists();
            assertThat(outside).exists();
        }
    }

    @Test
    void keepsTheLogOfTheRunBefore() throws Exception {
        try (StateDirectory state = StateDirectory.open(directory)) {
            Files.writeString(state.freshLog("storage-node-0"), "first");
            Path second = state.freshLog("storage-node-0");
            assertThat(second).doesNotExist();
            Files.writeString(second, "second");
            assertThat(state.freshLog("storage-node-0")).isEqualTo(second);

            assertThat(directory.resolve("logs/storage-node-0.previous.log")).hasContent("second");
        }
    }

    @Test
    void saysWhatIsWrongWithAPlaceThatCannotBeWritten() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> StateDirectory.open(file))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("the state directory " + file + " cannot be written (");
    }

    /// A launcher that has the directory and does nothing.
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws Exception {
            try (StateDirectory state = StateDirectory.open(Path.of(args[0]))) {
                System.out.println("locked");
                System.in.read();
                state.home("unreached");
            }
        }
    }
}
