package dev.pairplane.storage.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {
    @Test
    void theMiddleOneOfAnOddNumberCountsWhateverTheirOrder() {
        Figure median =
                Figure.median(List.of(new Figure(9, 1), new Figure(1, 30), new Figure(5, 2)));

        assertThat(median).isEqualTo(new Figure(5, 2));
    }

    @Test
    void theMeanOfTheMiddleTwoOfAnEvenNumberCounts() {
        Figure median =
                Figure.median(
                        List.of(
                                new Figure(8, 1),
                                new Figure(2, 1),
                                new Figure(4, 1),
                                new Figure(100, 1)));

        assertThat(median).isEqualTo(new Figure(6, 1));
    }

    @Test
    void figuresWithoutATimeHaveNone() {
        Figure median = Figure.median(List.of(Figure.of(3), Figure.of(4), Figure.of(5)));

        assertThat(median.value()).isEqualTo(4);
        assertThat(median.p99()).isNaN();
    }

    @Test
    void nothingHasNoMedian() {
        assertThatThrownBy(() -> Figure.median(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
