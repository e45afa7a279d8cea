package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.core.engine.Mutation;
import dev.pairplane.storage.core.engine.Refusal;
import dev.pairplane.storage.core.engine.WriteOutcome;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.proto.DeleteRequest;
import dev.pairplane.storage.proto.DeleteResponse;
import dev.pairplane.storage.proto.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/// `Delete`: stores a tombstone; the key need not exist.
record DeleteMethod(Store store) implements UnaryMethod<DeleteRequest, DeleteResponse> {

    @Override
    public Rpc rpc() {
        return Rpc.DELETE;
    }

    @Override
    public Optional<Violation> violation(DeleteRequest request) {
        return Validation.of(request);
    }

    @Override
    public Reply<DeleteResponse> invalid(Violation violation) {
        return Replies.invalid(refusal(violation.message()), violation);
    }

    private static DeleteResponse refusal(String message) {
        return DeleteResponse.newBuilder()
                .setErrorMessage(message)
                .setErrorCode(ErrorCode.INVALID_REQUEST)
                .build();
    }

    @Override
    public String about(DeleteRequest request) {
        return KeyHash.of(key(request));
    }

    private static CompositeKey key(DeleteRequest request) {
        return CompositeKey.of(request.getTenantId(), request.getKey());
    }

    @Override
    public int weight(DeleteRequest request) {
        return request.getSerializedSize();
    }

    @Override
    public Reply<DeleteResponse> execute(DeleteRequest request, Caller caller, Duration patience) {
        Mutation mutation =
                Mutation.delete(
                        key(request),
                        Clocks.fromWire(request.getVectorClock()),
                        request.getTimestamp(),
                        request.getDeletedAtMs());
        return switch (store.apply(mutation, patience)) {
            case WriteOutcome.Accepted(VectorClock clock, _) ->
                    Replies.served(
                            DeleteResponse.newBuilder()
                                    .setSuccess(true)
                                    .setUpdatedVectorClock(Clocks.toWire(clock))
                                    .build(),
                            0);
            case WriteOutcome.Refused(Refusal reason, String message)
                    when reason == Refusal.OBSOLETE ->
                    Replies.obsolete(refusal(message));
            case WriteOutcome.Refused(Refusal reason, String message) ->
                    Replies.refused(reason, message, caller.isExpired());
        };
    }
}
