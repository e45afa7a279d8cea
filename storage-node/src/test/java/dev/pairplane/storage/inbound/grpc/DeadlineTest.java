package dev.pairplane.storage.inbound.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import dev.pairplane.storage.core.engine.Refusal;
import dev.pairplane.storage.core.engine.WriteOutcome;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc;
import dev.pairplane.storage.proto.WriteRequest;
import dev.pairplane.storage.proto.WriteResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeadlineTest {
    private static final WriteRequest WRITE =
            WriteRequest.newBuilder()
                    .setTenantId("t")
                    .setKey("k")
                    .setValue(ByteString.copyFromUtf8("v"))
                    .build();

    /// Storage invariant 86.
    @Test
    void doesNotBeginARequestWhoseDeadlinePassedInTheQueue() throws Exception {
        BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
        try (LiveServer server = new LiveServer(queue::add)) {
            long begun = System.nanoTime();
            StatusRuntimeException failure =
                    catchThrowableOfType(
                            StatusRuntimeException.class,
                            () ->
                                    StorageNodeServiceGrpc.newBlockingStub(server.channel)
                                            .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                                            .write(WRITE));

            // The server counts from the arrival of the request, so its deadline is a little later.
            await().until(() -> System.nanoTime() - begun > 1_000_000_000L);
            queue.take().run();

            assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(server.store.applied).isEmpty();
            assertThat(server.endings.endings())
                    .containsExactly(new Ending.Refused(Refusal.DEADLINE_EXCEEDED));
        }
    }

    @Test
    void doesNotBeginARequestWhoseCallerHasGone() throws Exception {
        BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
        try (LiveServer server = new LiveServer(queue::add)) {
            ListenableFuture<WriteResponse> gone = future(server).write(WRITE);
            Runnable begun = queue.take();
            assertThat(gone.cancel(true)).isTrue();
            // The next call on the connection arrives after the cancellation did.
            ListenableFuture<WriteResponse> next = future(server).write(WRITE);
            Runnable nextBegun = queue.take();

            begun.run();
            nextBegun.run();

            assertThat(next.get().getSuccess()).isTrue();
            assertThat(server.store.applied).hasSize(1);
            assertThat(server.endings.endings())
                    .containsExactly(new Ending.Cancelled(), new Ending.Served());
        }
    }

    @Test
    void waitsNoLongerThanTheCallerNorThanTheNodesOwnLimit() throws Exception {
        try (LiveServer server = new LiveServer()) {
            StorageNodeServiceGrpc.StorageNodeServiceBlockingStub stub =
                    StorageNodeServiceGrpc.newBlockingStub(server.channel);

            assertThat(stub.write(WRITE).getSuccess()).isTrue();
            assertThat(stub.withDeadlineAfter(1, TimeUnit.HOURS).write(WRITE).getSuccess())
                    .isTrue();
            assertThat(stub.withDeadlineAfter(8, TimeUnit.SECONDS).write(WRITE).getSuccess())
                    .isTrue();

            assertThat(server.store.patience.get(0)).isEqualTo(LiveServer.LONGEST_PATIENCE);
            assertThat(server.store.patience.get(1)).isEqualTo(LiveServer.LONGEST_PATIENCE);
            assertThat(server.store.patience.get(2))
                    .isPositive()
                    .isLessThanOrEqualTo(Duration.ofSeconds(8));
        }
    }

    /// Storage invariant 86.
    @Test
    void finishesAMutationWhoseCallerGoesAwayMeanwhile() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (LiveServer server = new LiveServer()) {
            server.store.onApply =
                    mutation -> {
                        begun.countDown();
                        awaitUninterrupted(goOn);
                        return new WriteOutcome.Accepted(
                                mutation.clock(), WriteOutcome.Effect.STORED);
                    };
            ListenableFuture<WriteResponse> call = future(server).write(WRITE);
            begun.await();

            assertThat(call.cancel(true)).isTrue();
            goOn.countDown();

            await().untilAsserted(() ->
                    assertThat(server.endings.endings()).containsExactly(new Ending.Served()));
        }
    }

    @Test
    void saysDeadlineExceededWhenAnIndeterminateWritesCallerIsOutOfTime() {
        Reply<WriteResponse> late = Replies.refused(Refusal.INDETERMINATE, "late", true);

        assertThat(late)
                .isInstanceOfSatisfying(
                        Reply.Failure.class,
                        failure -> {
                            assertThat(failure.status().getCode())
                                    .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
                            assertThat(failure.trailers().get(Replies.ERROR_NUMBER))
                                    .isEqualTo("2004");
                        });
    }

    @Test
    void saysDrainingWhenNoThreadTakesTheMutation() throws IOException {
        Executor shut =
                _ -> {
                    throw new RejectedExecutionException("shut down");
                };
        try (LiveServer server = new LiveServer(shut)) {
            LiveServer.Answer answer =
                    server.send("storage.StorageNodeService/Write", WRITE.toByteArray());

            assertThat(answer.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(answer.code()).isEqualTo("NODE_DRAINING");
        }
    }

    private static StorageNodeServiceGrpc.StorageNodeServiceFutureStub future(LiveServer server) {
        return StorageNodeServiceGrpc.newFutureStub(server.channel);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("a cancelled call must not interrupt a mutation", e);
        }
    }
}
