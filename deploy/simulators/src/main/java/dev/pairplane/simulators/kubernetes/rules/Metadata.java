package dev.pairplane.simulators.kubernetes.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.Causes;
import dev.pairplane.simulators.kubernetes.schema.Json;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// What is true of `metadata` whatever the object.
final class Metadata {

    private static final int MAX_ANNOTATION_BYTES = 256 * 1024;
    private static final int MAX_GENERATED_BASE = 58;
    private static final int SUFFIX = 5;
    private static final String SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private Metadata() {}

    /// Gives a new object what only the server gives.
    static void create(ObjectNode metadata, ResourceType type, String uid, Instant now) {
        metadata.remove(
                List.of(
                        "deletionTimestamp",
                        "deletionGracePeriodSeconds",
                        "generation",
                        "managedFields",
                        "selfLink",
                        "resourceVersion"));
        metadata.put("uid", uid);
        metadata.put("creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
        if (type.hasGeneration()) {
            metadata.put("generation", 1);
        }
    }

    /// A name that begins as asked.
    static String generate(String base, RandomGenerator random) {
        String start =
                base.length() > MAX_GENERATED_BASE ? base.substring(0, MAX_GENERATED_BASE) : base;
        StringBuilder name = new StringBuilder(start);
        for (int i = 0; i < SUFFIX; i++) {
            name.append(SUFFIX_ALPHABET.charAt(random.nextInt(SUFFIX_ALPHABET.length())));
        }
        return name.toString();
    }

    /// Restores what an update cannot change.
    static void update(ObjectNode metadata, JsonNode old) {
        metadata.remove(List.of("managedFields", "selfLink"));
        for (String field : List.of("creationTimestamp", "generation")) {
            JsonNode value = old.get(field);
            if (value == null) {
                metadata.remove(field);
            } else {
                metadata.set(field, value);
            }
        }
        if (old.has("deletionTimestamp")) {
            metadata.set("deletionTimestamp", old.path("deletionTimestamp"));
        }
        for (String field : List.of("deletionGracePeriodSeconds", "uid")) {
            if (metadata.path(field).asText("").isEmpty() && old.has(field)) {
                metadata.set(field, old.path(field));
            }
        }
    }

    static void validate(Causes causes, ResourceType type, JsonNode metadata) {
        String generateName = metadata.path("generateName").asText("");
        if (!generateName.isEmpty()) {
            String base = generateName.endsWith("-") ? generateName + "a" : generateName;
            Names.object(causes, type, base, "metadata.generateName");
        }
        Names.object(causes, type, metadata.path("name").asText(""), "metadata.name");
        Names.labels(causes, metadata.path("labels"), "metadata.labels");
        annotations(causes, metadata.path("annotations"));
        finalizers(causes, type, metadata.path("finalizers"));
        owners(causes, metadata.path("ownerReferences"));
    }

    private static void annotations(Causes causes, JsonNode annotations) {
        int bytes = 0;
        for (var annotation : annotations.properties()) {
            Names.qualified(
                    causes, annotation.getKey().toLowerCase(Locale.ROOT), "metadata.annotations");
            bytes += annotation.getKey().length() + annotation.getValue().asText().length();
        }
        if (bytes > MAX_ANNOTATION_BYTES) {
            causes.tooLong("metadata.annotations", MAX_ANNOTATION_BYTES);
        }
    }

    private static void finalizers(Causes causes, ResourceType type, JsonNode finalizers) {
        int index = 0;
        for (JsonNode finalizer : finalizers) {
            Names.finalizer(
                    causes,
                    finalizer.asText(),
                    "metadata.finalizers" + (type.group().isEmpty() ? "[" + index + "]" : ""),
                    type.group().isEmpty());
            index++;
        }
    }

    private static void owners(Causes causes, JsonNode owners) {
        int controllers = 0;
        int index = 0;
        for (JsonNode owner : owners) {
            String field = "metadata.ownerReferences[" + index + "]";
            for (String member : List.of("apiVersion", "kind", "name", "uid")) {
                if (owner.path(member).asText("").isEmpty()) {
                    causes.invalid(field + "." + member, "", member + " must not be empty");
                }
            }
            controllers += owner.path("controller").asBoolean(false) ? 1 : 0;
            index++;
        }
        if (controllers > 1) {
            causes.invalid(
                    "metadata.ownerReferences",
                    owners,
                    "Only one reference can have Controller set to true");
        }
    }

    /// What may not differ between two versions of an object.
    static void validateUpdate(Causes causes, JsonNode metadata, JsonNode old) {
        for (String field :
                List.of(
                        "name",
                        "namespace",
                        "uid",
                        "deletionTimestamp",
                        "deletionGracePeriodSeconds")) {
            JsonNode value = metadata.path(field);
            if (!value.asText("").equals(old.path(field).asText(""))) {
                causes.invalid("metadata." + field, value, "field is immutable");
            }
        }
        if (old.has("deletionTimestamp")) {
            List<String> added = new ArrayList<>(Json.texts(metadata.path("finalizers")));
            added.removeAll(Json.texts(old.path("finalizers")));
            if (!added.isEmpty()) {
                causes.forbidden(
                        "metadata.finalizers",
                        "no new finalizers can be added if the object is being deleted, found new"
                                + " finalizers []string{"
                                + added.stream()
                                        .map(name -> "\"" + name + "\"")
                                        .collect(Collectors.joining(", "))
                                + "}");
            }
        }
    }
}
