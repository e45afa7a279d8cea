package dev.pairplane.storage.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowSyncTest {
    @TempDir private Path folder;

    @Test
    void aProcessStartsWithTheLibraryThatMakesItsSyncsSlow() throws Exception {
        Optional<SlowSync> slow = SlowSync.build(folder);
        Assumptions.assumeTrue(slow.isPresent(), "needs a C compiler, cc");

        var builder = new ProcessBuilder("cat", "/proc/self/maps");
        builder.environment().putAll(slow.orElseThrow().environment());
        Path maps = folder.resolve("maps");
        int code = builder.redirectOutput(maps.toFile()).start().waitFor();

        assertThat(code).isZero();
        List<String> mapped = Files.readAllLines(maps);
        assertThat(mapped).anyMatch(line -> line.endsWith("slow-sync.so"));
    }
}
