package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.core.engine.CheckpointOutcome;
import dev.pairplane.storage.proto.CreateCheckpointRequest;
import dev.pairplane.storage.proto.CreateCheckpointResponse;
import dev.pairplane.storage.proto.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/// `CreateCheckpoint`: a store by itself on the node's disk, of whatever was acknowledged before.
record CheckpointMethod(Store store)
        implements UnaryMethod<CreateCheckpointRequest, CreateCheckpointResponse> {
    private static final int DEFAULT_SECONDS = 60;
    private static final int MAX_SECONDS = 3_600;

    @Override
    public Rpc rpc() {
        return Rpc.CREATE_CHECKPOINT;
    }

    @Override
    public Optional<Violation> violation(CreateCheckpointRequest request) {
        return Validation.checkpoint(request.getName());
    }

    @Override
    public Reply<CreateCheckpointResponse> invalid(Violation violation) {
        return Replies.invalid(failed(violation.message(), ErrorCode.INVALID_REQUEST), violation);
    }

    @Override
    public String about(CreateCheckpointRequest request) {
        return "";
    }

    @Override
    public int weight(CreateCheckpointRequest request) {
        return 0;
    }

    @Override
    public Reply<CreateCheckpointResponse> execute(
            CreateCheckpointRequest request, Caller caller, Duration patience) {
        int seconds =
                KeyRangeMethod.limited(request.getTimeoutSeconds(), DEFAULT_SECONDS, MAX_SECONDS);
        return switch (store.checkpoint(
                request.getName(), caller.patience(Duration.ofSeconds(seconds)))) {
            case CheckpointOutcome.Made made ->
                    Replies.served(
                            CreateCheckpointResponse.newBuilder()
                                    .setSuccess(true)
                                    .setPath(made.path())
                                    .setLastSeq(made.seq())
                                    .setTables(made.tables())
                                    .setBytes(made.bytes())
                                    .build(),
                            0);
            case CheckpointOutcome.Exists(String path) ->
                    Replies.served(
                            failed(
                                    "there is a checkpoint in %s already; give this one another"
                                                    .formatted(path)
                                            + " name",
                                    ErrorCode.INVALID_REQUEST),
                            0);
            case CheckpointOutcome.Failed(boolean full, String message) ->
                    Replies.served(
                            failed(message, full ? ErrorCode.DISK_FULL : ErrorCode.INTERNAL_ERROR),
                            0);
            case CheckpointOutcome.Refused refused ->
                    Replies.refused(refused.reason(), refused.message(), caller.isExpired());
        };
    }

    private static CreateCheckpointResponse failed(String message, ErrorCode code) {
        return CreateCheckpointResponse.newBuilder()
                .setErrorMessage(message)
                .setErrorCode(code)
                .build();
    }
}
