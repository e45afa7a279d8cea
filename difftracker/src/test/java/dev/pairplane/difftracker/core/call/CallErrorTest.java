package dev.pairplane.difftracker.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallErrorTest {

    @ParameterizedTest
    @CsvSource({
        "429, false, true, false",
        "429, true, true, false",
        "503, true, true, false",
        "503, false, false, true",
        "500, true, false, true",
        "502, false, false, true",
        "504, false, false, true",
        "408, false, false, true",
        "200, false, false, true",
        "202, false, false, true",
        "400, false, false, false",
        "403, true, false, false",
        "404, false, false, false",
        "409, false, false, false",
        "412, false, false, false",
        "422, false, false, false",
    })
    void tellsThrottlingFromDoubtFromRefusal(
            int status, boolean retryAfter, boolean throttled, boolean doubt) {
        var error =
                new CallError(
                        status,
                        "Code",
                        "text",
                        retryAfter ? Optional.of(Duration.ofSeconds(5)) : Optional.empty());

        assertThat(error.throttled()).isEqualTo(throttled);
        assertThat(error.leavesDoubt()).isEqualTo(doubt);
    }

    /// Difftracker invariant 118.
    @ParameterizedTest
    @CsvSource({
        "400, ServiceWithOverlayMappingsCannotBeDeleted, '', true",
        "409, servicewithoverlaymappingscannotbedeleted, '', true",
        "400, BadRequest, 'inner: ServiceWithOverlayMappingsCannotBeDeleted: x', true",
        "404, ServiceWithOverlayMappingsCannotBeDeleted, '', false",
        "400, BadRequest, 'no', false",
    })
    void knowsTheRefusalToForgetAServiceWithAddresses(
            int status, String code, String message, boolean expected) {
        assertThat(new CallError(status, code, message, Optional.empty()).stillHasAddresses())
                .isEqualTo(expected);
    }

    /// Nothing but the time ends such a wait, so whoever asks for years must not get them.
    @Test
    void waitsForAnHourAtTheMost() {
        var asked = Optional.of(Duration.ofSeconds(Long.MAX_VALUE));

        assertThat(new CallError(429, "TooManyRequests", "", asked).retryAfter())
                .contains(Duration.ofHours(1));
        assertThat(new CallError(429, "", "", Optional.of(Duration.ofMinutes(59))).retryAfter())
                .contains(Duration.ofMinutes(59));
    }

    @Test
    void readsWell() {
        assertThat(new CallError(409, "Conflict", "busy", Optional.empty()))
                .hasToString("409 Conflict: busy");
        assertThat(new CallError(500, "", "", Optional.empty())).hasToString("500");
        assertThat(new CallError(500, "", "broken", Optional.empty())).hasToString("500: broken");
    }
}
