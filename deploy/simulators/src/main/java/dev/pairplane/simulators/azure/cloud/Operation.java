package dev.pairplane.simulators.azure.cloud;

import dev.pairplane.simulators.azure.resource.ResourceId;

/// An asynchronous operation, as a poll sees it.
///
/// @param target what it works on
/// @param writes whether it leaves a resource to be read at [#target]
/// @param error the code of a failure, else empty
/// @param message of a failure, else empty
public record Operation(
        String id, ResourceId target, boolean writes, Status status, String error, String message) {

    /// How far it is.
    public enum Status {
        IN_PROGRESS("InProgress"),
        SUCCEEDED("Succeeded"),
        FAILED("Failed");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        /// As a poll's answer spells it.
        public String text() {
            return text;
        }
    }

    Operation succeeded() {
        return new Operation(id, target, writes, Status.SUCCEEDED, "", "");
    }

    Operation failed(String code, String text) {
        return new Operation(id, target, writes, Status.FAILED, code, text);
    }
}
