package dev.pairplane.storage.bench.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/// What one JVM measured, and the file in which it hands that over.
final class Results {
    private final Map<Line, Figure> figures = new EnumMap<>(Line.class);

    void put(Line line, Figure figure) {
        figures.put(line, figure);
    }

    Map<Line, Figure> figures() {
        return Map.copyOf(figures);
    }

    void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        figures.forEach((line, figure) ->
                text.append(line.name())
                        .append('\t')
                        .append(figure.value())
                        .append('\t')
                        .append(figure.p99())
                        .append('\n'));
        Files.writeString(file, text.toString());
    }

    static Results read(Path file) throws IOException {
        var results = new Results();
        for (String line : Files.readAllLines(file)) {
            String[] cells = line.split("\t", -1);
            results.put(
                    Line.valueOf(cells[0]),
                    new Figure(Double.parseDouble(cells[1]), Double.parseDouble(cells[2])));
        }
        return results;
    }
}
