package dev.pairplane.local;

import com.google.protobuf.ByteString;
import dev.pairplane.storage.proto.DeleteRequest;
import dev.pairplane.storage.proto.DeleteResponse;
import dev.pairplane.storage.proto.ErrorCode;
import dev.pairplane.storage.proto.KeyValueEntry;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.ReadResponse;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc.StorageNodeServiceBlockingStub;
import dev.pairplane.storage.proto.WriteRequest;
import dev.pairplane.storage.proto.WriteResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// A patient client of one storage node: what was not answered is asked again, with the same clock
/// and value, until it is answered or the patience ends. Safe for use by several threads.
final class DemoClient implements AutoCloseable {

    /// Asks for all versions of a key, not only for the winning one.
    private static final Metadata.Key<String> INCLUDE_SIBLINGS =
            Metadata.Key.of("pairdb-include-siblings", Metadata.ASCII_STRING_MARSHALLER);

    /// For one attempt. A log sync on a slow disk takes a tenth of this.
    private static final Duration ATTEMPT = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final String address;
    private final String tenant;
    private final Duration patience;
    private final Watch watch;
    private final ManagedChannel channel;
    private final StorageNodeServiceBlockingStub plain;
    private final StorageNodeServiceBlockingStub withSiblings;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();

    /// @param patience for one request, over all its attempts
    /// @param watch is asked after each failed attempt whether another makes sense
    DemoClient(String host, int port, String tenant, Duration patience, Watch watch) {
        this.address = host + ":" + port;
        this.tenant = tenant;
        this.patience = patience;
        this.watch = watch;
        this.channel = NettyChannelBuilder.forAddress(host, port).usePlaintext().build();
        this.plain = StorageNodeServiceGrpc.newBlockingStub(channel);
        Metadata metadata = new Metadata();
        metadata.put(INCLUDE_SIBLINGS, "true");
        this.withSiblings =
                plain.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    /// Knows how the node is.
    @FunctionalInterface
    interface Watch {
        /// Returns when another attempt makes sense.
        ///
        /// @throws Failure when the node is gone for good
        void check() throws Failure, InterruptedException;
    }

    /// What a Read answered.
    ///
    /// @param found false for a key that is absent or deleted
    /// @param clock for a deleted key its tombstone's
    /// @param siblings the values of all versions, when there are several
    record Reading(boolean found, String value, Clock clock, List<String> siblings) {}

    /// Stores a version.
    ///
    /// @return the clock that the node acknowledged it with
    Clock write(String key, String value, Clock clock) throws Failure, InterruptedException {
        WriteRequest request =
                WriteRequest.newBuilder()
                        .setTenantId(tenant)
                        .setKey(key)
                        .setValue(ByteString.copyFromUtf8(value))
                        .setVectorClock(clock.toMessage())
                        .setTimestamp(System.currentTimeMillis())
                        .build();
        String what = "Write of " + key;
        WriteResponse response = call(what, plain, stub -> stub.write(request));
        requireSuccess(
                what, response.getSuccess(), response.getErrorCode(), response.getErrorMessage());
        return Clock.of(response.getUpdatedVectorClock());
    }

    /// Stores a tombstone.
    ///
    /// @return the clock that the node acknowledged it with
    Clock delete(String key, Clock clock) throws Failure, InterruptedException {
        long now = System.currentTimeMillis();
        DeleteRequest request =
                DeleteRequest.newBuilder()
                        .setTenantId(tenant)
                        .setKey(key)
                        .setVectorClock(clock.toMessage())
                        .setTimestamp(now)
                        .setDeletedAtMs(now)
                        .build();
        String what = "Delete of " + key;
        DeleteResponse response = call(what, plain, stub -> stub.delete(request));
        requireSuccess(
                what, response.getSuccess(), response.getErrorCode(), response.getErrorMessage());
        return Clock.of(response.getUpdatedVectorClock());
    }

    /// Reads a key with all its versions.
    Reading read(String key) throws Failure, InterruptedException {
        ReadRequest request = ReadRequest.newBuilder().setTenantId(tenant).setKey(key).build();
        String what = "Read of " + key;
        ReadResponse response = call(what, withSiblings, stub -> stub.read(request));
        if (response.getErrorCode() != ErrorCode.KEY_NOT_FOUND) {
            requireSuccess(
                    what,
                    response.getSuccess(),
                    response.getErrorCode(),
                    response.getErrorMessage());
        }
        return new Reading(
                response.getSuccess(),
                response.getValue().toStringUtf8(),
                Clock.of(response.getVectorClock()),
                response.getSiblingsList().stream()
                        .map(KeyValueEntry::getValue)
                        .map(ByteString::toStringUtf8)
                        .sorted()
                        .toList());
    }

    /// Requests that are sent and not answered at this moment.
    int inFlight() {
        return inFlight.get();
    }

    /// Attempts so far that were not answered.
    int repeated() {
        return repeated.get();
    }

    private <T> T call(
            String what,
            StorageNodeServiceBlockingStub stub,
            Function<StorageNodeServiceBlockingStub, T> request)
            throws Failure, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            try {
                inFlight.incrementAndGet();
                return request.apply(
                        stub.withDeadlineAfter(ATTEMPT.toMillis(), TimeUnit.MILLISECONDS));
            } catch (StatusRuntimeException e) {
                repeated.incrementAndGet();
                watch.check();
                boolean patient = System.nanoTime() - start < patience.toNanos();
                if (!patient || !mayPass(e.getStatus())) {
                    throw new Failure(
                            "%s: no answer from the storage node at %s after %d s (%s)"
                                    .formatted(what, address, secondsSince(start), reason(e)));
                }
                // gRPC would wait longer and longer before it tries a new connection.
                channel.resetConnectBackoff();
                Thread.sleep(PAUSE);
            } finally {
                inFlight.decrementAndGet();
            }
        }
    }

    /// What a node answers, or its absence looks like, while it ends, is gone or recovers.
    private static boolean mayPass(Status status) {
        return switch (status.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> true;
            // Said by this side when the connection goes in the wrong moment; an answer has no
            // cause.
            case UNKNOWN -> status.getCause() instanceof IOException;
            default -> false;
        };
    }

    private static String reason(StatusRuntimeException e) {
        Throwable cause = e.getStatus().getCause();
        String text = String.valueOf(e.getMessage());
        return cause == null ? text : text + ": " + cause.getMessage();
    }

    private static void requireSuccess(String what, boolean success, ErrorCode code, String message)
            throws Failure {
        if (!success) {
            throw new Failure("%s was refused: %s, %s".formatted(what, code, message));
        }
    }

    private static long secondsSince(long start) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
