package dev.pairplane.difftracker.core.call;

import java.time.Duration;
import java.util.Optional;

/// An error that the other side answered with.
///
/// @param status the HTTP status; 200 when an error came in the body of a success, or at the end of
///   an asynchronous operation
/// @param code the error code of the body (`QuotaExceeded`, `Conflict`, ...), empty when there is
///   none
/// @param message the text for people
/// @param retryAfter what the answer's `Retry-After` said, an hour at the most: nothing else ends
///   such a wait
public record CallError(int status, String code, String message, Optional<Duration> retryAfter) {

    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final int SERVER = 500;
    private static final int SUCCESS = 300;
    private static final Duration PATIENCE = Duration.ofHours(1);

    public CallError {
        retryAfter = retryAfter.map(asked -> asked.compareTo(PATIENCE) > 0 ? PATIENCE : asked);
    }

    /// Whether the other side asked to come back later: it did nothing, and no attempt is used up.
    public boolean throttled() {
        return status == TOO_MANY || (status == UNAVAILABLE && retryAfter.isPresent());
    }

    /// Whether the call may have had an effect, in whole or in part, in spite of the error.
    public boolean leavesDoubt() {
        return !throttled() && (status >= SERVER || status == TIMEOUT || status < SUCCESS);
    }

    /// Whether this is the gateway's refusal to forget a service that still has addresses. The code
    /// may also stand inside a wrapped message.
    public boolean stillHasAddresses() {
        String overlay = "ServiceWithOverlayMappingsCannotBeDeleted";
        return status != 404 && (code.equalsIgnoreCase(overlay) || message.contains(overlay));
    }

    @Override
    public String toString() {
        return status
                + (code.isEmpty() ? "" : " " + code)
                + (message.isEmpty() ? "" : ": " + message);
    }
}
