package dev.pairplane.storage.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final Path PAGES = Path.of("../docs/benchmarks");

    @Test
    void theTablesOfThePageAreThoseOfTheFiguresBesideIt() throws IOException {
        Assumptions.assumeTrue(
                Files.exists(PAGES.resolve("storage-engine.md")),
                "no figures yet: make bench-storage writes them");
        String figures = Files.readString(PAGES.resolve("storage-engine.tsv"));
        String page = Files.readString(PAGES.resolve("storage-engine.md"));

        List<Row> rows = Row.parse(figures);

        assertThat(Row.format(rows)).isEqualTo(figures);
        assertThat(page.substring(page.indexOf("## Table A")))
                .startsWith(Page.tables(rows) + "\n## How it is measured\n");
    }

    @Test
    void aLineThatWasNotMeasuredStandsInItsTable() {
        String tables = Page.tables(List.of(new Row(Line.SEEK_100, 2_000, 1_000, 1.5, Double.NaN)));

        assertThat(tables)
                .contains(
                        "| seek + 10 nexts, 100 B | op/s | 2000 | 1000 | 2.00 | 1.500 | - |"
                                + " ≥ 1.00 | ≥ 0.70 | goal |\n")
                .contains(
                        "| full scan, 4 KiB | keys/s | - | - | - | - | - | ≥ 2.00 | ≥ 1.00 | not"
                                + " measured |\n");
        assertThat(tables.lines().filter(line -> line.startsWith("| ")).count())
                .isEqualTo(Line.values().length + 3L);
    }
}
