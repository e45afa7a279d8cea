package dev.pairplane.publishing.core.retry;

/// Why an attempt did not deliver; the closed list of labels that stand in attempts and metrics.
public enum Reason {
    /// It answered with a redirect, which is not followed.
    REDIRECT("redirect"),
    /// It does not accept this message.
    REJECTED("rejected"),
    /// It does not accept us.
    UNAUTHORIZED("unauthorized"),
    /// There is no such thing, or no longer.
    NOT_FOUND("not_found"),
    /// It waited too long for the request.
    REQUEST_TIMEOUT("request_timeout"),
    /// It does not want the message so early.
    TOO_EARLY("too_early"),
    /// It asks to be left alone for a while.
    RATE_LIMITED("rate_limited"),
    /// It cannot do this at all.
    UNSUPPORTED("unsupported"),
    /// It, or what stands before it, is not available.
    UNAVAILABLE("unavailable"),
    /// It failed.
    SERVER_ERROR("server_error"),
    /// A status that ends no request.
    UNEXPECTED_STATUS("unexpected_status"),
    /// Its name leads to no address.
    DNS("dns"),
    /// It refuses connections.
    REFUSED("refused"),
    /// No connection came about in time.
    CONNECT_TIMEOUT("connect_timeout"),
    /// There is no way to it.
    UNREACHABLE("unreachable"),
    /// Its certificate does not hold.
    TLS_CERTIFICATE("tls_certificate"),
    /// No encrypted connection came about.
    TLS_HANDSHAKE("tls_handshake"),
    /// The request was written and no answer came in time.
    ANSWER_TIMEOUT("answer_timeout"),
    /// The connection broke before the answer was complete.
    CONNECTION_LOST("connection_lost"),
    /// Its address must not be called.
    FORBIDDEN_ADDRESS("forbidden_address"),
    /// Its URL or headers cannot be used.
    INVALID_TARGET("invalid_target"),
    /// The message is larger than it takes.
    PAYLOAD_TOO_LARGE("payload_too_large"),
    /// The message could not be made.
    FORMAT_FAILED("format_failed"),
    /// We gave the attempt up.
    CANCELLED("cancelled"),
    /// Something unforeseen happened on our side.
    INTERNAL("internal");

    private final String label;

    Reason(String label) {
        this.label = label;
    }

    /// As it stands in JSON, in the journal and in labels of metrics.
    public String label() {
        return label;
    }
}
