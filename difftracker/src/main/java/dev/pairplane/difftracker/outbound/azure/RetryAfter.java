package dev.pairplane.difftracker.outbound.azure;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Reads `Retry-After`: seconds, or a date.
final class RetryAfter {

    private static final int MAX_DIGITS = 9;

    private RetryAfter() {}

    /// Reads the header's text: nothing when it is neither, zero for a date that is past.
    ///
    /// @param now to which a date is related
    static Optional<Duration> parse(String text, Instant now) {
        String value = text.strip();
        if (!value.isEmpty()
                && value.length() <= MAX_DIGITS
                && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant at = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
            return Optional.of(at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
