package dev.pairplane.storage.bench.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A line with its figures, as it stands in the file of figures.
///
/// @param ours nothing measured is [Double#NaN], here and in what follows
/// @param oursP99 in µs
/// @param theirsP99 in µs
record Row(Line line, double ours, double theirs, double oursP99, double theirsP99) {
    private static final String HEADER =
            "table\trow\tunit\tours\ttheirs\tratio\tp99 ours\tp99 theirs\n";
    private static final String NOTHING = "-";
    private static final int COLUMNS = 8;

    /// Ours divided by theirs.
    double ratio() {
        return ours / theirs;
    }

    /// The file of figures.
    static String format(List<Row> rows) {
        StringBuilder text = new StringBuilder(HEADER);
        for (Row row : rows) {
            text.append(
                    String.join(
                                    "\t",
                                    String.valueOf(row.line.table()),
                                    row.line.text(),
                                    row.line.unit(),
                                    number(row.ours),
                                    number(row.theirs),
                                    ratio(row.ratio()),
                                    number(row.oursP99),
                                    number(row.theirsP99))
                            + "\n");
        }
        return text.toString();
    }

    /// Reads a file of figures.
    ///
    /// @throws IllegalArgumentException naming the line that is not as [#format] writes it
    static List<Row> parse(String text) {
        if (!text.startsWith(HEADER)) {
            throw new IllegalArgumentException("the first line is not: " + HEADER.strip());
        }
        List<Row> rows = new ArrayList<>();
        for (String line : text.substring(HEADER.length()).lines().toList()) {
            List<String> cells = List.of(line.split("\t", -1));
            if (cells.size() != COLUMNS) {
                throw new IllegalArgumentException(
                        "%d columns where there are %d: %s".formatted(cells.size(), COLUMNS, line));
            }
            Line named =
                    Line.named(cells.get(1))
                            .orElseThrow(() ->
                                    new IllegalArgumentException("no row is called so: " + line));
            rows.add(
                    new Row(
                            named,
                            number(cells.get(3), line),
                            number(cells.get(4), line),
                            number(cells.get(6), line),
                            number(cells.get(7), line)));
        }
        return List.copyOf(rows);
    }

    private static double number(String cell, String line) {
        try {
            return cell.equals(NOTHING) ? Double.NaN : Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'%s' is no number: %s".formatted(cell, line), e);
        }
    }

    /// Three digits or more, so that what is read back gives the same ratio.
    static String number(double value) {
        if (Double.isNaN(value)) {
            return NOTHING;
        }
        String pattern = value >= 1000 ? "%.0f" : value >= 10 ? "%.1f" : "%.3f";
        return String.format(Locale.ROOT, pattern, value);
    }

    static String ratio(double value) {
        return Double.isNaN(value) ? NOTHING : String.format(Locale.ROOT, "%.2f", value);
    }
}
