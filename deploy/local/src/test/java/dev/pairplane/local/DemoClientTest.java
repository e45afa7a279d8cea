package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.storage.proto.ErrorCode;
import dev.pairplane.storage.proto.WriteRequest;
import dev.pairplane.storage.proto.WriteResponse;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DemoClientTest {

    private static final Clock LEFT = Clock.of("left", 1);
    private static final Clock RIGHT = Clock.of("right", 1);

    private final Flaky service = new Flaky();
    private final Server server;
    private final DemoClient client;

    DemoClientTest() throws Exception {
        server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .addService(
                                ServerInterceptors.intercept(
                                        service, new StoreService.SiblingsAsked()))
                        .build()
                        .start();
        client =
                new DemoClient(
                        StorageNode.HOST,
                        server.getPort(),
                        "tenant",
                        Duration.ofSeconds(20),
                        () -> {});
    }

    @AfterEach
    void stop() throws InterruptedException {
        client.close();
        server.shutdownNow().awaitTermination();
    }

    @Test
    void readsWhatItWrote() throws Exception {
        assertThat(client.write("key", "value", LEFT)).isEqualTo(LEFT);

        assertThat(client.read("key"))
                .isEqualTo(new DemoClient.Reading(true, "value", LEFT, List.of()));
    }

    @Test
    void seesAllVersions() throws Exception {
        client.write("key", "one", LEFT);
        client.write("key", "two", RIGHT);

        DemoClient.Reading reading = client.read("key");

        assertThat(reading.siblings()).containsExactly("one", "two");
        assertThat(reading.clock()).isEqualTo(LEFT.join(RIGHT));
    }

    @Test
    void doesNotFindWhatItDeletedButItsClock() throws Exception {
        client.write("key", "value", LEFT);
        client.delete("key", Clock.of("left", 2));

        assertThat(client.read("key"))
                .isEqualTo(new DemoClient.Reading(false, "", Clock.of("left", 2), List.of()));
        assertThat(client.read("never").clock()).isEqualTo(new Clock(Map.of()));
    }

    @Test
    void repeatsWhatWasNotAnswered() throws Exception {
        service.failures.set(3);

        client.write("key", "value", LEFT);

        assertThat(client.repeated()).isEqualTo(3);
        assertThat(client.inFlight()).isZero();
        assertThat(client.read("key").value()).isEqualTo("value");
    }

    @Test
    void doesNotRepeatWhatCannotPass() {
        service.failures.set(1);
        service.failure = Status.DATA_LOSS.withDescription("a bad block");

        assertThatThrownBy(() -> client.write("key", "value", LEFT))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("Write of key: no answer from the storage node at 127.0.0.1:")
                .hasMessageContaining("DATA_LOSS: a bad block");
        assertThat(client.repeated()).isOne();
    }

    @Test
    void reportsARefusal() {
        service.refuse = true;

        assertThatThrownBy(() -> client.write("key", "value", LEFT))
                .isInstanceOf(Failure.class)
                .hasMessage("Write of key was refused: INVALID_REQUEST, not today");
    }

    @Test
    void givesUpWhenTheNodeIsGoneForGood() {
        service.failures.set(Integer.MAX_VALUE);
        try (DemoClient watched =
                new DemoClient(
                        StorageNode.HOST,
                        server.getPort(),
                        "tenant",
                        Duration.ofHours(1),
                        () -> {
                            throw new Failure("gone for good");
                        })) {
            assertThatThrownBy(() -> watched.write("key", "value", LEFT))
                    .isInstanceOf(Failure.class)
                    .hasMessage("gone for good");
        }
    }

    private static final class Flaky extends StoreService {

        final AtomicInteger failures = new AtomicInteger();
        volatile Status failure = Status.UNAVAILABLE;
        volatile boolean refuse;

        Flaky() {
            super(new MemoryStore());
        }

        @Override
        public void write(WriteRequest request, StreamObserver<WriteResponse> answer) {
            if (failures.getAndDecrement() > 0) {
                answer.onError(failure.asRuntimeException());
            } else if (refuse) {
                answer.onNext(
                        WriteResponse.newBuilder()
                                .setErrorCode(ErrorCode.INVALID_REQUEST)
                                .setErrorMessage("not today")
                                .build());
                answer.onCompleted();
            } else {
                super.write(request, answer);
            }
        }
    }
}
