package dev.pairplane.observability.lifecycle;

/// A component did not start; those before it were stopped again.
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    StartFailure(String component, Throwable cause) {
        super("component " + component + " did not start: " + cause.getMessage(), cause);
    }
}
