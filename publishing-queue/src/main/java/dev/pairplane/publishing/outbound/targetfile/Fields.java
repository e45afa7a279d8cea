package dev.pairplane.publishing.outbound.targetfile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.publishing.outbound.targetfile.TargetFault.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The fields of one object in a file, and the faults found on the way. Names are compared without
/// case and with `-` as `_`.
///
/// Not safe for threads.
final class Fields {

    private final String path;
    private final Map<String, JsonNode> values = new TreeMap<>();
    private final List<Fault> faults;

    /// @param field from the target on
    record Fault(String field, Reason reason, String issue) {}

    /// @param path of the object, with a dot at its end; empty for the target itself
    /// @param known what fields there are, in lower case with `_`
    Fields(String path, JsonNode object, Set<String> known, List<Fault> faults) {
        this.path = path;
        this.faults = faults;
        object.properties()
                .forEach(field -> {
                    String name = canonical(field.getKey());
                    if (!known.contains(name)) {
                        fault(field.getKey(), "is not known; there are " + sorted(known));
                    } else if (values.putIfAbsent(name, field.getValue()) != null) {
                        fault(name, "is there twice, in two spellings");
                    }
                });
        values.values().removeIf(JsonNode::isNull);
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }

    static String canonical(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    void fault(String field, String issue) {
        fault(field, Reason.FIELD, issue);
    }

    void fault(String field, Reason reason, String issue) {
        faults.add(new Fault(path + field, reason, issue));
    }

    List<Fault> faults() {
        return faults;
    }

    Optional<JsonNode> node(String field) {
        return Optional.ofNullable(values.get(field));
    }

    /// An object below.
    Optional<Fields> object(String field, Set<String> known) {
        Optional<JsonNode> node = node(field);
        if (node.isPresent() && !node.orElseThrow().isObject()) {
            fault(field, "is an object with " + sorted(known));
            return Optional.empty();
        }
        return node.map(object -> new Fields(path + field + ".", object, known, faults));
    }

    /// A text that is not empty.
    Optional<String> text(String field) {
        Optional<JsonNode> node = node(field);
        if (node.isPresent()
                && (!node.orElseThrow().isTextual() || node.orElseThrow().asText().isEmpty())) {
            fault(field, "is a text that is not empty (write numbers in quotes)");
            return Optional.empty();
        }
        return node.map(JsonNode::asText);
    }

    /// One of some words, in any case.
    Optional<String> word(String field, List<String> words) {
        Optional<String> text = text(field).map(t -> t.toLowerCase(Locale.ROOT));
        if (text.isPresent() && !words.contains(text.orElseThrow())) {
            fault(field, "is one of " + String.join(", ", words));
            return Optional.empty();
        }
        return text;
    }

    boolean flag(String field, boolean absent) {
        Optional<JsonNode> node = node(field);
        if (node.isPresent() && !node.orElseThrow().isBoolean()) {
            // Also a text "false": whoever wrote it meant something, and guessing may page people.
            fault(field, "is true or false, without quotes");
            return absent;
        }
        return node.map(JsonNode::asBoolean).orElse(absent);
    }

    Optional<Integer> number(String field, int least, int most) {
        Optional<JsonNode> node = node(field);
        if (node.isPresent()
                && !(node.orElseThrow().canConvertToInt()
                        && node.orElseThrow().isIntegralNumber()
                        && node.orElseThrow().asInt() >= least
                        && node.orElseThrow().asInt() <= most)) {
            fault(field, "is a whole number from " + least + " to " + most);
            return Optional.empty();
        }
        return node.map(JsonNode::asInt);
    }

    /// Elements of a list, or the one value that stands for a list.
    List<JsonNode> elements(String field) {
        var elements = new ArrayList<JsonNode>();
        node(field)
                .ifPresent(node -> {
                    if (node.isArray()) {
                        node.forEach(elements::add);
                    } else {
                        elements.add(node);
                    }
                });
        return elements;
    }
}
