package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.core.engine.RangeOutcome;
import dev.pairplane.storage.core.engine.Refusal;
import dev.pairplane.storage.core.engine.Snapshot;
import dev.pairplane.storage.core.engine.SnapshotOutcome;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.range.KeyRange;
import dev.pairplane.storage.core.range.RangePage;
import dev.pairplane.storage.core.range.RangeRequest;
import dev.pairplane.storage.core.version.Version;
import dev.pairplane.storage.proto.KeyValueEntry;
import dev.pairplane.storage.proto.StreamKeysRequest;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.Executor;

/// One call of `StreamKeys`: the keys of a range with their versions, as of one moment.
///
/// One thread of the executor reads a page, sends what the transport takes, and waits while it
/// takes nothing. Between two pages it holds the snapshot and nothing else; a page is what the
/// caller's slowness may keep in memory.
final class StreamKeysCall extends RequestCall<StreamKeysRequest, KeyValueEntry> {
    private static final int DEFAULT_BATCH = 100;
    private static final int MAX_BATCH = 10_000;
    private static final int PAGE_BYTES = 4 << 20;

    /// A caller that takes nothing for so long is taken for gone: its snapshot costs room.
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

    private final Store store;
    private final Object readiness = new Object();
    private long valueBytes;

    StreamKeysCall(
            ServerCall<Decoded<StreamKeysRequest>, KeyValueEntry> call,
            Metadata headers,
            Store store,
            Executor executor,
            Duration longestPatience,
            InFlight inFlight,
            RequestListener listener) {
        super(call, headers, Rpc.STREAM_KEYS, longestPatience, executor, inFlight, listener);
        this.store = store;
    }

    @Override
    public void onReady() {
        wakeUp();
    }

    @Override
    public void onCancel() {
        super.onCancel();
        wakeUp();
    }

    private void wakeUp() {
        synchronized (readiness) {
            readiness.notifyAll();
        }
    }

    @Override
    void received(StreamKeysRequest message) {
        Validation.range(
                        message.getTenantId(), message.getKeyRangeStart(), message.getKeyRangeEnd())
                .ifPresentOrElse(
                        violation -> finish(Replies.invalid(violation)),
                        () -> execute(PAGE_BYTES, () -> run(message)));
    }

    /// Every failure, an error of the virtual machine included, must close the call.
    private void run(StreamKeysRequest message) {
        try {
            stream(message);
        } catch (Throwable failure) {
            CompositeKey start = CompositeKey.of(message.getTenantId(), message.getKeyRangeStart());
            listener.failed(Rpc.STREAM_KEYS, KeyHash.of(start), failure);
            finish(Replies.unexpected());
        }
    }

    private void stream(StreamKeysRequest message) {
        switch (store.snapshot()) {
            case SnapshotOutcome.Refused(Refusal reason, String why) ->
                    finish(Replies.refused(reason, why, caller.isExpired()));
            case SnapshotOutcome.Taken(Snapshot snapshot) -> {
                try (snapshot) {
                    stream(message, snapshot);
                }
            }
        }
    }

    private void stream(StreamKeysRequest message, Snapshot snapshot) {
        RangeRequest request = first(message);
        call.sendHeaders(new Metadata());
        while (!isCancelled()) {
            switch (snapshot.read(request, this::isCancelled)) {
                case RangeOutcome.Refused(Refusal reason, String why) -> {
                    end(Replies.refused(reason, why, caller.isExpired()));
                    return;
                }
                case RangeOutcome.Page(RangePage page) -> {
                    if (!send(message.getTenantId(), page)) {
                        return;
                    }
                    if (page.next().isEmpty()) {
                        done();
                        return;
                    }
                    request = request.from(page.next().orElseThrow());
                }
            }
        }
        reportCancelled(valueBytes);
    }

    private RangeRequest first(StreamKeysRequest message) {
        return new RangeRequest(
                KeyRange.of(
                        message.getTenantId(),
                        message.getKeyRangeStart(),
                        message.getKeyRangeEnd()),
                KeyRangeMethod.limited(message.getBatchSize(), DEFAULT_BATCH, MAX_BATCH),
                PAGE_BYTES,
                true,
                caller.wantsTombstones());
    }

    /// @return false when the call has ended meanwhile
    private boolean send(String tenant, RangePage page) {
        for (RangePage.Row row : page.rows()) {
            String key = row.key().key();
            for (Version version : row.versions().versions()) {
                if (version.isTombstone() && !caller.wantsTombstones()) {
                    continue;
                }
                if (!awaitReady(key)) {
                    return false;
                }
                call.sendMessage(Versions.toWire(tenant, key, version));
                valueBytes += version.value().length;
            }
        }
        return true;
    }

    /// @return false when the call has ended meanwhile
    private boolean awaitReady(String key) {
        long deadline = System.nanoTime() + LONGEST_SILENCE.toNanos();
        boolean interrupted = false;
        synchronized (readiness) {
            long left = LONGEST_SILENCE.toNanos();
            while (!isCancelled() && !call.isReady() && left > 0) {
                try {
                    readiness.wait(left / 1_000_000 + 1);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                left = deadline - System.nanoTime();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (isCancelled()) {
            reportCancelled(valueBytes);
            return false;
        }
        if (!call.isReady()) {
            end(
                    Replies.refused(
                            Refusal.DEADLINE_EXCEEDED,
                            "nothing was taken for %d s; go on with key_range_start = '%s'"
                                    .formatted(LONGEST_SILENCE.toSeconds(), key),
                            true));
            return false;
        }
        return true;
    }

    private void end(Reply<KeyValueEntry> reply) {
        if (isCancelled()) {
            reportCancelled(valueBytes);
        } else {
            finish(reply);
        }
    }

    private void done() {
        try {
            report(new Ending.Served(), valueBytes);
        } finally {
            call.close(Status.OK, new Metadata());
        }
    }
}
