package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.core.engine.Refusal;
import dev.pairplane.storage.proto.ErrorCode;
import io.grpc.Metadata;
import io.grpc.Status;

/// Which outcome becomes which status, error code and error number: the one place that knows.
final class Replies {
    static final Metadata.Key<String> ERROR_CODE = text("pairdb-error-code");
    static final Metadata.Key<String> ERROR_NUMBER = text("pairdb-error-number");
    static final Metadata.Key<String> INCLUDE_SIBLINGS = text("pairdb-include-siblings");
    static final Metadata.Key<String> INCLUDE_TOMBSTONES = text("pairdb-include-tombstones");
    static final Metadata.Key<String> SIBLINGS_TRUNCATED = text("pairdb-siblings-truncated");

    private static final int INVALID_ARGUMENT = 1000;
    private static final int KEY_NOT_FOUND = 1001;
    private static final int INTERNAL = 2000;
    private static final int UNAVAILABLE = 2001;
    private static final int DISK_FULL = 2002;
    private static final int DISK_THROTTLED = 2003;
    private static final int COMMIT_LOG_FAILED = 2004;
    private static final int RESOURCE_EXHAUSTED = 2008;

    private Replies() {}

    private static Metadata.Key<String> text(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    /// Success.
    static <A> Reply<A> served(A message, long valueBytes) {
        return new Reply.Answer<>(message, new Metadata(), new Ending.Served(), valueBytes);
    }

    /// The answer to a read of a key that is absent or deleted.
    static <A> Reply<A> notFound(A message) {
        return new Reply.Answer<>(
                message,
                trailers(ErrorCode.KEY_NOT_FOUND, KEY_NOT_FOUND),
                new Ending.NotFound(),
                0);
    }

    /// The answer to a request that breaks a rule.
    static <A> Reply<A> invalid(A message, Violation violation) {
        return new Reply.Answer<>(
                message,
                trailers(ErrorCode.INVALID_REQUEST, violation.reason().number()),
                new Ending.Invalid(violation.reason()),
                0);
    }

    /// The failure of a call that breaks a rule, where the answer has no room to say so.
    static <A> Reply<A> invalid(Violation violation) {
        return new Reply.Failure<>(
                Status.INVALID_ARGUMENT.withDescription(violation.message()),
                trailers(ErrorCode.INVALID_REQUEST, violation.reason().number()),
                new Ending.Invalid(violation.reason()));
    }

    /// The answer to a mutation whose clock precedes what is stored, on a node that refuses those.
    static <A> Reply<A> obsolete(A message) {
        return new Reply.Answer<>(
                message,
                trailers(ErrorCode.INVALID_REQUEST, INVALID_ARGUMENT),
                new Ending.Refused(Refusal.OBSOLETE),
                0);
    }

    /// The failure of a call whose bytes are no message, or too many of them.
    static <A> Reply<A> undecodable(Status status) {
        return new Reply.Failure<>(
                status,
                trailers(ErrorCode.INVALID_REQUEST, INVALID_ARGUMENT),
                new Ending.Undecodable());
    }

    /// The failure of a call that met a defect of ours; says nothing of it to the caller.
    static <A> Reply<A> unexpected() {
        return new Reply.Failure<>(
                Status.INTERNAL.withDescription("the node met an internal error; see its log"),
                trailers(ErrorCode.INTERNAL_ERROR, INTERNAL),
                new Ending.Unexpected());
    }

    /// The failure of a call that the store refused.
    ///
    /// @param expired whether the caller's own deadline has passed
    static <A> Reply<A> refused(Refusal reason, String message, boolean expired) {
        Status status =
                switch (reason) {
                    case RECOVERING,
                            STOPPING,
                            DRAINING,
                            DISK_THROTTLED,
                            LOG_POISONED,
                            LOG_FAILED,
                            READ_FAILED ->
                            Status.UNAVAILABLE;
                    case DAMAGED -> Status.DATA_LOSS;
                    case MEMORY_PRESSURE, SIBLING_LIMIT, DISK_FULL -> Status.RESOURCE_EXHAUSTED;
                    case OBSOLETE -> Status.INVALID_ARGUMENT;
                    case DEADLINE_EXCEEDED -> Status.DEADLINE_EXCEEDED;
                    case INDETERMINATE -> expired ? Status.DEADLINE_EXCEEDED : Status.UNAVAILABLE;
                };
        return new Reply.Failure<>(
                status.withDescription(message), trailers(reason), new Ending.Refused(reason));
    }

    private static Metadata trailers(Refusal reason) {
        return switch (reason) {
            case RECOVERING, DEADLINE_EXCEEDED -> trailers(ErrorCode.INTERNAL_ERROR, UNAVAILABLE);
            case STOPPING, DRAINING -> trailers(ErrorCode.NODE_DRAINING, UNAVAILABLE);
            case LOG_POISONED, LOG_FAILED, INDETERMINATE ->
                    trailers(ErrorCode.INTERNAL_ERROR, COMMIT_LOG_FAILED);
            case MEMORY_PRESSURE, SIBLING_LIMIT ->
                    trailers(ErrorCode.MEMORY_PRESSURE, RESOURCE_EXHAUSTED);
            case DAMAGED -> trailers(ErrorCode.CORRUPTED_DATA, INTERNAL);
            case READ_FAILED -> trailers(ErrorCode.INTERNAL_ERROR, UNAVAILABLE);
            case DISK_FULL -> trailers(ErrorCode.DISK_FULL, DISK_FULL);
            case DISK_THROTTLED -> trailers(ErrorCode.DISK_FULL, DISK_THROTTLED);
            case OBSOLETE -> trailers(ErrorCode.INVALID_REQUEST, INVALID_ARGUMENT);
        };
    }

    private static Metadata trailers(ErrorCode code, int number) {
        Metadata trailers = new Metadata();
        trailers.put(ERROR_CODE, code.name());
        trailers.put(ERROR_NUMBER, Integer.toString(number));
        return trailers;
    }
}
