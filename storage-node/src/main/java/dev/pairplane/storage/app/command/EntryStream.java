package dev.pairplane.storage.app.command;

import dev.pairplane.storage.proto.KeyValueEntry;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc;
import dev.pairplane.storage.proto.StreamKeysRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// One call of `StreamKeys`, taken an entry at a time. A deadline would bound the whole of it; here
/// only the wait for the next entry is bounded. For one thread.
final class EntryStream implements AutoCloseable {
    private final ClientCall<StreamKeysRequest, KeyValueEntry> call;
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final Duration timeout;

    /// What came from the node.
    private sealed interface Signal {
        record Entry(KeyValueEntry entry) implements Signal {}

        record End(Status status) implements Signal {}
    }

    EntryStream(Channel channel, Metadata headers, StreamKeysRequest request, Duration timeout) {
        this.timeout = timeout;
        this.call =
                channel.newCall(StorageNodeServiceGrpc.getStreamKeysMethod(), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(KeyValueEntry entry) {
                        signals.add(new Signal.Entry(entry));
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        signals.add(new Signal.End(status));
                    }
                },
                headers);
        call.sendMessage(request);
        call.halfClose();
    }

    /// The next entry; empty when there is none.
    ///
    /// @throws StatusRuntimeException when the call has failed, or nothing came in time
    Optional<KeyValueEntry> next() {
        call.request(1);
        return switch (await()) {
            case Signal.Entry(KeyValueEntry entry) -> Optional.of(entry);
            case Signal.End(Status status) -> {
                if (!status.isOk()) {
                    throw status.asRuntimeException();
                }
                yield Optional.empty();
            }
        };
    }

    private Signal await() {
        try {
            Signal signal = signals.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (signal == null) {
                throw Status.DEADLINE_EXCEEDED.asRuntimeException();
            }
            return signal;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Status.CANCELLED.withCause(e).asRuntimeException();
        }
    }

    @Override
    public void close() {
        call.cancel("enough was taken", null);
    }
}
