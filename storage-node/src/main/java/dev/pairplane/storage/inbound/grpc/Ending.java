package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.core.engine.Refusal;
import java.util.Locale;

/// How a request ended.
public sealed interface Ending {

    /// Answered with success.
    record Served() implements Ending {}

    /// A read of a key that is absent or deleted.
    record NotFound() implements Ending {}

    /// Refused for what it holds; nothing was asked of the store.
    record Invalid(Violation.Reason reason) implements Ending {}

    /// Not a message of the method's type; nothing was asked of the store.
    record Undecodable() implements Ending {}

    /// Refused by the store, or expired before it was asked ([Refusal#DEADLINE_EXCEEDED]).
    record Refused(Refusal reason) implements Ending {}

    /// The caller gave up before the store was asked, or before it had all.
    record Cancelled() implements Ending {}

    /// A defect of ours: an exception that nothing else stands for.
    record Unexpected() implements Ending {}

    /// Whether the request counts as an error. Keys that are not there, and callers that gave up,
    /// do not.
    default boolean isError() {
        return switch (this) {
            case Served() -> false;
            case NotFound() -> false;
            case Cancelled() -> false;
            case Invalid(_) -> true;
            case Undecodable() -> true;
            case Refused(_) -> true;
            case Unexpected() -> true;
        };
    }

    /// The name in metrics, from a closed list.
    default String label() {
        return switch (this) {
            case Served() -> "served";
            case NotFound() -> "not_found";
            case Cancelled() -> "cancelled";
            case Invalid(Violation.Reason reason) -> reason.label();
            case Undecodable() -> "undecodable";
            case Refused(Refusal reason) -> reason.name().toLowerCase(Locale.ROOT);
            case Unexpected() -> "unexpected";
        };
    }
}
