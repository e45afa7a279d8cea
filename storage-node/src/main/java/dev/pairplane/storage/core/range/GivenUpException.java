package dev.pairplane.storage.core.range;

import java.io.IOException;

/// Whoever asked for a page does not wait for it any more.
public final class GivenUpException extends IOException {
    private static final long serialVersionUID = 1L;

    GivenUpException() {
        super("the caller does not wait for the range any more");
    }
}
