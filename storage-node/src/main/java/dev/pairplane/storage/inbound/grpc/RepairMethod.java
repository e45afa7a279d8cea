package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.core.engine.Mutation;
import dev.pairplane.storage.core.engine.Refusal;
import dev.pairplane.storage.core.engine.WriteOutcome;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.storage.proto.ErrorCode;
import dev.pairplane.storage.proto.RepairRequest;
import dev.pairplane.storage.proto.RepairResponse;
import java.time.Duration;
import java.util.Optional;

/// `Repair`: takes in a version that another replica has. By the rule of `Write`, so it never
/// replaces a newer one.
record RepairMethod(Store store) implements UnaryMethod<RepairRequest, RepairResponse> {

    @Override
    public Rpc rpc() {
        return Rpc.REPAIR;
    }

    @Override
    public Optional<Violation> violation(RepairRequest request) {
        return Validation.of(request);
    }

    @Override
    public Reply<RepairResponse> invalid(Violation violation) {
        return Replies.invalid(
                RepairResponse.newBuilder()
                        .setErrorMessage(violation.message())
                        .setErrorCode(ErrorCode.INVALID_REQUEST)
                        .build(),
                violation);
    }

    @Override
    public String about(RepairRequest request) {
        return KeyHash.of(key(request));
    }

    private static CompositeKey key(RepairRequest request) {
        return CompositeKey.of(request.getTenantId(), request.getKey());
    }

    @Override
    public int weight(RepairRequest request) {
        return request.getSerializedSize();
    }

    @Override
    public Reply<RepairResponse> execute(RepairRequest request, Caller caller, Duration patience) {
        return switch (store.apply(mutation(request), patience)) {
            case WriteOutcome.Accepted _ ->
                    Replies.served(
                            RepairResponse.newBuilder().setSuccess(true).build(),
                            request.getValue().size());
            case WriteOutcome.Refused(Refusal reason, String message) ->
                    Replies.refused(reason, message, caller.isExpired());
        };
    }

    private Mutation mutation(RepairRequest request) {
        VectorClock clock = Clocks.fromWire(request.getVectorClock());
        return request.getIsTombstone()
                ? Mutation.repairDelete(
                        key(request), clock, request.getTimestamp(), request.getDeletedAtMs())
                : Mutation.repair(
                        key(request),
                        clock,
                        request.getValue().toByteArray(),
                        request.getTimestamp());
    }
}
