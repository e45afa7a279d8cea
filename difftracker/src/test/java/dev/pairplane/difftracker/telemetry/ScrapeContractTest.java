package dev.pairplane.difftracker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.testkit.GoldenFiles;
import dev.pairplane.testkit.GoldenScrape;
import dev.pairplane.testkit.PromTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The whole of what the controller shows, as committed text: a change of it is a change of a
/// contract.
class ScrapeContractTest {
    private static final Path RESOURCES = Path.of("src/test/resources");

    private final EngineRegistry registry = new EngineRegistry();

    @Test
    void isTheCommittedOne() {
        GoldenFiles.check(
                RESOURCES.resolve("golden/metrics.txt"),
                new GoldenScrape(List.of("difftracker_"), Set.of("version", "revision", "java"))
                        .of(registry.scrape()));
    }

    @Test
    void promtoolFindsNothingButTheNamesThatAreKept() throws IOException {
        List<String> allowed =
                Files.readAllLines(RESOURCES.resolve("promtool-allowed.txt")).stream()
                        .filter(line -> !line.startsWith("#"))
                        .toList();

        assertThat(PromTool.foundOrSkipped().checkMetrics(registry.page()))
                .containsExactlyInAnyOrderElementsOf(allowed);
    }
}
