package dev.pairplane.images;

/// Why there is no image, in one line: what is wrong, and what would be right.
final class Failure extends Exception {

    Failure(String message) {
        super(message);
    }

    Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
