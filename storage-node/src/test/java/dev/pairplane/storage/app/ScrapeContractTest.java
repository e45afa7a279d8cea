package dev.pairplane.storage.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.telemetry.NodeRegistry;
import dev.pairplane.testkit.GoldenFiles;
import dev.pairplane.testkit.GoldenScrape;
import dev.pairplane.testkit.PromTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The whole of what the node shows, as committed text: a change of it is a change of a contract.
///
/// Storage invariant 135
class ScrapeContractTest {
    private static final Path RESOURCES = Path.of("src/test/resources");

    private final NodeRegistry registry = new NodeRegistry();

    @Test
    void isTheCommittedOne() {
        GoldenFiles.check(
                RESOURCES.resolve("golden/metrics.txt"),
                new GoldenScrape(
                                List.of("pairdb_"),
                                Set.of("node_id", "version", "revision", "java"))
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
