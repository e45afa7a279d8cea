package dev.pairplane.storage.inbound.grpc;

import java.util.Locale;

/// What is wrong with a request.
///
/// @param reason from the closed list
/// @param message names the field, what it holds (sizes, code points; never the text itself), and
///   what would be right
public record Violation(Reason reason, String message) {

    /// Why a request is refused.
    public enum Reason {
        /// Anything without a number of its own: a clock, a timestamp, an empty value.
        INVALID_ARGUMENT(1000),
        KEY_TOO_LARGE(1002),
        VALUE_TOO_LARGE(1003),
        INVALID_TENANT(1004),
        INVALID_KEY(1005);

        private final int number;

        Reason(int number) {
            this.number = number;
        }

        /// The number in the trailer `pairdb-error-number`.
        public int number() {
            return number;
        }

        /// The name in metrics.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
