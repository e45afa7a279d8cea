package dev.pairplane.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Files of Kubernetes objects, in YAML or JSON.
final class Manifests {

    private static final YAMLMapper YAML = new YAMLMapper();

    private Manifests() {}

    /// The objects of a file, in their order; those inside a `List` one by one. Documents with
    /// nothing in them count, and are left out.
    ///
    /// @throws Failure naming the file, and the document where it is known
    static List<Manifest> read(Path file) throws Failure {
        List<Manifest> manifests = new ArrayList<>();
        int number = 0;
        for (JsonNode document : documents(file)) {
            number++;
            if (document.isNull() || document.isMissingNode()) {
                continue;
            }
            if (document.path("kind").asText().equals("List")) {
                for (JsonNode item : document.path("items")) {
                    manifests.add(Manifest.of(file, number, item));
                }
            } else {
                manifests.add(Manifest.of(file, number, document));
            }
        }
        if (manifests.isEmpty()) {
            throw new Failure(file + " has no manifest in it");
        }
        return manifests;
    }

    /// The documents of a YAML file.
    static List<JsonNode> documents(Path file) throws Failure {
        List<JsonNode> documents = new ArrayList<>();
        try (MappingIterator<JsonNode> iterator =
                YAML.readerFor(JsonNode.class).readValues(Files.readAllBytes(file))) {
            while (iterator.hasNextValue()) {
                documents.add(Objects.requireNonNullElse(iterator.nextValue(), nothing()));
            }
            return documents;
        } catch (JsonProcessingException e) {
            throw new Failure(
                    "%s, document %d is no YAML: %s (line %d)"
                            .formatted(
                                    file,
                                    documents.size() + 1,
                                    String.valueOf(e.getOriginalMessage())
                                            .lines()
                                            .findFirst()
                                            .orElse("it cannot be read"),
                                    e.getLocation() == null ? 0 : e.getLocation().getLineNr()));
        } catch (NoSuchFileException e) {
            throw new Failure("there is no file " + file);
        } catch (IOException e) {
            throw new Failure("%s cannot be read (%s)".formatted(file, e));
        }
    }

    /// Stands for what is not there.
    static JsonNode nothing() {
        return MissingNode.getInstance();
    }
}
