package dev.pairplane.storage.app.command;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;

/// A failed call in words.
///
/// @param exit a node that says why it does not do it has answered; silence has another code
/// @param message one line
record Failure(ExitCode exit, String message) {
    private static final Metadata.Key<String> ERROR_CODE =
            Metadata.Key.of("pairdb-error-code", Metadata.ASCII_STRING_MARSHALLER);

    static Failure of(StatusRuntimeException failure, String node, Duration timeout) {
        Status status = failure.getStatus();
        Metadata trailers = failure.getTrailers();
        String code = trailers == null ? null : trailers.get(ERROR_CODE);
        if (code != null) {
            return new Failure(
                    ExitCode.REFUSED, "%s refused: %s (%s)".formatted(node, words(status), code));
        }
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED ->
                    new Failure(
                            ExitCode.UNREACHABLE,
                            "%s gave no answer within %d ms".formatted(node, timeout.toMillis()));
            case UNAVAILABLE ->
                    new Failure(
                            ExitCode.UNREACHABLE,
                            "%s cannot be reached: %s".formatted(node, root(status)));
            case UNIMPLEMENTED ->
                    new Failure(
                            ExitCode.REFUSED,
                            "%s does not serve this method: %s".formatted(node, words(status)));
            default -> new Failure(ExitCode.REFUSED, "%s: %s".formatted(node, words(status)));
        };
    }

    private static String words(Status status) {
        String description = status.getDescription();
        return description == null ? status.getCode().name() : description;
    }

    /// What the operating system said, where gRPC keeps it.
    private static String root(Status status) {
        Throwable cause = status.getCause();
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause == null ? null : cause.getMessage();
        return message == null ? words(status) : message;
    }
}
