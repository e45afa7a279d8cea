package dev.pairplane.helm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// YAML and JSON as trees.
final class Yaml {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonMapper JSON = new JsonMapper();

    private Yaml() {}

    static JsonNode tree(String yaml) {
        try {
            JsonNode tree = YAML.readTree(yaml);
            return tree.isMissingNode() || tree.isNull() ? YAML.createObjectNode() : tree;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(JsonNode tree) {
        try {
            return YAML.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The documents of a stream that hold anything.
    static List<JsonNode> documents(String yaml) {
        List<JsonNode> documents = new ArrayList<>();
        try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            while (values.hasNextValue()) {
                JsonNode value = values.nextValue();
                if (value != null && value.isObject()) {
                    documents.add(value);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return documents;
    }

    /// Values with more values over them, which win; maps are merged and lists replaced, as Helm
    /// does.
    static String merged(String values, String more) {
        JsonNode tree = tree(values);
        merge((ObjectNode) tree, tree(more));
        return text(tree);
    }

    private static void merge(ObjectNode into, JsonNode from) {
        from.properties()
                .forEach(entry -> {
                    JsonNode before = into.get(entry.getKey());
                    if (before instanceof ObjectNode object && entry.getValue().isObject()) {
                        merge(object, entry.getValue());
                    } else {
                        into.set(entry.getKey(), entry.getValue());
                    }
                });
    }

    /// Gives every leaf with its path, as `a.b[0].c`.
    static void leaves(JsonNode tree, String path, BiConsumer<String, JsonNode> to) {
        if (tree.isObject()) {
            tree.properties()
                    .forEach(entry ->
                            leaves(
                                    entry.getValue(),
                                    path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                                    to));
        } else if (tree.isArray()) {
            for (int i = 0; i < tree.size(); i++) {
                leaves(tree.get(i), path + "[" + i + "]", to);
            }
        } else {
            to.accept(path, tree);
        }
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }
}
