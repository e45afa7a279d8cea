package dev.pairplane.storage.inbound.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.pairplane.storage.proto.StorageNodeServiceGrpc;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HealthServiceTest {
    private LiveServer server;

    @BeforeEach
    void start() throws IOException {
        server = new LiveServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void servesOnlyFromWhenItIsToldTo() {
        assertThat(check("")).isEqualTo(ServingStatus.NOT_SERVING);

        server.health.serving(true);

        for (String name : List.of("", StorageNodeServiceGrpc.SERVICE_NAME)) {
            assertThat(check(name)).isEqualTo(ServingStatus.SERVING);
        }
        server.health.serving(false);
        assertThat(check("")).isEqualTo(ServingStatus.NOT_SERVING);
    }

    @Test
    void doesNotKnowOtherServices() {
        StatusRuntimeException failure =
                catchThrowableOfType(StatusRuntimeException.class, () -> check("other"));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void failsBytesThatAreNoRequestAndCallsWithoutOne() {
        LiveServer.Answer bytes =
                server.send("grpc.health.v1.Health/Check", new byte[] {0x0a, 1, -1});
        LiveServer.Answer none = server.send("grpc.health.v1.Health/Check");

        assertThat(bytes.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(none.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void tellsWatchersOfEachChangeOnce() throws Exception {
        Watcher watcher = watch("");
        assertThat(watcher.next()).isEqualTo(2);

        server.health.serving(true);
        server.health.serving(true);
        server.health.serving(false);

        assertThat(watcher.next()).isEqualTo(1);
        assertThat(watcher.next()).isEqualTo(2);
        assertThat(watcher.statuses).isEmpty();
    }

    @Test
    void tellsWatchersOfUnknownServicesThatTheyAreUnknown() throws Exception {
        assertThat(watch("other").next()).isEqualTo(3);
    }

    @Test
    void endsAllWatchesWhenItCloses() throws Exception {
        Watcher watcher = watch("");
        assertThat(watcher.next()).isEqualTo(2);

        server.health.close();
        server.health.close();

        assertThat(watcher.ended.take().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(watch("").ended.take().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void refusesMoreWatchesThanItAllowsUntilOneEnds() throws Exception {
        Watcher first = watch("");
        for (int i = 1; i < HealthService.MAX_WATCHERS; i++) {
            watch("").next();
        }
        first.next();

        assertThat(watch("").ended.take().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);

        first.cancel();
        await().untilAsserted(() -> assertThat(watch("").next()).isEqualTo(2));
    }

    private ServingStatus check(String service) {
        return HealthGrpc.newBlockingStub(server.channel)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    private Watcher watch(String service) {
        Watcher watcher = new Watcher();
        CancellableContext context = Context.current().withCancellation();
        watcher.context = context;
        context.run(() ->
                HealthGrpc.newStub(server.channel)
                        .watch(
                                HealthCheckRequest.newBuilder().setService(service).build(),
                                watcher));
        return watcher;
    }

    private static final class Watcher implements StreamObserver<HealthCheckResponse> {
        final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
        final BlockingQueue<Status> ended = new LinkedBlockingQueue<>();
        private @Nullable CancellableContext context;

        int next() throws InterruptedException {
            Integer status = statuses.poll(10, TimeUnit.SECONDS);
            return status == null ? -1 : status;
        }

        void cancel() {
            CancellableContext running = context;
            if (running != null) {
                running.cancel(null);
            }
        }

        @Override
        public void onNext(HealthCheckResponse response) {
            statuses.add(response.getStatusValue());
        }

        @Override
        public void onError(Throwable failure) {
            ended.add(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {
            ended.add(Status.OK);
        }
    }
}
