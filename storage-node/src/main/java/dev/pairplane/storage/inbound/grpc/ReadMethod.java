package dev.pairplane.storage.inbound.grpc;

import com.google.protobuf.CodedOutputStream;
import dev.pairplane.storage.core.engine.ReadOutcome;
import dev.pairplane.storage.core.engine.Refusal;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.Version;
import dev.pairplane.storage.core.version.VersionSet;
import dev.pairplane.storage.proto.ErrorCode;
import dev.pairplane.storage.proto.KeyValueEntry;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.ReadResponse;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.Optional;

/// `Read`: answers the winning live version with the join of all stored clocks, and, to callers
/// that ask for them, all siblings.
record ReadMethod(Store store) implements UnaryMethod<ReadRequest, ReadResponse> {
    /// The most that an answer with siblings may hold, so that it stays well below the 16 MiB that
    /// clients of this API accept.
    static final int MAX_ANSWER_BYTES = 12 * 1024 * 1024;

    @Override
    public Rpc rpc() {
        return Rpc.READ;
    }

    @Override
    public Optional<Violation> violation(ReadRequest request) {
        return Validation.of(request);
    }

    @Override
    public Reply<ReadResponse> invalid(Violation violation) {
        return Replies.invalid(
                ReadResponse.newBuilder()
                        .setErrorMessage(violation.message())
                        .setErrorCode(ErrorCode.INVALID_REQUEST)
                        .build(),
                violation);
    }

    @Override
    public String about(ReadRequest request) {
        return KeyHash.of(key(request));
    }

    private static CompositeKey key(ReadRequest request) {
        return CompositeKey.of(request.getTenantId(), request.getKey());
    }

    @Override
    public int weight(ReadRequest request) {
        return 0;
    }

    @Override
    public Optional<Reply<ReadResponse>> executeNow(ReadRequest request, Caller caller) {
        return store.readNow(key(request)).map(outcome -> reply(request, caller, outcome));
    }

    @Override
    public Reply<ReadResponse> execute(ReadRequest request, Caller caller, Duration patience) {
        return reply(request, caller, store.read(key(request)));
    }

    private static Reply<ReadResponse> reply(
            ReadRequest request, Caller caller, ReadOutcome outcome) {
        return switch (outcome) {
            case ReadOutcome.Refused(Refusal reason, String message) ->
                    Replies.refused(reason, message, caller.isExpired());
            case ReadOutcome.Answer(VersionSet versions) -> answer(request, caller, versions);
        };
    }

    private static Reply<ReadResponse> answer(
            ReadRequest request, Caller caller, VersionSet versions) {
        ReadResponse.Builder answer = ReadResponse.newBuilder();
        if (versions.isEmpty()) {
            return Replies.notFound(notFound(answer).build());
        }
        Optional<Version> winner = versions.winner();
        Version shown = winner.orElseGet(() -> versions.versions().getFirst());
        answer.setVectorClock(Clocks.toWire(versions.join()))
                .setTimestamp(shown.timestamp())
                .setIsTombstone(shown.isTombstone())
                .setDeletedAtMs(shown.deletedAtMs());
        if (winner.isPresent()) {
            answer.setSuccess(true).setValue(Versions.bytes(shown));
        } else {
            notFound(answer);
        }
        boolean complete =
                !caller.wantsSiblings()
                        || versions.size() < 2
                        || addSiblings(request, versions, answer);
        ReadResponse message = answer.build();
        Reply<ReadResponse> reply =
                winner.isPresent()
                        ? Replies.served(message, shown.value().length)
                        : Replies.notFound(message);
        return complete ? reply : truncated(reply);
    }

    private static ReadResponse.Builder notFound(ReadResponse.Builder answer) {
        return answer.setErrorMessage("key not found").setErrorCode(ErrorCode.KEY_NOT_FOUND);
    }

    /// Adds every sibling that still fits, and says whether all did.
    private static boolean addSiblings(
            ReadRequest request, VersionSet versions, ReadResponse.Builder answer) {
        long size = answer.build().getSerializedSize();
        boolean complete = true;
        for (Version version : versions.versions()) {
            KeyValueEntry sibling =
                    Versions.toWire(request.getTenantId(), request.getKey(), version);
            long grown =
                    size
                            + CodedOutputStream.computeMessageSize(
                                    ReadResponse.SIBLINGS_FIELD_NUMBER, sibling);
            if (grown <= MAX_ANSWER_BYTES) {
                answer.addSiblings(sibling);
                size = grown;
            } else {
                complete = false;
            }
        }
        return complete;
    }

    private static Reply<ReadResponse> truncated(Reply<ReadResponse> reply) {
        if (reply instanceof Reply.Answer<ReadResponse>(_, Metadata trailers, _, _)) {
            trailers.put(Replies.SIBLINGS_TRUNCATED, "true");
        }
        return reply;
    }
}
