package dev.pairplane.difftracker.outbound.azure.token;

import dev.pairplane.observability.logging.Secret;
import java.time.Duration;

/// One way to get a fresh token.
public interface TokenExchange {

    /// Asks for a token.
    ///
    /// @param timeout how long the answer may take
    /// @throws TokenUnavailable when it was not given
    Granted fetch(Duration timeout) throws TokenUnavailable, InterruptedException;

    /// A token that was given.
    ///
    /// @param token the token
    /// @param lifetime how long it is good from now on
    record Granted(Secret token, Duration lifetime) {}
}
