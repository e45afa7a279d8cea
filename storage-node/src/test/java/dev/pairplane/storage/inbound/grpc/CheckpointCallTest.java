package dev.pairplane.storage.inbound.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pairplane.storage.core.engine.CheckpointOutcome;
import dev.pairplane.storage.core.engine.Refusal;
import dev.pairplane.storage.proto.CreateCheckpointRequest;
import dev.pairplane.storage.proto.CreateCheckpointResponse;
import dev.pairplane.storage.proto.ErrorCode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `CreateCheckpoint` over the wire.
class CheckpointCallTest {
    private final LiveServer server;

    CheckpointCallTest() throws Exception {
        server = new LiveServer();
    }

    @AfterEach
    void end() {
        server.close();
    }

    private CreateCheckpointResponse create(String name, int seconds) {
        return server.stub()
                .withDeadlineAfter(2, TimeUnit.HOURS)
                .createCheckpoint(
                        CreateCheckpointRequest.newBuilder()
                                .setName(name)
                                .setTimeoutSeconds(seconds)
                                .build());
    }

    @Test
    void saysWhereItIsAndWhatIsInIt() {
        CreateCheckpointResponse made = create("2026-12-01_a.b", 0);

        assertThat(made.getSuccess()).isTrue();
        assertThat(made.getPath()).isEqualTo("/data/backup/2026-12-01_a.b");
        assertThat(made.getLastSeq()).isEqualTo(7);
        assertThat(made.getTables()).isEqualTo(2);
        assertThat(made.getBytes()).isEqualTo(1000);
        assertThat(server.store.patience).containsExactly(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", ".hidden", "a/b", "a b", "-a", "é", "a\0"})
    void refusesWhatIsNoNameOfADirectory(String name) {
        CreateCheckpointResponse refused = create(name, 0);

        assertThat(refused.getSuccess()).isFalse();
        assertThat(refused.getErrorCode()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refused.getErrorMessage()).startsWith("name must be 1 to 64 letters");
        assertThat(server.store.checkpoints).isEmpty();
    }

    @Test
    void refusesANameThatIsTooLong() {
        assertThat(create("a".repeat(64), 0).getSuccess()).isTrue();
        assertThat(create("a".repeat(65), 0).getSuccess()).isFalse();
    }

    @Test
    void saysThatThereIsOneAlready() {
        server.store.onCheckpoint = name -> new CheckpointOutcome.Exists("/data/backup/" + name);

        CreateCheckpointResponse refused = create("a", 0);

        assertThat(refused.getErrorCode()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refused.getErrorMessage())
                .isEqualTo(
                        "there is a checkpoint in /data/backup/a already; give this one another"
                                + " name");
    }

    @ParameterizedTest
    @CsvSource({"true, DISK_FULL", "false, INTERNAL_ERROR"})
    void saysWhatFailed(boolean full, ErrorCode code) {
        server.store.onCheckpoint = _ -> new CheckpointOutcome.Failed(full, "why");

        CreateCheckpointResponse failed = create("a", 0);

        assertThat(failed.getSuccess()).isFalse();
        assertThat(failed.getErrorCode()).isEqualTo(code);
        assertThat(failed.getErrorMessage()).isEqualTo("why");
    }

    @Test
    void failsWhereTheNodeMakesNone() {
        server.store.onCheckpoint =
                _ -> new CheckpointOutcome.Refused(Refusal.RECOVERING, "the node is recovering");

        StatusRuntimeException refused =
                catchThrowableOfType(StatusRuntimeException.class, () -> create("a", 0));

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }
}
