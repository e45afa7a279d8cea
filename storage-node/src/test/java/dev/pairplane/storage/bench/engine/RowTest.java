package dev.pairplane.storage.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {
    private static final String HEADER =
            "table\trow\tunit\tours\ttheirs\tratio\tp99 ours\tp99 theirs\n";

    @Test
    void whatIsWrittenIsReadAgain() {
        List<Row> rows =
                List.of(
                        new Row(Line.FILLSEQ_100, 512_345, 400_000, 2.5, 11.25),
                        new Row(Line.ROWCACHE_4K, Double.NaN, Double.NaN, Double.NaN, Double.NaN),
                        new Row(Line.WRITTEN_4K, 2.125, 2, Double.NaN, Double.NaN));

        String text = Row.format(rows);

        assertThat(text)
                .isEqualTo(
                        HEADER
                                + "A\tfillseq, 100 B\top/s\t512345\t400000\t1.28\t2.500\t11.3\n"
                                + "B\treadrandom with the row cache, 4 KiB\top/s\t-\t-\t-\t-\t-\n"
                                + "C\tbytes written per byte of data, 4 KiB\tB/B\t2.125\t2.000\t"
                                + "1.06\t-\t-\n");
        assertThat(Row.format(Row.parse(text))).isEqualTo(text);
    }

    @Test
    void refusesWhatIsNoFileOfFigures() {
        assertThatThrownBy(() -> Row.parse("")).hasMessageStartingWith("the first line is not");
        assertThatThrownBy(() -> Row.parse(HEADER + "A\tx\n"))
                .hasMessage("2 columns where there are 8: A\tx");
        assertThatThrownBy(() -> Row.parse(HEADER + "A\tx\ty\t1\t1\t1\t1\t1\n"))
                .hasMessageStartingWith("no row is called so");
        assertThatThrownBy(() -> Row.parse(HEADER + "A\tfillseq, 100 B\ty\t1\tb\t1\t1\t1\n"))
                .hasMessageStartingWith("'b' is no number");
    }

    @Test
    void aRowIsKnownByItsNameAlone() {
        for (Line line : Line.values()) {
            assertThat(Line.named(line.text())).contains(line);
        }
    }
}
