package dev.pairplane.publishing.core.send;

import java.time.Duration;
import java.util.Optional;

/// What came of an attempt, as facts; what it means is decided by the classifier.
public sealed interface SendResult {

    /// The target answered.
    ///
    /// @param status 100 to 599
    /// @param retryAfter how long it asks to be left alone, from either form of the header; at most
    ///   an hour
    /// @param excerpt at most 1,024 characters of the body, secrets masked, no NUL
    record Answered(int status, Optional<Duration> retryAfter, String excerpt)
            implements SendResult {}

    /// Nothing was written to the target.
    ///
    /// @param detail for people; no secrets
    record NotConnected(Failure failure, String detail) implements SendResult {}

    /// Something was written, and then no whole answer came: the target may have taken it.
    ///
    /// @param timedOut whether time ran out, rather than the connection
    record Unanswered(boolean timedOut, String detail) implements SendResult {}

    /// The attempt was never made, because it must not be.
    record NotSent(Obstacle obstacle, String detail) implements SendResult {}

    /// The attempt was given up by us.
    ///
    /// @param written whether something had been written to the target
    record Cancelled(boolean written) implements SendResult {}

    /// Something unforeseen happened on our side.
    record Failed(String detail) implements SendResult {}

    /// Why there is no connection.
    enum Failure {
        DNS,
        REFUSED,
        TIMEOUT,
        UNREACHABLE,
        TLS_CERTIFICATE,
        TLS_HANDSHAKE
    }

    /// Why an attempt must not be made.
    enum Obstacle {
        /// The address is not allowed.
        FORBIDDEN_ADDRESS,
        /// URL or headers cannot be used.
        INVALID_TARGET,
        /// The body is larger than the target takes.
        PAYLOAD_TOO_LARGE,
        /// The body could not be made.
        FORMAT_FAILED
    }
}
