package dev.pairplane.storage.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.engine.CheckpointOutcome;
import dev.pairplane.storage.core.engine.Engine;
import dev.pairplane.storage.core.engine.EngineSetup;
import dev.pairplane.storage.core.engine.Environment;
import dev.pairplane.storage.core.engine.Mutation;
import dev.pairplane.storage.core.engine.WriteOutcome;
import dev.pairplane.storage.core.file.Directory;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.store.StoreLayout;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.outbound.disk.Disk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands about a directory, on a real one.
class OfflineCommandsTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int KEYS = 40;

    @TempDir private Path folder;
    private Path data;
    private Engine engine;

    private record Run(int exit, String out, String err) {}

    private static Run run(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit =
                new NodeCommands(
                                new ByteArrayInputStream(new byte[0]),
                                new PrintStream(out, true, StandardCharsets.UTF_8),
                                new PrintStream(err, true, StandardCharsets.UTF_8))
                        .execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
        return new Run(
                exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static Engine start(Path at) throws Exception {
        Directory root = Disk.open(at);
        SplittableRandom random = new SplittableRandom(3);
        Engine engine =
                new Engine(
                        root,
                        root.subdirectory(StoreLayout.LOG),
                        root.subdirectory(StoreLayout.TABLES),
                        EngineSetup.standard().memtable(4000).options(),
                        new Environment(
                                () -> System.currentTimeMillis() * 1000,
                                System::nanoTime,
                                random::nextLong,
                                "test",
                                Runnable::run,
                                Runnable::run,
                                _ -> {}),
                        _ -> {});
        engine.recover();
        return engine;
    }

    @BeforeEach
    void fill() throws Exception {
        data = folder.resolve("data");
        engine = start(data);
        for (int i = 0; i < KEYS; i++) {
            put(i, "v" + i);
        }
        assertThat(engine.apply(Mutation.delete(key(7), VectorClock.EMPTY, 0, 0), LONG))
                .isInstanceOf(WriteOutcome.Accepted.class);
    }

    @AfterEach
    void end() {
        engine.close();
    }

    private static CompositeKey key(int i) {
        return CompositeKey.of(i % 2 == 0 ? "even" : "odd", "k%02d".formatted(i));
    }

    private void put(int i, String value) {
        String padded = value + " ".repeat(300);
        assertThat(
                        engine.apply(
                                Mutation.write(
                                        key(i),
                                        VectorClock.EMPTY,
                                        padded.getBytes(StandardCharsets.UTF_8),
                                        0),
                                LONG))
                .isInstanceOf(WriteOutcome.Accepted.class);
    }

    private Path checkpoint() {
        assertThat(engine.checkpoint("c", LONG)).isInstanceOf(CheckpointOutcome.Made.class);
        return data.resolve("backup/c");
    }

    @Test
    void inspectShowsWhoseItIsAndWhatFormsIt() {
        Run open = run("inspect", data);

        assertThat(open.exit()).as(open.err()).isZero();
        assertThat(open.out())
                .contains("node       node-1\n", "closed     not in order\n")
                .containsPattern("\nlevel \\d    \\d+ tables, ")
                .containsPattern("\\n {11}wal-\\d{20}\\.log, .* MiB, from sequence number \\d+")
                .containsPattern("\\d{20}\\.sst, .* entries, sequence numbers \\d+ to \\d+, keys ");
        Run checkpoint = run("inspect", checkpoint(), "--json");
        assertThat(checkpoint.out())
                .startsWith("{\"store\":\"")
                .contains("\"closed_in_order\":true", "\"segments\":[]", "\"xxh3\":\"");
    }

    @Test
    void dumpListsWhatANodeWouldAnswer() {
        Path checkpoint = checkpoint();
        put(1, "later");

        Run all = run("dump", checkpoint);

        assertThat(all.exit()).as(all.err()).isZero();
        assertThat(all.out().lines()).hasSize(KEYS - 1);
        assertThat(all.out()).contains("odd\tk01\tv1 ").doesNotContain("k07", "later");
        assertThat(run("dump", checkpoint, "--tenant", "even").out().lines())
                .hasSize(KEYS / 2)
                .allMatch(line -> line.startsWith("even\t"));
        assertThat(run("dump", checkpoint, "--limit", "3", "--json").out().lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("{\"tenant\":\"even\",\"key\":\"k"));
        assertThat(run("dump", checkpoint, "--tombstones", "--tenant", "odd").out())
                .contains("k07\t(deleted)");
    }

    @Test
    void verifyReadsEverythingAndNamesWhatIsDamaged() throws IOException {
        Path checkpoint = checkpoint();
        Run intact = run("verify", checkpoint);
        assertThat(intact.exit()).as(intact.err()).isZero();
        assertThat(intact.out()).startsWith("intact: ");
        Path table = aTable(checkpoint);
        flip(table);

        Run damaged = run("verify", checkpoint);

        assertThat(damaged.exit()).isEqualTo(1);
        assertThat(damaged.out())
                .contains("damaged: " + table.getFileName() + " at offset ", "1 faults: ");
        assertThat(run("verify", checkpoint, "--json").out())
                .startsWith("{\"intact\":false,\"tables\":");
        Files.delete(table);
        assertThat(run("verify", checkpoint).out())
                .contains(table.getFileName() + " at offset 0: the manifest lists it");
    }

    private static Path aTable(Path checkpoint) throws IOException {
        try (Stream<Path> tables = Files.list(checkpoint.resolve("sstables"))) {
            return tables.sorted().findFirst().orElseThrow();
        }
    }

    private static void flip(Path table) throws IOException {
        byte[] bytes = Files.readAllBytes(table);
        bytes[bytes.length / 2] ^= 1;
        Files.write(table, bytes);
    }

    /// Also what is only in the log.
    @Test
    void dumpReadsAStoreThatWasStopped() {
        put(3, "in the log");
        engine.close();

        assertThat(run("dump", data, "--tenant", "odd").out()).contains("k03\tin the log");
    }

    @Test
    void aDirectoryInUseIsRefused() {
        Run refused = run("dump", data);

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .hasLineCount(1)
                .contains("LOCK is already locked by test", "Stop it first");
    }

    @Test
    void restoreMakesAStoreOfACheckpoint() throws Exception {
        Path target = folder.resolve("new/data");

        Run restored = run("restore", checkpoint(), target);

        assertThat(restored.exit()).as(restored.err()).isZero();
        assertThat(restored.out()).contains("holds the store of node-1: ");
        assertThat(run("dump", target).out())
                .isEqualTo(run("dump", data.resolve("backup/c")).out());
        Engine other = start(target);
        assertThat(other.status().state()).isEqualTo(Engine.State.OPEN);
        other.close();
    }

    @Test
    void restoreRefusesADirectoryThatHoldsAnything() throws IOException {
        Path target = Files.createDirectories(folder.resolve("full"));
        Files.writeString(target.resolve("notes.txt"), "mine");

        Run refused = run("restore", checkpoint(), target);

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("notes.txt", "into an empty directory only");
        assertThat(target).isDirectoryContaining("glob:**/notes.txt");
    }

    @Test
    void restoreRefusesAStoreWithALog() {
        put(1, "in the log");
        engine.close();

        Run refused = run("restore", data, folder.resolve("new"));

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("the log has records that are in no table");
    }

    @Test
    void restoreLeavesNothingOfADamagedStore() throws IOException {
        Path checkpoint = checkpoint();
        Path table = aTable(checkpoint);
        flip(table);
        Path target = folder.resolve("new");

        Run refused = run("restore", checkpoint, target);

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .contains(table.getFileName().toString(), "not the file that the manifest lists");
        try (Stream<Path> left = Files.walk(target)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void whatIsNoStoreIsNamed() throws IOException {
        Run missing = run("inspect", folder.resolve("none"));
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err()).contains("none: not directory");

        Path empty = Files.createDirectories(folder.resolve("empty"));
        Run nothing = run("inspect", empty);
        assertThat(nothing.exit()).isEqualTo(1);
        assertThat(nothing.err()).contains("it holds no store: there is no IDENTITY");

        assertThat(run("inspect").exit()).isEqualTo(2);
        assertThat(List.of(run("restore", data).exit())).containsExactly(2);
    }
}
