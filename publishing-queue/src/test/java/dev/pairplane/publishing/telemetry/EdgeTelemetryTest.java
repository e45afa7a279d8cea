package dev.pairplane.publishing.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What is told about the API, the webhooks, and the files.
class EdgeTelemetryTest {
    private final QueueRegistry registry = new QueueRegistry();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void aRequestToTheApiIsInFlightAndThenASample() {
        ApiTelemetry api = new ApiTelemetry(registry.metrics(), nanos::get);
        assertThat(registry.moved(api::began))
                .isEqualTo(Map.of("api_http_requests_in_flight", 1.0));
        nanos.set(500_000_000);

        assertThat(registry.moved(() -> api.ended(0, "GET", "/jobs/:id", 404)))
                .isEqualTo(
                        Map.of(
                                "api_http_requests_in_flight",
                                -1.0,
                                "api_http_requests_total"
                                        + "{endpoint=/jobs/:id, method=GET, status=404}",
                                1.0,
                                "api_http_request_duration_seconds_count"
                                        + "{endpoint=/jobs/:id, method=GET}",
                                1.0,
                                "api_http_request_duration_seconds_sum"
                                        + "{endpoint=/jobs/:id, method=GET}",
                                0.5));
    }

    @Test
    void methodsThatCallersInventAreOneSeries() {
        ApiTelemetry api = new ApiTelemetry(registry.metrics(), nanos::get);

        assertThat(
                        registry.moved(() -> {
                            for (int i = 0; i < 20; i++) {
                                api.ended(api.began(), "M" + i, "unmatched", 405);
                            }
                        }))
                .containsEntry(
                        "api_http_requests_total{endpoint=unmatched, method=other, status=405}",
                        20.0);
    }

    @Test
    void aRequestToAWebhookIsCountedByItsAnswer() {
        WebhookTelemetry webhooks = new WebhookTelemetry(registry.metrics());

        assertThat(
                        registry.moved(() ->
                                webhooks.requested(
                                        "x", "POST", "none", Duration.ofMillis(500), 2000)))
                .isEqualTo(
                        Map.of(
                                "webhook_requests_total{method=POST, status=none, target=x}", 1.0,
                                "webhook_request_duration_seconds_count{status=none, target=x}",
                                        1.0,
                                "webhook_request_duration_seconds_sum{status=none, target=x}", 0.5,
                                "webhook_payload_size_bytes_count{target=x}", 1.0,
                                "webhook_payload_size_bytes_sum{target=x}", 2000.0));
    }

    @Test
    void whatIsNotSentIsSaidWithItsReason() {
        WebhookTelemetry webhooks = new WebhookTelemetry(registry.metrics());
        try (LogLines log = new LogLines()) {
            assertThat(registry.moved(() -> webhooks.addressRefused("x", "127.0.0.1 is private")))
                    .isEqualTo(Map.of("webhook_forbidden_addresses_total{target=x}", 1.0));
            webhooks.notMade("x", "payload_too_large");

            assertThat(log.lines)
                    .containsExactly(
                            "WARN a target's address is not allowed"
                                    + " {cause=127.0.0.1 is private, target=x}",
                            "WARN a request could not be made"
                                    + " {reason=payload_too_large, target=x}");
        }
    }

    @Test
    void aReadingOfTheFilesSaysHowItWent() {
        TargetFileTelemetry files =
                new TargetFileTelemetry(
                        registry.metrics(), SettableClock.at(Instant.ofEpochSecond(1000)));
        try (LogLines log = new LogLines()) {
            assertThat(
                            registry.moved(() ->
                                    files.loaded(
                                            2, 1, List.of("y: no url"), List.of("x", "z"), true)))
                    .isEqualTo(
                            Map.of(
                                    "refresh_total{status=success}", 1.0,
                                    "refresh_last_success_timestamp", 1000.0,
                                    "discovery_invalid_targets", 1.0,
                                    "discovery_stale", 1.0));
            assertThat(registry.moved(() -> files.loaded(3, 0, List.of(), List.of("y"), false)))
                    .containsEntry("discovery_stale", -1.0)
                    .containsEntry("discovery_invalid_targets", -1.0);

            assertThat(log.lines)
                    .containsExactly(
                            "INFO targets loaded {count=2, target=x z}",
                            "WARN a target is invalid {cause=y: no url}",
                            "INFO targets loaded {count=3, target=y}");
        }
    }

    @Test
    void filesThatCannotBeReadLeaveTheTargetsStale() {
        TargetFileTelemetry files =
                new TargetFileTelemetry(registry.metrics(), SettableClock.at(Instant.EPOCH));

        assertThat(registry.moved(() -> files.failed("no such file")))
                .isEqualTo(Map.of("refresh_total{status=failed}", 1.0, "discovery_stale", 1.0));
    }
}
