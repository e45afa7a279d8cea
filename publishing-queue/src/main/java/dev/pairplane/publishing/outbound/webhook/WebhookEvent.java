package dev.pairplane.publishing.outbound.webhook;

import java.time.Duration;

/// What the sender tells of itself. No event carries a secret.
public sealed interface WebhookEvent {

    /// The target's name.
    String target();

    /// An attempt was made and is over.
    ///
    /// @param method as HTTP writes it
    /// @param statusClass `2xx` and so on; `none` without an answer
    /// @param error `none` when it was answered, else one of a closed list: a failure to connect
    ///   (`dns`, `refused`, `timeout`, `unreachable`, `tls_certificate`, `tls_handshake`),
    ///   `response_timeout`, `connection_lost`, `cancelled`, `internal`
    /// @param duration from the call of the sender to the result
    /// @param payload bytes of the body
    record RequestMade(
            String target,
            String method,
            String statusClass,
            String error,
            Duration duration,
            int payload)
            implements WebhookEvent {}

    /// An attempt was not made since its address is not allowed.
    ///
    /// @param why for people
    record AddressRefused(String target, String why) implements WebhookEvent {}

    /// An attempt was not made for another reason.
    ///
    /// @param obstacle `invalid_target`, `payload_too_large`, `format_failed`
    record NotMade(String target, String obstacle) implements WebhookEvent {}
}
