package dev.pairplane.simulators.kubernetes.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// A way to patch, by the media type of the patch.
public enum PatchType {
    JSON("application/json-patch+json"),
    MERGE("application/merge-patch+json"),
    STRATEGIC("application/strategic-merge-patch+json");

    private final String mediaType;

    PatchType(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    public static Optional<PatchType> ofMediaType(String mediaType) {
        return Arrays.stream(values()).filter(type -> type.mediaType.equals(mediaType)).findFirst();
    }

    /// All media types, as the refusal of another one names them.
    public static String accepted() {
        return Arrays.stream(values()).map(PatchType::mediaType).collect(Collectors.joining(", "));
    }

    /// The patched object; the original stays as it is.
    ///
    /// @throws ApiException 400 or 422 when the patch is broken or does not fit
    public ObjectNode apply(ResourceType type, ObjectNode original, JsonNode patch) {
        JsonNode result =
                switch (this) {
                    case JSON -> JsonPatch.apply(original, patch);
                    case MERGE -> MergePatch.apply(original, object(patch));
                    case STRATEGIC -> StrategicMergePatch.apply(type, original, object(patch));
                };
        return object(result);
    }

    private static ObjectNode object(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw ApiException.badRequest(
                "error decoding patch: json: cannot unmarshal into an object: " + node);
    }
}
