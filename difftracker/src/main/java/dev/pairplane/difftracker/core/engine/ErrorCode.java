package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.call.Outcome;
import java.util.Set;

/// What an attempt failed of, as a label of metrics.
public enum ErrorCode {
    NONE(""),
    QUOTA_EXCEEDED("quota_exceeded"),
    THROTTLED("throttled"),
    CONFLICT("conflict"),
    NOT_FOUND("not_found"),
    INTERNAL_ERROR("internal_error"),
    TIMEOUT("timeout"),
    VALIDATION_ERROR("ValidationError"),
    /// Done, but to be done once more when a lost call can have no effect any more.
    IN_DOUBT("in_doubt"),
    UNKNOWN("unknown"),
    /// No error: given up halfway, because what it was to do is not wanted any more.
    STOPPED("");

    private static final Set<String> QUOTA =
            Set.of("QuotaExceeded", "PublicIPCountLimitReached", "MaxPublicIpCountLimitReached");

    private final String label;

    ErrorCode(String label) {
        this.label = label;
    }

    /// The text used in metrics; empty for what is no error.
    public String label() {
        return label;
    }

    /// Whether an attempt that ended so has failed.
    public boolean isError() {
        return this != NONE && this != STOPPED;
    }

    /// Reads it off an outcome. A quota's code wins over the status.
    public static ErrorCode of(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Done<?> _ -> NONE;
            case Outcome.Refused<?>(var error) -> of(error);
            case Outcome.Unanswered<?> _ -> TIMEOUT;
            case Outcome.NotSent<?> _ -> UNKNOWN;
        };
    }

    private static ErrorCode of(CallError error) {
        boolean quota =
                QUOTA.stream()
                        .anyMatch(code ->
                                code.equalsIgnoreCase(error.code())
                                        || error.message().contains(code));
        if (quota) {
            return QUOTA_EXCEEDED;
        }
        return switch (error.status()) {
            case 429 -> THROTTLED;
            case 409, 412 -> CONFLICT;
            case 404 -> NOT_FOUND;
            case 408, 504 -> TIMEOUT;
            default -> error.status() >= 500 ? INTERNAL_ERROR : UNKNOWN;
        };
    }
}
