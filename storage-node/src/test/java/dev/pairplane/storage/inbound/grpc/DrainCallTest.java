package dev.pairplane.storage.inbound.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.engine.DrainState;
import dev.pairplane.storage.proto.DrainRequest;
import dev.pairplane.storage.proto.DrainResponse;
import dev.pairplane.storage.proto.ErrorCode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `DrainNode` over the wire.
class DrainCallTest {
    private final LiveServer server;

    DrainCallTest() throws Exception {
        server = new LiveServer();
    }

    @AfterEach
    void end() {
        server.close();
    }

    private DrainResponse drain(int seconds) {
        return server.stub()
                .withDeadlineAfter(2, TimeUnit.HOURS)
                .drainNode(
                        DrainRequest.newBuilder()
                                .setGraceful(true)
                                .setTimeoutSeconds(seconds)
                                .build());
    }

    @ParameterizedTest
    @CsvSource({"DRAINING, true, draining", "DRAINED, true, drained", "FAILED, false, failed"})
    void saysHowFarItIs(DrainState.Stage stage, boolean success, String status) {
        server.store.onDrain =
                _ -> new DrainState(stage, stage == DrainState.Stage.FAILED ? "why" : "");

        DrainResponse response = drain(1);

        assertThat(response.getSuccess()).isEqualTo(success);
        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(response.getErrorMessage()).isEqualTo(success ? "" : "why");
        assertThat(response.getErrorCode())
                .isEqualTo(success ? ErrorCode.UNKNOWN : ErrorCode.INTERNAL_ERROR);
    }

    /// Storage invariant 123: the time that the caller gives, and not what writes may take.
    @ParameterizedTest
    @CsvSource({"-1, 30", "0, 30", "1, 1", "3600, 3600", "4000, 3600"})
    void waitsAsLongAsItIsTold(int asked, int waited) {
        drain(asked);

        assertThat(server.store.patience).containsExactly(Duration.ofSeconds(waited));
    }

    @Test
    void waitsNoLongerThanItsCaller() {
        server.stub()
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .drainNode(DrainRequest.newBuilder().setTimeoutSeconds(60).build());

        assertThat(server.store.patience.getFirst())
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
    }
}
