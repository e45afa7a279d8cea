package dev.pairplane.publishing.inbound.rest;

import dev.pairplane.publishing.inbound.json.Faults;
import dev.pairplane.publishing.inbound.json.Json;
import dev.pairplane.publishing.inbound.json.Paths;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The members of one object of a request. What is wrong with one is noted as a fault, and the
/// member then counts as absent; so does `null`.
record Fields(String path, Json.Members object, Faults faults) {

    /// The path of a member.
    String at(String name) {
        return Paths.member(path, name);
    }

    /// Notes that a member is wrong.
    void wrong(String name, String issue, String hint) {
        faults.add(at(name), issue, hint);
    }

    private <T> Optional<T> wrongKind(String name, Json value, String hint) {
        wrong(name, "is " + value.kind(), hint);
        return Optional.empty();
    }

    /// Whether it is there, whatever it is.
    boolean has(String name) {
        return object.member(name).isPresent();
    }

    Optional<String> text(String name, String hint) {
        return object.member(name)
                .flatMap(value ->
                        value instanceof Json.Text(String text)
                                ? Optional.of(text)
                                : wrongKind(name, value, hint));
    }

    Optional<Fields> object(String name, String hint) {
        return object.member(name)
                .flatMap(value ->
                        value instanceof Json.Members members
                                ? Optional.of(new Fields(at(name), members, faults))
                                : wrongKind(name, value, hint));
    }

    Optional<Double> number(String name, String hint) {
        return object.member(name)
                .flatMap(value ->
                        value instanceof Json.Numeral(String text)
                                ? Optional.of(Double.valueOf(text))
                                : wrongKind(name, value, hint));
    }

    Optional<Boolean> flag(String name) {
        return object.member(name)
                .flatMap(value ->
                        value instanceof Json.Bool(boolean set)
                                ? Optional.of(set)
                                : wrongKind(name, value, "true or false"));
    }

    Optional<Instant> time(String name) {
        return text(name, Rfc3339.HINT)
                .flatMap(text -> {
                    Optional<Instant> time = Rfc3339.parse(text);
                    if (time.isEmpty()) {
                        wrong(name, "is no time: " + Paths.quoted(text), Rfc3339.HINT);
                    }
                    return time;
                });
    }

    /// An array of strings; none when it is absent.
    List<String> texts(String name) {
        Optional<Json> value = object.member(name);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!(value.orElseThrow() instanceof Json.Items(List<Json> items))) {
            wrongKind(name, value.orElseThrow(), "an array of strings");
            return List.of();
        }
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof Json.Text)) {
                faults.add(Paths.item(at(name), i), "is " + items.get(i).kind(), "a string");
            }
        }
        return items.stream()
                .filter(Json.Text.class::isInstance)
                .map(item -> ((Json.Text) item).value())
                .toList();
    }

    /// The members as a map of strings.
    SortedMap<String, String> strings() {
        SortedMap<String, String> strings = new TreeMap<>();
        for (Map.Entry<String, Json> member : object.members().entrySet()) {
            if (member.getValue() instanceof Json.Text(String text)) {
                strings.put(member.getKey(), text);
            } else {
                wrong(member.getKey(), "is " + member.getValue().kind(), "a string");
            }
        }
        return strings;
    }
}
