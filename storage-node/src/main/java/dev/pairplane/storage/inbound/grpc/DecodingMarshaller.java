package dev.pairplane.storage.inbound.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/// Parses requests without throwing.
///
/// An exception from a marshaller escapes into the server's executor, which logs it as an error and
/// answers UNKNOWN. Bytes that are no message are the caller's mistake, so they become a
/// [Decoded.Malformed] that the call answers with INVALID_ARGUMENT.
final class DecodingMarshaller<T> implements Marshaller<Decoded<T>> {
    private final Marshaller<T> messages;
    private final String messageName;

    private DecodingMarshaller(Marshaller<T> messages, String messageName) {
        this.messages = messages;
        this.messageName = messageName;
    }

    /// The same method with requests that always parse.
    static <Q, A> MethodDescriptor<Decoded<Q>, A> decoding(MethodDescriptor<Q, A> method) {
        return method.toBuilder(
                        new DecodingMarshaller<>(
                                method.getRequestMarshaller(),
                                method.getBareMethodName() + " request"),
                        method.getResponseMarshaller())
                .build();
    }

    @Override
    public InputStream stream(Decoded<T> value) {
        return switch (value) {
            case Decoded.Message<T>(T message) -> messages.stream(message);
            case Decoded.Malformed<T>(Status status) ->
                    throw new IllegalArgumentException("no message to write: " + status);
        };
    }

    @Override
    public Decoded<T> parse(InputStream stream) {
        try {
            return new Decoded.Message<>(messages.parse(stream));
        } catch (StatusRuntimeException e) {
            // A compressed message that unpacks past the size limit keeps its own status.
            if (e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED) {
                return new Decoded.Malformed<>(e.getStatus());
            }
            Throwable cause = e.getCause();
            return malformed(cause == null ? e : cause);
        } catch (RuntimeException e) {
            return malformed(e);
        }
    }

    private Decoded<T> malformed(Throwable cause) {
        return new Decoded.Malformed<>(
                Status.INVALID_ARGUMENT.withDescription(
                        "the bytes sent are no %s: %s".formatted(messageName, cause.getMessage())));
    }
}
