package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.core.engine.Mutation;
import dev.pairplane.storage.core.engine.Refusal;
import dev.pairplane.storage.core.engine.WriteOutcome;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.proto.ErrorCode;
import dev.pairplane.storage.proto.WriteRequest;
import dev.pairplane.storage.proto.WriteResponse;
import java.time.Duration;
import java.util.Optional;

/// `Write`: stores one version of a key.
record WriteMethod(Store store) implements UnaryMethod<WriteRequest, WriteResponse> {

    @Override
    public Rpc rpc() {
        return Rpc.WRITE;
    }

    @Override
    public Optional<Violation> violation(WriteRequest request) {
        return Validation.of(request);
    }

    @Override
    public Reply<WriteResponse> invalid(Violation violation) {
        return Replies.invalid(refusal(violation.message()), violation);
    }

    private static WriteResponse refusal(String message) {
        return WriteResponse.newBuilder()
                .setErrorMessage(message)
                .setErrorCode(ErrorCode.INVALID_REQUEST)
                .build();
    }

    @Override
    public String about(WriteRequest request) {
        return KeyHash.of(key(request));
    }

    private static CompositeKey key(WriteRequest request) {
        return CompositeKey.of(request.getTenantId(), request.getKey());
    }

    @Override
    public int weight(WriteRequest request) {
        return request.getSerializedSize();
    }

    @Override
    public Reply<WriteResponse> execute(WriteRequest request, Caller caller, Duration patience) {
        Mutation mutation =
                Mutation.write(
                        key(request),
                        Clocks.fromWire(request.getVectorClock()),
                        request.getValue().toByteArray(),
                        request.getTimestamp());
        return switch (store.apply(mutation, patience)) {
            case WriteOutcome.Accepted(VectorClock clock, _) ->
                    Replies.served(
                            WriteResponse.newBuilder()
                                    .setSuccess(true)
                                    .setUpdatedVectorClock(Clocks.toWire(clock))
                                    .build(),
                            request.getValue().size());
            case WriteOutcome.Refused(Refusal reason, String message)
                    when reason == Refusal.OBSOLETE ->
                    Replies.obsolete(refusal(message));
            case WriteOutcome.Refused(Refusal reason, String message) ->
                    Replies.refused(reason, message, caller.isExpired());
        };
    }
}
