package dev.pairplane.publishing.inbound.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// Values as people read them.
final class Texts {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final long KIB = 1024;
    private static final long MIB = KIB * KIB;

    private Texts() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String count(OptionalInt number) {
        return number.isPresent() ? Integer.toString(number.orElseThrow()) : "";
    }

    /// In UTC, to the second.
    static String moment(Instant at) {
        return MOMENT.format(at) + " UTC";
    }

    static String moment(Optional<Instant> at) {
        return at.map(Texts::moment).orElse("");
    }

    /// Two units at most: nobody reads more.
    static String time(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return "%d min %02d s".formatted(seconds / 60, seconds % 60);
        }
        return seconds < 86_400
                ? "%d h %02d min".formatted(seconds / 3600, seconds / 60 % 60)
                : "%d d %02d h".formatted(seconds / 86_400, seconds / 3600 % 24);
    }

    static String bytes(long bytes) {
        if (bytes < KIB) {
            return bytes + " B";
        }
        return bytes < MIB
                ? String.format(Locale.ROOT, "%.1f KiB", (double) bytes / (double) KIB)
                : String.format(Locale.ROOT, "%.1f MiB", (double) bytes / (double) MIB);
    }

    static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.1f %%", (double) part * 100 / (double) whole);
    }

    /// The beginning of a text.
    ///
    /// @param most characters of it
    static String cut(String text, int most) {
        if (text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, most)) + "…";
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
