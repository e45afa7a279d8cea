package dev.pairplane.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// One line of an invariants table.
///
/// @param guards the tests or files named, empty for `later`
record InvariantRow(int line, int number, Kind kind, List<String> guards) {

    /// How an invariant is guarded.
    enum Kind {
        TEST,
        SOAK,
        BENCH,
        RULES,
        LATER;

        static Optional<Kind> called(String name) {
            return Arrays.stream(values())
                    .filter(k -> k.name().toLowerCase(Locale.ROOT).equals(name))
                    .findFirst();
        }
    }

    private static final Pattern DECISION = Pattern.compile("[A-Z]+-\\d+");
    private static final Pattern LATER = Pattern.compile("([\\w-]+): \\S.*");

    /// Reads the lines; what cannot be read is added to `problems`, each with its line's number.
    ///
    /// @param capabilities what `later` may wait for; empty means any name
    static List<InvariantRow> parse(
            List<String> lines, List<String> capabilities, List<String> problems) {
        var rows = new ArrayList<InvariantRow>();
        for (int i = 0; i < lines.size(); i++) {
            var text = lines.get(i);
            if (!text.isBlank() && !text.startsWith("#")) {
                parse(i + 1, text, capabilities, problems).ifPresent(rows::add);
            }
        }
        return rows;
    }

    private static Optional<InvariantRow> parse(
            int line, String text, List<String> capabilities, List<String> problems) {
        var columns = text.split("\t", -1);
        if (columns.length < 3 || columns.length > 4 || !columns[0].matches("\\d{1,6}")) {
            problems.add(
                    "line "
                            + line
                            + " is not 'number TAB class TAB guard [TAB decision]': "
                            + text);
            return Optional.empty();
        }
        var number = Integer.parseInt(columns[0]);
        var where = "line " + line + " (invariant " + number + ")";
        var kind = Kind.called(columns[1]);
        if (kind.isEmpty()) {
            problems.add(
                    where
                            + ": the class is test, soak, bench, rules or later, not '"
                            + columns[1]
                            + "'");
            return Optional.empty();
        }
        if (columns.length == 4
                && !columns[3].isBlank()
                && !DECISION.matcher(columns[3]).matches()) {
            problems.add(where + ": a decision is named like S-30, not '" + columns[3] + "'");
        }
        if (kind.orElseThrow() == Kind.LATER) {
            later(where, columns[2], capabilities, problems);
            return Optional.of(new InvariantRow(line, number, kind.orElseThrow(), List.of()));
        }
        var guards =
                Arrays.stream(columns[2].split("[,\\s]+", -1)).filter(g -> !g.isBlank()).toList();
        if (guards.isEmpty()) {
            problems.add(where + ": names no test");
        }
        return Optional.of(new InvariantRow(line, number, kind.orElseThrow(), guards));
    }

    private static void later(
            String where, String reason, List<String> capabilities, List<String> problems) {
        var named = LATER.matcher(reason);
        if (!named.matches()) {
            problems.add(
                    where
                            + ": later needs 'capability: reason', the capability it waits for"
                            + " first, not '"
                            + reason
                            + "'");
        } else if (!capabilities.isEmpty() && !capabilities.contains(named.group(1))) {
            problems.add(
                    where
                            + ": waits for '"
                            + named.group(1)
                            + "', which is none of "
                            + capabilities);
        }
    }
}
