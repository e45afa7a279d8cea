package dev.pairplane.simulators.azure.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A resource as it is kept.
///
/// @param body what was sent, without what only Azure writes; never changed
/// @param version rises with every change
/// @param state `provisioningState`
/// @param guid `resourceGuid`
/// @param ipAddress of a public IP
public record Resource(
        ResourceId id,
        ObjectNode body,
        long version,
        String state,
        String guid,
        @Nullable String ipAddress) {

    public static final String SUCCEEDED = "Succeeded";
    public static final String UPDATING = "Updating";
    public static final String DELETING = "Deleting";
    public static final String FAILED = "Failed";

    public String etag() {
        return "W/\"" + new UUID(0x4000L, 0x8000_0000_0000_0000L | version) + "\"";
    }

    Resource with(long newVersion, String newState) {
        return new Resource(id, body, newVersion, newState, guid, ipAddress);
    }

    String location() {
        return body.path("location").asText();
    }

    /// Whether an operation on it has not ended.
    public boolean busy() {
        return state.equals(UPDATING) || state.equals(DELETING);
    }
}
