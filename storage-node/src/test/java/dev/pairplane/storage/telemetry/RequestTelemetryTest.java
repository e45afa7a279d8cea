package dev.pairplane.storage.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.engine.Refusal;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Storage invariant 135
class RequestTelemetryTest {
    private static final long SECOND = 1_000_000_000;

    private final NodeRegistry registry = new NodeRegistry();
    private final RequestTelemetry telemetry = new RequestTelemetry(registry.metrics());

    private Map<String, Double> ended(String operation, boolean error, String code, long bytes) {
        return registry.moved(() -> telemetry.ended(operation, error, code, SECOND, bytes));
    }

    @Test
    void aWriteThatIsServedMovesWritesTheirTimeAndTheirBytes() {
        assertThat(ended("write", false, "served", 300))
                .isEqualTo(
                        Map.of(
                                "pairdb_storage_write_requests_total{error=false}", 1.0,
                                "pairdb_storage_write_requests_duration_seconds_count", 1.0,
                                "pairdb_storage_write_requests_duration_seconds_sum", 1.0,
                                "pairdb_storage_write_requests_bytes_count", 1.0,
                                "pairdb_storage_write_requests_bytes_sum", 300.0));
    }

    @Test
    void aReadThatIsServedMovesReadsTheirTimeAndTheirBytes() {
        assertThat(ended("read", false, "served", 300))
                .isEqualTo(
                        Map.of(
                                "pairdb_storage_read_requests_total{error=false}", 1.0,
                                "pairdb_storage_read_requests_duration_seconds_count", 1.0,
                                "pairdb_storage_read_requests_duration_seconds_sum", 1.0,
                                "pairdb_storage_read_requests_bytes_count", 1.0,
                                "pairdb_storage_read_requests_bytes_sum", 300.0));
    }

    @Test
    void aReadOfNothingIsNoErrorAndHasNoBytes() {
        assertThat(ended("read", false, "not_found", 0))
                .containsOnlyKeys(
                        "pairdb_storage_read_requests_total{error=false}",
                        "pairdb_storage_read_requests_duration_seconds_count",
                        "pairdb_storage_read_requests_duration_seconds_sum");
    }

    @Test
    void aDeleteCountsAsAWriteToo() {
        assertThat(ended("delete", false, "served", 0))
                .containsOnlyKeys(
                        "pairdb_storage_delete_requests_total",
                        "pairdb_storage_write_requests_total{error=false}",
                        "pairdb_storage_write_requests_duration_seconds_count",
                        "pairdb_storage_write_requests_duration_seconds_sum");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invalid_argument",
                "key_too_large",
                "value_too_large",
                "invalid_tenant",
                "invalid_key",
                "undecodable"
            })
    void aRefusalForWhatARequestHoldsCountsItsReasonAndOneInvalid(String reason) {
        assertThat(ended("write", true, reason, 0))
                .isEqualTo(
                        Map.of(
                                "pairdb_storage_write_requests_total{error=true}",
                                1.0,
                                "pairdb_storage_write_requests_duration_seconds_count",
                                1.0,
                                "pairdb_storage_write_requests_duration_seconds_sum",
                                1.0,
                                "pairdb_validation_rejections_total{reason=" + reason + "}",
                                1.0,
                                "pairdb_storage_errors_total{code=invalid, op=write}",
                                1.0));
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalOfTheStoreCountsItsReason(Refusal refusal) {
        String code = refusal.name().toLowerCase(Locale.ROOT);

        assertThat(ended("read", true, code, 0))
                .isEqualTo(
                        Map.of(
                                "pairdb_storage_read_requests_total{error=true}",
                                1.0,
                                "pairdb_storage_read_requests_duration_seconds_count",
                                1.0,
                                "pairdb_storage_read_requests_duration_seconds_sum",
                                1.0,
                                "pairdb_storage_errors_total{code=" + code + ", op=read}",
                                1.0));
    }

    @Test
    void aDefectIsCountedAndLogged() {
        try (LogLines log = new LogLines()) {
            assertThat(ended("delete", true, "unexpected", 0))
                    .containsEntry("pairdb_storage_errors_total{code=unexpected, op=delete}", 1.0);

            telemetry.failed("delete", "0011223344556677", new IllegalStateException("defect"));

            assertThat(log.lines).containsExactly("ERROR a request failed unexpectedly");
        }
    }
}
