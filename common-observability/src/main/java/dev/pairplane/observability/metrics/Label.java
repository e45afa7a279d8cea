package dev.pairplane.observability.metrics;

import com.google.errorprone.annotations.Immutable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A label and the values it may take.
///
/// @param values all values of a closed label, in the order of the documentation; empty for an open
///   one
/// @param limit how many different values an open label may show before the rest becomes `other`; 0
///   for a closed one
// The list is an unmodifiable copy.
@Immutable
@SuppressWarnings("Immutable")
public record Label(String name, List<String> values, int limit) {
    /// What an open label shows for values beyond its limit.
    public static final String OTHER = "other";

    public Label {
        if (!name.matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
            throw new IllegalArgumentException(
                    "label name '" + name + "': use letters, digits and _, not a digit first");
        }
        values = List.copyOf(values);
        if (values.isEmpty() == (limit == 0)) {
            throw new IllegalArgumentException(
                    "label "
                            + name
                            + ": give either its values or the number of values it may show");
        }
        if (values.stream().distinct().count() != values.size()) {
            throw new IllegalArgumentException("label " + name + " lists a value twice: " + values);
        }
    }

    /// A label whose values are known in advance; each is shown from the start.
    public static Label of(String name, String... values) {
        return new Label(name, List.of(values), 0);
    }

    /// A label whose values are an enum's constants in lower case.
    public static <E extends Enum<E>> Label ofEnum(String name, Class<E> type) {
        return new Label(
                name,
                Stream.of(type.getEnumConstants())
                        .map(e -> e.name().toLowerCase(Locale.ROOT))
                        .toList(),
                0);
    }

    /// A label whose values come at run time (a target's name, a tenant): the first `limit` of them
    /// are shown as they are, all others together as [#OTHER].
    public static Label open(String name, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "label " + name + ": limit " + limit + " is not positive");
        }
        return new Label(name, List.of(), limit);
    }

    /// Whether all values are known in advance.
    public boolean closed() {
        return limit == 0;
    }
}
