package dev.pairplane.publishing.outbound.targetfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads what is in a file: targets, as objects.
final class Documents {

    private static final int MAX_DEPTH = 20;

    private final ObjectMapper json =
            new ObjectMapper(
                    JsonFactory.builder()
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            .streamReadConstraints(constraints())
                            .build());
    private final ObjectMapper yaml =
            new ObjectMapper(
                    YAMLFactory.builder()
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            .streamReadConstraints(constraints())
                            .build());

    private static StreamReadConstraints constraints() {
        return StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build();
    }

    /// A file that cannot be read as a whole; the message shows nothing of what is in it.
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String message) {
            super(message, null, false, false);
        }
    }

    /// The targets in a file: each document is a target, a list of them, or an object with
    /// `targets`. What stands in a target's place is not checked.
    List<JsonNode> targets(String file, byte[] content) throws Unreadable {
        var targets = new ArrayList<JsonNode>();
        boolean isJson = file.endsWith(".json");
        ObjectMapper mapper = isJson ? json : yaml;
        try (JsonParser parser = mapper.createParser(content)) {
            while (parser.nextToken() != null) {
                JsonNode document = parser.readValueAsTree();
                document(document, targets);
            }
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            // The library's message may quote a secret.
            throw new Unreadable(
                    "is no "
                            + (isJson ? "JSON" : "YAML")
                            + (at == null
                                    ? ""
                                    : " from line "
                                            + at.getLineNr()
                                            + ", column "
                                            + at.getColumnNr()
                                            + " on")
                            + " (or has a key twice)");
        } catch (IOException e) {
            throw new Unreadable("cannot be read as text");
        }
        return targets;
    }

    private static void document(JsonNode document, List<JsonNode> targets) throws Unreadable {
        if (document.isNull() || document.isMissingNode()) {
            return;
        }
        if (document.isArray()) {
            document.forEach(targets::add);
            return;
        }
        if (!document.isObject()) {
            throw new Unreadable("is neither a target, nor a list of targets, nor has 'targets'");
        }
        for (Map.Entry<String, JsonNode> field : document.properties()) {
            if (Fields.canonical(field.getKey()).equals("targets")) {
                if (document.size() > 1 || !field.getValue().isArray()) {
                    throw new Unreadable("has 'targets', which is a list and stands alone");
                }
                field.getValue().forEach(targets::add);
                return;
            }
        }
        targets.add(document);
    }
}
