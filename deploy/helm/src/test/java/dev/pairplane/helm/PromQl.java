package dev.pairplane.helm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an expression asks Prometheus for. Reads no more of the language than that, and takes for
/// granted that the expression is well-formed, which is for promtool to say.
///
/// @param selectors in the order of the text
/// @param groupings labels after `by`, `without`, `on` and `ignoring`
record PromQl(List<PromQl.Selector> selectors, Set<String> groupings) {
    private static final Pattern WORD = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern NUMBER = Pattern.compile("[0-9][0-9a-zA-Z.]*");
    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern BRACES =
            Pattern.compile("\\{(?:[^\"}]|\"(?:[^\"\\\\]|\\\\.)*\")*}");
    private static final Pattern LABELS = Pattern.compile("\\(([^()]*)\\)");
    private static final Pattern CONDITION =
            Pattern.compile(
                    "([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!~|!=|=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern BY = Pattern.compile("(?:by|without)\\b");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Set<String> GROUPING =
            Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> OPERATORS =
            Set.of("and", "or", "unless", "bool", "offset", "atan2", "inf", "nan", "Inf", "NaN");
    private static final Set<String> COUNTING = Set.of("rate", "increase", "irate");
    private static final String NAME = "__name__";

    /// A condition on a label.
    ///
    /// @param operator `=`, `!=`, `=~` or `!~`
    record Condition(String label, String operator, String value) {}

    /// Series that are asked for.
    ///
    /// @param series as written, so `x_bucket` of a histogram `x`
    /// @param counted whether their growth is asked for and not their value
    record Selector(String series, List<Condition> conditions, boolean counted) {}

    static PromQl of(String text) {
        return new Reader(text).read();
    }

    /// Goes through a text once.
    private static final class Reader {
        private final String text;
        private final List<Selector> selectors = new ArrayList<>();
        private final Set<String> groupings = new TreeSet<>();

        /// Functions that are open, the innermost first; empty for parentheses alone.
        private final Deque<String> open = new ArrayDeque<>();

        private int at;

        Reader(String text) {
            this.text = text;
        }

        PromQl read() {
            while (at < text.length()) {
                if (taken(BLANKS).isEmpty()
                        && taken(QUOTED).isEmpty()
                        && taken(RANGE).isEmpty()
                        && taken(NUMBER).isEmpty()) {
                    String word = taken(WORD);
                    if (word.isEmpty()) {
                        sign();
                    } else {
                        word(word);
                    }
                }
            }
            return new PromQl(List.copyOf(selectors), groupings);
        }

        private String taken(Pattern pattern) {
            Matcher matcher = pattern.matcher(text).region(at, text.length());
            if (!matcher.lookingAt()) {
                return "";
            }
            at = matcher.end();
            return matcher.group();
        }

        private void sign() {
            switch (text.charAt(at)) {
                case '(' -> open.push("");
                case ')' -> open.pop();
                case '{' -> {
                    unnamed();
                    return;
                }
                default -> {
                    // An operator, or a comma.
                }
            }
            at++;
        }

        private void word(String word) {
            taken(BLANKS);
            boolean call = at < text.length() && text.charAt(at) == '(';
            boolean aggregation = BY.matcher(text).region(at, text.length()).lookingAt();
            if (GROUPING.contains(word)) {
                String labels = taken(LABELS);
                WORD.matcher(labels).results().forEach(label -> groupings.add(label.group()));
            } else if (call) {
                open.push(word);
                at++;
            } else if (!aggregation && !OPERATORS.contains(word)) {
                selectors.add(new Selector(word, conditions(taken(BRACES)), counted()));
            }
        }

        /// Series that are named by a condition only.
        private void unnamed() {
            List<Condition> all = conditions(taken(BRACES));
            List<Condition> others = all.stream().filter(c -> !c.label().equals(NAME)).toList();
            all.stream()
                    .filter(condition -> condition.label().equals(NAME))
                    .flatMap(condition -> List.of(condition.value().split("\\|", -1)).stream())
                    .forEach(series -> selectors.add(new Selector(series, others, counted())));
        }

        private boolean counted() {
            return open.stream().anyMatch(COUNTING::contains);
        }

        private static List<Condition> conditions(String braces) {
            return CONDITION
                    .matcher(braces)
                    .results()
                    .map(found -> new Condition(found.group(1), found.group(2), found.group(3)))
                    .toList();
        }
    }
}
