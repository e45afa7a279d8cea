package dev.pairplane.publishing.inbound.rest;

import dev.pairplane.publishing.inbound.json.Faults;
import dev.pairplane.publishing.inbound.json.Paths;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The parameters of a query. What is wrong with one is noted, and the parameter then counts as
/// absent. Names that are not known are refused too: a filter that is misspelt must not list
/// everything.
final class Parameters {
    private static final int MOST_OFFSET = 1_000_000;
    private static final int MOST_LIMIT = 1000;
    private static final int USUAL_LIMIT = 100;
    private static final int LONGEST = 255;

    private final Map<String, String> given = new LinkedHashMap<>();
    private final Faults faults;

    /// @param query as it stands in the request
    /// @param known the names that have a meaning
    Parameters(@Nullable String query, Set<String> known, Faults faults) {
        this.faults = faults;
        String text = query == null ? "" : query;
        for (String pair : Stream.of(text.split("&", -1)).filter(p -> !p.isEmpty()).toList()) {
            int equals = pair.indexOf('=');
            String rawName = equals < 0 ? pair : pair.substring(0, equals);
            String rawValue = equals < 0 ? "" : pair.substring(equals + 1);
            Optional<String> name = decode(rawName.replace('+', ' '));
            Optional<String> value = decode(rawValue.replace('+', ' '));
            if (name.isEmpty() || value.isEmpty()) {
                faults.add(
                        name.filter(known::contains).orElse("query"),
                        "is not percent-encoded UTF-8 text without NUL",
                        "percent-encoded UTF-8");
            } else {
                add(name.orElseThrow(), value.orElseThrow(), known);
            }
        }
    }

    private void add(String name, String value, Set<String> known) {
        if (!known.contains(name)) {
            faults.add(
                    Paths.quoted(name),
                    "is no parameter here",
                    known.isEmpty()
                            ? "no parameters"
                            : "one of " + String.join(", ", new TreeSet<>(known)));
        } else if (given.containsKey(name)) {
            faults.add(name, "is there twice", "each parameter once");
        } else if (value.isEmpty()) {
            faults.add(name, "is empty", "a value, or leave it out");
        } else {
            given.put(name, value);
        }
    }

    /// Percent-decoded text; empty when it is no UTF-8 or has a NUL in it.
    static Optional<String> decode(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(raw.charAt(i + 2), 16);
            if (low < 0) {
                return Optional.empty();
            }
            bytes.write(high * 16 + low);
            i += 2;
        }
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes.toByteArray()))
                            .toString();
            return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    Optional<String> text(String name) {
        Optional<String> text = Optional.ofNullable(given.get(name));
        if (text.filter(t -> t.length() > LONGEST).isPresent()) {
            faults.add(name, "is too long", "at most " + LONGEST + " characters");
            return Optional.empty();
        }
        return text;
    }

    /// The values that a parameter may have, by their labels.
    static <E> Map<String, E> labels(Stream<E> values, Function<E, String> label) {
        return values.collect(
                Collectors.toMap(label, Function.identity(), (a, _) -> a, LinkedHashMap::new));
    }

    <E> Optional<E> oneOf(String name, Map<String, E> choices) {
        return text(name)
                .flatMap(text -> {
                    Optional<E> choice = Optional.ofNullable(choices.get(text));
                    if (choice.isEmpty()) {
                        faults.add(
                                name,
                                "is " + Paths.quoted(text),
                                "one of " + String.join(", ", choices.keySet()));
                    }
                    return choice;
                });
    }

    Optional<Boolean> flag(String name) {
        return oneOf(name, labels(Stream.of(true, false), String::valueOf));
    }

    Optional<Instant> time(String name) {
        return text(name)
                .flatMap(text -> {
                    Optional<Instant> time = Rfc3339.parse(text);
                    if (time.isEmpty()) {
                        faults.add(
                                name,
                                "is no time: " + Paths.quoted(text),
                                Rfc3339.HINT + "; a + has to be written %2B");
                    }
                    return time;
                });
    }

    private int number(String name, int least, int most, int usual) {
        return text(name)
                .map(text -> {
                    if (text.matches("[0-9]{1,9}")) {
                        int number = Integer.parseInt(text);
                        if (number >= least && number <= most) {
                            return number;
                        }
                    }
                    faults.add(
                            name,
                            "is " + Paths.quoted(text),
                            "a whole number from " + least + " to " + most);
                    return usual;
                })
                .orElse(usual);
    }

    /// A part of a list.
    record Window(int limit, int offset) {
        /// The part of these items.
        <T> List<T> of(List<T> items) {
            return items.stream().skip(offset).limit(limit).toList();
        }
    }

    /// The parameters `limit` and `offset`.
    Window window() {
        return new Window(
                number("limit", 1, MOST_LIMIT, USUAL_LIMIT), number("offset", 0, MOST_OFFSET, 0));
    }
}
