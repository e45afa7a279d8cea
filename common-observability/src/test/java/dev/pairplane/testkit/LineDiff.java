package dev.pairplane.testkit;

import java.util.ArrayList;
import java.util.List;

/// A short text that shows where two texts differ: what they have in common at the start and the
/// end is left out, and so is what would be too long to read.
final class LineDiff {

    private static final int CONTEXT = 2;
    private static final int SHOWN = 40;

    private LineDiff() {}

    /// Lines of the expected text start with `-`, of the actual one with `+`.
    static String between(String expected, String actual) {
        var old = expected.lines().toList();
        var now = actual.lines().toList();
        var same = 0;
        while (same < Math.min(old.size(), now.size()) && old.get(same).equals(now.get(same))) {
            same++;
        }
        var tail = 0;
        while (tail < Math.min(old.size(), now.size()) - same
                && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
            tail++;
        }
        if (same == old.size() && same == now.size()) {
            return "only the line ends differ";
        }
        var shown = new ArrayList<String>();
        shown.add("@@ line " + (same + 1) + " @@");
        old.subList(Math.max(0, same - CONTEXT), same).forEach(l -> shown.add("  " + l));
        add(shown, "- ", old.subList(same, old.size() - tail));
        add(shown, "+ ", now.subList(same, now.size() - tail));
        old.subList(old.size() - tail, Math.min(old.size(), old.size() - tail + CONTEXT))
                .forEach(l -> shown.add("  " + l));
        return String.join("\n", shown);
    }

    private static void add(List<String> shown, String sign, List<String> lines) {
        lines.stream().limit(SHOWN).forEach(l -> shown.add(sign + l));
        if (lines.size() > SHOWN) {
            shown.add(sign + "... and " + (lines.size() - SHOWN) + " more lines");
        }
    }
}
