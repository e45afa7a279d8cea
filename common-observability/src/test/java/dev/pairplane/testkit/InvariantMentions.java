package dev.pairplane.testkit;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Finds the numbers of invariants that a comment speaks of: `invariant 17`, `invariants 17, 18 and
/// 20`, `invariants 3 to 5`.
final class InvariantMentions {

    private static final String JOIN = "\\s*(?:,\\s*and|,|and|to|\\.\\.|-|–)\\s*";
    private static final Pattern MENTION =
            Pattern.compile(
                    "\\binvariants?\\s+(\\d{1,6}(?:" + JOIN + "\\d{1,6})*)",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern PART =
            Pattern.compile("(\\d{1,6})(?:\\s*(?:to|\\.\\.|-|–)\\s*(\\d{1,6}))?");

    private InvariantMentions() {}

    static Set<Integer> in(String text) {
        var numbers = new TreeSet<Integer>();
        var mention = MENTION.matcher(text);
        while (mention.find()) {
            var part = PART.matcher(mention.group(1));
            while (part.find()) {
                var from = Integer.parseInt(part.group(1));
                var to = part.group(2) == null ? from : Integer.parseInt(part.group(2));
                for (int n = from; n <= to; n++) {
                    numbers.add(n);
                }
            }
        }
        return numbers;
    }
}
