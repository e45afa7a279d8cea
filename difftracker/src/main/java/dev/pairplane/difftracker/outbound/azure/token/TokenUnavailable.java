package dev.pairplane.difftracker.outbound.azure.token;

import java.io.Serial;

/// There is no token to send. The message is for people and holds no secret.
public final class TokenUnavailable extends Exception {

    @Serial private static final long serialVersionUID = 1;

    public TokenUnavailable(String message) {
        super(message);
    }
}
