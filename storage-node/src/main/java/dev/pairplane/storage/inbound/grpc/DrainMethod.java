package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.core.engine.DrainState;
import dev.pairplane.storage.proto.DrainRequest;
import dev.pairplane.storage.proto.DrainResponse;
import dev.pairplane.storage.proto.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/// `DrainNode`: takes no more mutations, and brings everything into tables. Asked again, it says
/// how far that is.
///
/// `graceful` is about streams to other nodes, of which there are none yet.
record DrainMethod(Store store) implements UnaryMethod<DrainRequest, DrainResponse> {
    private static final int DEFAULT_SECONDS = 30;
    private static final int MAX_SECONDS = 3_600;

    @Override
    public Rpc rpc() {
        return Rpc.DRAIN_NODE;
    }

    @Override
    public Optional<Violation> violation(DrainRequest request) {
        return Optional.empty();
    }

    @Override
    public Reply<DrainResponse> invalid(Violation violation) {
        return Replies.invalid(violation);
    }

    @Override
    public String about(DrainRequest request) {
        return "";
    }

    @Override
    public int weight(DrainRequest request) {
        return 0;
    }

    @Override
    public Reply<DrainResponse> execute(DrainRequest request, Caller caller, Duration patience) {
        int seconds =
                KeyRangeMethod.limited(request.getTimeoutSeconds(), DEFAULT_SECONDS, MAX_SECONDS);
        DrainState state = store.drain(caller.patience(Duration.ofSeconds(seconds)));
        return Replies.served(
                switch (state.stage()) {
                    case NONE, DRAINING -> said(true, "draining").build();
                    case DRAINED -> said(true, "drained").build();
                    case FAILED ->
                            said(false, "failed")
                                    .setErrorMessage(state.reason())
                                    .setErrorCode(ErrorCode.INTERNAL_ERROR)
                                    .build();
                },
                0);
    }

    private static DrainResponse.Builder said(boolean success, String status) {
        return DrainResponse.newBuilder().setSuccess(success).setStatus(status);
    }
}
