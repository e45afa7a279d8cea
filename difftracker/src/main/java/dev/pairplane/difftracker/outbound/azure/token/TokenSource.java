package dev.pairplane.difftracker.outbound.azure.token;

import dev.pairplane.observability.logging.Secret;
import java.time.Duration;

/// Hands out bearer tokens for Azure's management API. Safe for threads; may block, so it is called
/// on virtual threads.
public interface TokenSource {

    /// A token that is good now.
    ///
    /// @param timeout how long the caller can wait
    /// @throws TokenUnavailable when there is none; the message says why, without secrets
    Secret token(Duration timeout) throws TokenUnavailable, InterruptedException;

    /// Says that Azure did not accept a token: it is not handed out again if there can be another.
    void rejected(Secret token);
}
