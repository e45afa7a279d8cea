package dev.pairplane.simulators.kubernetes.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// JSON as trees and as bytes.
public final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /// Reads JSON from outside.
    ///
    /// @throws IOException when the bytes are no JSON
    public static JsonNode read(byte[] json) throws IOException {
        return MAPPER.readTree(json);
    }

    /// Reads what this process wrote itself.
    public static ObjectNode trusted(byte[] json) {
        try {
            return (ObjectNode) MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("broken JSON in memory", e);
        }
    }

    /// Reads a text that the program itself contains.
    public static ObjectNode parse(String json) {
        try {
            return (ObjectNode) MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + json, e);
        }
    }

    public static byte[] bytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree that cannot be written", e);
        }
    }

    /// A text as a JSON string.
    public static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    /// The text at a dotted path, "" where there is none.
    public static String text(JsonNode tree, String path) {
        return at(tree, path).asText("");
    }

    /// The node at a dotted path, a missing node where there is none.
    public static JsonNode at(JsonNode tree, String path) {
        JsonNode node = tree;
        int start = 0;
        while (true) {
            int dot = path.indexOf('.', start);
            if (dot < 0) {
                return node.path(path.substring(start));
            }
            node = node.path(path.substring(start, dot));
            start = dot + 1;
        }
    }

    /// The member of that name, made where it is absent or no object.
    public static ObjectNode child(ObjectNode parent, String name) {
        return parent.get(name) instanceof ObjectNode node ? node : parent.putObject(name);
    }

    public static ObjectNode metadata(ObjectNode object) {
        return child(object, "metadata");
    }

    /// The texts of a list, empty where there is none.
    public static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>(list.size());
        for (JsonNode element : list) {
            texts.add(element.asText(""));
        }
        return texts;
    }

    public static ArrayNode array(Iterable<String> texts) {
        ArrayNode array = array();
        texts.forEach(array::add);
        return array;
    }
}
