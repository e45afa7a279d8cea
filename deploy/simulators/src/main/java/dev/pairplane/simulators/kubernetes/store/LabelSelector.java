package dev.pairplane.simulators.kubernetes.store;

import dev.pairplane.simulators.kubernetes.schema.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Conditions on labels.
///
/// @param requirements all must hold
public record LabelSelector(List<Requirement> requirements) {

    public static final LabelSelector ALL = new LabelSelector(List.of());

    private static final String KEY = "([A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?)";
    private static final Pattern SET = Pattern.compile(KEY + "\\s+(in|notin)\\s*\\(([^()]*)\\)");
    private static final Pattern EQUALITY = Pattern.compile(KEY + "\\s*(==|=|!=)\\s*(.*)");
    private static final Pattern COMPARISON = Pattern.compile(KEY + "\\s*([<>])\\s*(-?[0-9]+)");
    private static final Pattern VALUE =
            Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?");
    private static final Pattern EXISTENCE = Pattern.compile("(!?)\\s*" + KEY);

    enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        ABSENT,
        GREATER,
        LESS
    }

    /// @param values for GREATER and LESS the one number
    record Requirement(String key, Operator operator, Set<String> values) {

        boolean holds(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case ABSENT -> value == null;
                case GREATER -> value != null && number(value) > number(values.iterator().next());
                case LESS -> value != null && number(value) < number(values.iterator().next());
            };
        }

        private static double number(String text) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                return Double.NaN;
            }
        }
    }

    /// Reads a selector.
    ///
    /// @param text as in the query: `app=web,tier in (a,b),!old`
    /// @throws ApiException 400 when it cannot be read
    public static LabelSelector parse(String text) {
        List<Requirement> requirements = new ArrayList<>();
        for (String part : split(text)) {
            if (!part.isBlank()) {
                requirements.add(requirement(part.strip(), text));
            }
        }
        return new LabelSelector(requirements);
    }

    /// At the commas outside of parentheses.
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static Requirement requirement(String part, String text) {
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            Operator operator = "in".equals(set.group(2)) ? Operator.IN : Operator.NOT_IN;
            List<String> values = new ArrayList<>();
            for (String value : set.group(3).split(",", -1)) {
                values.add(value(value.strip(), part, text));
            }
            return new Requirement(set.group(1), operator, Set.copyOf(values));
        }
        Matcher equality = EQUALITY.matcher(part);
        if (equality.matches()) {
            Operator operator = "!=".equals(equality.group(2)) ? Operator.NOT_IN : Operator.IN;
            return new Requirement(
                    equality.group(1), operator, Set.of(value(equality.group(3), part, text)));
        }
        Matcher comparison = COMPARISON.matcher(part);
        if (comparison.matches()) {
            Operator operator = ">".equals(comparison.group(2)) ? Operator.GREATER : Operator.LESS;
            return new Requirement(comparison.group(1), operator, Set.of(comparison.group(3)));
        }
        Matcher existence = EXISTENCE.matcher(part);
        if (existence.matches()) {
            Operator operator = existence.group(1).isEmpty() ? Operator.EXISTS : Operator.ABSENT;
            return new Requirement(existence.group(2), operator, Set.of());
        }
        throw unreadable(part, text);
    }

    private static String value(String value, String part, String text) {
        if (!VALUE.matcher(value).matches()) {
            throw unreadable(part, text);
        }
        return value;
    }

    private static ApiException unreadable(String part, String text) {
        return ApiException.badRequest(
                "unable to parse requirement: '" + part + "' in '" + text + "'");
    }

    public boolean isEmpty() {
        return requirements.isEmpty();
    }

    boolean matches(Map<String, String> labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.holds(labels)) {
                return false;
            }
        }
        return true;
    }
}
