package dev.pairplane.storage.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.observability.health.CheckResult;
import dev.pairplane.observability.health.Severity;
import dev.pairplane.storage.core.engine.Engine;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineHealthTest {
    private static CheckResult check(boolean poisoned, long oldestWaitNanos) {
        return new EngineHealth(() -> Statuses.of(Engine.State.OPEN, poisoned, oldestWaitNanos))
                .check();
    }

    @Test
    void isContentWithALogThatTakesWrites() {
        assertThat(check(false, 2_000_000_000))
                .isEqualTo(CheckResult.ok("44 segments, 55 bytes, last sequence number 66"));
    }

    @Test
    void warnsWhenAWriteHasWaitedForMoreThanTwoSeconds() {
        assertThat(check(false, 2_000_000_001))
                .isEqualTo(
                        CheckResult.warning(
                                "write_stall", "the oldest queued write has waited for 2000 ms"));
    }

    @Test
    void warnsOfTablesThatCannotBeMerged() {
        CheckResult result =
                new EngineHealth(() -> Statuses.of(Engine.State.OPEN, false, 0, List.of("7.sst")))
                        .check();

        assertThat(result.severity()).isEqualTo(Severity.WARNING);
        assertThat(result.reason()).contains("damaged_tables");
        assertThat(result.evidence()).contains("7.sst");
    }

    @Test
    void aPoisonedLogIsCriticalWhateverWaits() {
        CheckResult result = check(true, 9_000_000_000L);

        assertThat(result.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(result.reason()).contains("commit_log_poisoned");
        assertThat(result.evidence()).contains("until a restart");
    }

    @Test
    void isCalledAfterTheLog() {
        assertThat(new EngineHealth(() -> Statuses.of(Engine.State.OPEN, false, 0)).name())
                .isEqualTo("commit_log");
    }
}
