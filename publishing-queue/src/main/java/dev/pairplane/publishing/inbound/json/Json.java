package dev.pairplane.publishing.inbound.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// A JSON value.
public sealed interface Json {
    /// An object; its members keep their order.
    record Members(Map<String, Json> members) implements Json {
        public Members {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /// A member; empty when there is none, or when it is `null`.
        public Optional<Json> member(String name) {
            return Optional.ofNullable(members.get(name)).filter(value -> !(value instanceof Null));
        }
    }

    /// An array.
    record Items(List<Json> items) implements Json {
        public Items {
            items = List.copyOf(items);
        }
    }

    /// A string.
    record Text(String value) implements Json {}

    /// A number.
    ///
    /// @param text as it was written
    record Numeral(String text) implements Json {}

    /// `true` or `false`.
    record Bool(boolean value) implements Json {}

    /// `null`.
    record Null() implements Json {}

    /// What a value is, with its article, for people.
    default String kind() {
        return switch (this) {
            case Members _ -> "an object";
            case Items _ -> "an array";
            case Text _ -> "a string";
            case Numeral _ -> "a number";
            case Bool _ -> "a boolean";
            case Null _ -> "null";
        };
    }

    /// Its text, members in their order.
    default String text() {
        StringBuilder out = new StringBuilder();
        write(out, false);
        return out.toString();
    }

    /// Its canonical text: members sorted by name (by UTF-16 units, as RFC 8785 does), no blanks,
    /// only those characters escaped that have to be, numbers as they were written. Values that
    /// differ in nothing but the order of members and the writing of strings have the same.
    default String canonical() {
        StringBuilder out = new StringBuilder();
        write(out, true);
        return out.toString();
    }

    private void write(StringBuilder out, boolean sorted) {
        switch (this) {
            case Members(Map<String, Json> members) -> {
                char before = '{';
                for (Map.Entry<String, Json> member :
                        (sorted ? new TreeMap<>(members) : members).entrySet()) {
                    out.append(before);
                    before = ',';
                    quote(member.getKey(), out);
                    out.append(':');
                    member.getValue().write(out, sorted);
                }
                out.append(before == '{' ? "{}" : "}");
            }
            case Items(List<Json> items) -> {
                char before = '[';
                for (Json item : items) {
                    out.append(before);
                    before = ',';
                    item.write(out, sorted);
                }
                out.append(before == '[' ? "[]" : "]");
            }
            case Text(String value) -> quote(value, out);
            case Numeral(String text) -> out.append(text);
            case Bool(boolean value) -> out.append(value);
            case Null _ -> out.append("null");
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00").append(Character.forDigit(c >> 4, 16));
                        out.append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /// A string.
    static Json of(String value) {
        return new Text(value);
    }

    /// A whole number.
    static Json of(long value) {
        return new Numeral(Long.toString(value));
    }

    /// `true` or `false`.
    static Json of(boolean value) {
        return new Bool(value);
    }

    /// A new object to be filled.
    static Builder object() {
        return new Builder();
    }

    /// Puts an object together, member by member; they keep the order.
    final class Builder {
        private final Map<String, Json> members = new LinkedHashMap<>();

        private Builder() {}

        /// Adds a member.
        public Builder put(String name, Json value) {
            members.put(name, value);
            return this;
        }

        /// Adds a string.
        public Builder put(String name, String value) {
            return put(name, of(value));
        }

        /// Adds a whole number.
        public Builder put(String name, long value) {
            return put(name, of(value));
        }

        /// Adds a boolean.
        public Builder put(String name, boolean value) {
            return put(name, of(value));
        }

        /// Adds the text of a value, where there is one.
        public Builder put(String name, Optional<?> value) {
            value.ifPresent(present -> put(name, present.toString()));
            return this;
        }

        /// Adds a number, where there is one.
        public Builder put(String name, OptionalInt value) {
            value.ifPresent(present -> put(name, present));
            return this;
        }

        /// Adds an array.
        public Builder put(String name, List<Json> items) {
            return put(name, new Items(items));
        }

        /// The object.
        public Members build() {
            return new Members(members);
        }
    }
}
