package dev.pairplane.storage.bench.engine;

import java.util.Arrays;
import java.util.List;

/// What was measured.
///
/// @param value in the unit of the line
/// @param p99 time of one operation in µs that 99 % stay below; [Double#NaN] where there is none
record Figure(double value, double p99) {

    /// A figure without operations.
    static Figure of(double value) {
        return new Figure(value, Double.NaN);
    }

    /// The median of several, value and time each.
    static Figure median(List<Figure> figures) {
        return new Figure(
                middle(figures.stream().mapToDouble(Figure::value).toArray()),
                middle(figures.stream().mapToDouble(Figure::p99).toArray()));
    }

    private static double middle(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("the median of nothing");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
