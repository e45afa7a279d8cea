package dev.pairplane.publishing.inbound.console;

/// A request's parameters are not right; the message says what would be.
final class BadQuery extends Exception {
    private static final long serialVersionUID = 1L;

    BadQuery(String message) {
        super(message);
    }
}
