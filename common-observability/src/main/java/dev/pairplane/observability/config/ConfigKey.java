package dev.pairplane.observability.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One documented key.
///
/// @param name as in the configuration; `*` stands for a name and `[*]` for a position the operator
///   chooses
/// @param section the prefix of the interface that declares it
/// @param java type of one value
/// @param list whether several values may be given, separated by commas or as a list
/// @param fallback the default as text; empty when there is none
/// @param required whether it has to be given
public record ConfigKey(
        String name,
        String section,
        Class<?> java,
        boolean list,
        Optional<String> fallback,
        boolean required,
        String doc,
        String min,
        String max) {

    /// Whether the value must never be shown.
    public boolean secret() {
        return type() == ValueType.SECRET;
    }

    ValueType type() {
        return ValueType.of(java);
    }

    /// The type for documentation, with the words of a choice.
    String typeText() {
        String one =
                type() == ValueType.CHOICE
                        ? Arrays.stream(java.getEnumConstants())
                                .map(ValueType::word)
                                .collect(Collectors.joining(", "))
                        : type().title();
        return list ? "list of " + one : one;
    }

    /// Whether a property of this name gives a value of this key.
    boolean matches(String property) {
        return pattern().matcher(property).matches();
    }

    boolean wild() {
        return name.contains("*");
    }

    private Pattern pattern() {
        String regex =
                Arrays.stream(name.split("(?=\\[\\*])|(?<=\\[\\*])|(?=\\*)|(?<=\\*)"))
                        .map(part ->
                                switch (part) {
                                    case "*" -> "(?:\"[^\"]+\"|[^.\\[\\]]+)";
                                    case "[*]" -> "\\[\\d+]";
                                    default -> Pattern.quote(part);
                                })
                        .collect(Collectors.joining());
        return Pattern.compile(list ? regex + "(?:\\[\\d+])?" : regex);
    }

    /// What is wrong with a text as the value of this key; empty when nothing is.
    Optional<String> complaint(String text) {
        List<String> parts = list ? Arrays.asList(text.split("(?<!\\\\),")) : List.of(text);
        for (String part : parts) {
            try {
                var number = type().read(part.strip(), java);
                if (number.isPresent() && !within(number.orElseThrow())) {
                    return Optional.of("outside its range");
                }
            } catch (IllegalArgumentException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }

    private boolean within(java.math.BigDecimal number) {
        return (min.isEmpty() || number.compareTo(bound(min)) >= 0)
                && (max.isEmpty() || number.compareTo(bound(max)) <= 0);
    }

    private java.math.BigDecimal bound(String text) {
        return type().read(text, java == int.class ? long.class : java).orElseThrow();
    }

    /// What would be right.
    String advice() {
        String wanted = type() == ValueType.CHOICE ? "one of " + typeText() : type().example();
        String range = rangeText();
        return range.isEmpty() ? wanted : wanted + ", " + range;
    }

    /// `1 to 65535`, `at least 1`, `at most 5`, or nothing.
    String rangeText() {
        if (min.isEmpty()) {
            return max.isEmpty() ? "" : "at most " + max;
        }
        return max.isEmpty() ? "at least " + min : min + " to " + max;
    }
}
