package dev.pairplane.simulators;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatorsTest {

    @TempDir private Path folder;

    /// A count that all parts show, and that somebody raises while they are being saved.
    ///
    /// @param raises how often that still happens
    private record Part(String name, AtomicLong count, AtomicInteger raises) implements Simulator {

        @Override
        public String address() {
            return name;
        }

        @Override
        public long version() {
            return count.get();
        }

        @Override
        public JsonNode snapshot() {
            JsonNode snapshot = SnapshotFile.empty().put("count", count.get());
            if (raises.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                count.incrementAndGet();
            }
            return snapshot;
        }

        @Override
        public void close() {}
    }

    private JsonNode saved(int raises) throws Exception {
        AtomicLong count = new AtomicLong();
        AtomicInteger left = new AtomicInteger(raises);
        Options options = Options.parse(List.of("--data-dir", folder.toString()), 1);
        List<Simulator.Starter> parts =
                List.of(
                        (any, before) -> new Part("one", count, left),
                        (any, before) -> new Part("other", count, left));
        try (PrintStream err = new PrintStream(OutputStream.nullOutputStream());
                Simulators simulators = Simulators.start(parts, options, err)) {
            simulators.save();
            return new ObjectMapper().readTree(folder.resolve("simulators.json").toFile());
        }
    }

    @Test
    void savesAllAsTheyWereAtOneMoment() throws Exception {
        JsonNode saved = saved(5);

        assertThat(saved.at("/one/count").asLong())
                .isEqualTo(saved.at("/other/count").asLong())
                .isEqualTo(5);
    }

    @Test
    void savesEvenThoseThatNeverRest() throws Exception {
        assertThat(saved(Integer.MAX_VALUE).at("/other/count").asLong()).isPositive();
    }
}
