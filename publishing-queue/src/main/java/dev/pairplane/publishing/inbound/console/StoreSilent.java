package dev.pairplane.publishing.inbound.console;

/// The store or the core did not say what a page needs.
final class StoreSilent extends Exception {
    private static final long serialVersionUID = 1L;

    StoreSilent(String message) {
        super(message);
    }
}
