package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.core.engine.RangeOutcome;
import dev.pairplane.storage.core.engine.Refusal;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.range.KeyRange;
import dev.pairplane.storage.core.range.RangePage;
import dev.pairplane.storage.core.range.RangeRequest;
import dev.pairplane.storage.proto.KeyRangeRequest;
import dev.pairplane.storage.proto.KeyRangeResponse;
import java.time.Duration;
import java.util.Optional;

/// `GetKeyRange`: the live keys of a range, a page at a time.
record KeyRangeMethod(Store store) implements UnaryMethod<KeyRangeRequest, KeyRangeResponse> {
    private static final int DEFAULT_KEYS = 1_000;
    private static final int MAX_KEYS = 10_000;

    /// So that an answer stays below what clients accept.
    private static final long MAX_BYTES = 12L << 20;

    @Override
    public Rpc rpc() {
        return Rpc.GET_KEY_RANGE;
    }

    @Override
    public Optional<Violation> violation(KeyRangeRequest request) {
        return Validation.range(
                request.getTenantId(), request.getKeyRangeStart(), request.getKeyRangeEnd());
    }

    @Override
    public Reply<KeyRangeResponse> invalid(Violation violation) {
        return Replies.invalid(violation);
    }

    @Override
    public String about(KeyRangeRequest request) {
        return KeyHash.of(CompositeKey.of(request.getTenantId(), request.getKeyRangeStart()));
    }

    @Override
    public int weight(KeyRangeRequest request) {
        return 0;
    }

    @Override
    public Reply<KeyRangeResponse> execute(
            KeyRangeRequest request, Caller caller, Duration patience) {
        int keys = limited(request.getMaxKeys(), DEFAULT_KEYS, MAX_KEYS);
        RangeRequest page =
                new RangeRequest(
                        KeyRange.of(
                                request.getTenantId(),
                                request.getKeyRangeStart(),
                                request.getKeyRangeEnd()),
                        keys,
                        MAX_BYTES,
                        false,
                        false);
        return switch (store.read(page, () -> !caller.patience().isPositive())) {
            case RangeOutcome.Page(RangePage found) -> Replies.served(answer(found), 0);
            case RangeOutcome.Refused(Refusal reason, String message) ->
                    Replies.refused(reason, message, caller.isExpired());
        };
    }

    /// A number that the caller may leave out, and that has a limit.
    static int limited(int asked, int otherwise, int limit) {
        return asked <= 0 ? otherwise : Math.min(asked, limit);
    }

    private static KeyRangeResponse answer(RangePage page) {
        KeyRangeResponse.Builder answer = KeyRangeResponse.newBuilder();
        page.rows().forEach(row -> answer.addKeys(row.key().key()));
        page.next().ifPresent(next -> answer.setHasMore(true).setNextKey(next.key()));
        return answer.build();
    }
}
