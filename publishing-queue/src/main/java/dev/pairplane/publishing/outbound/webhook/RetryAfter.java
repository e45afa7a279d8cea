package dev.pairplane.publishing.outbound.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads `Retry-After`: seconds, or a date in any of HTTP's three forms.
final class RetryAfter {

    /// Nobody is left alone for longer.
    static final Duration MOST = Duration.ofHours(1);

    private static final int MAX_DIGITS = 9;

    private static final List<DateTimeFormatter> DATES =
            List.of(
                    DateTimeFormatter.RFC_1123_DATE_TIME,
                    DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss zzz", Locale.ENGLISH),
                    DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH)
                            .withZone(ZoneOffset.UTC));

    private RetryAfter() {}

    /// Reads the header's text: nothing when it is neither, zero for a date that is past.
    ///
    /// @param now to which a date is related
    static Optional<Duration> parse(String text, Instant now) {
        String value = text.strip();
        if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of(
                    value.length() > MAX_DIGITS
                            ? MOST
                            : atMost(Duration.ofSeconds(Long.parseLong(value))));
        }
        for (DateTimeFormatter date : DATES) {
            try {
                Instant at = Instant.from(date.parse(value));
                return Optional.of(
                        at.isAfter(now) ? atMost(Duration.between(now, at)) : Duration.ZERO);
            } catch (DateTimeException e) {
                // Another form, or none.
            }
        }
        return Optional.empty();
    }

    private static Duration atMost(Duration duration) {
        return duration.compareTo(MOST) > 0 ? MOST : duration;
    }
}
