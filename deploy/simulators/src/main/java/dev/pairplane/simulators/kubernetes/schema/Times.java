package dev.pairplane.simulators.kubernetes.schema;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/// Times as objects carry them: stricter than Java's reader is.
final class Times {

    private static final String SECONDS = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}";
    private static final String ZONE = "(Z|[+-][0-9]{2}:[0-9]{2})";
    private static final Pattern TIME = Pattern.compile(SECONDS + "(\\.[0-9]{1,9})?" + ZONE);
    private static final Pattern MICRO_TIME = Pattern.compile(SECONDS + "\\.[0-9]{6}" + ZONE);

    private Times() {}

    /// Whether that is a time in RFC 3339.
    static boolean isTime(String text) {
        return TIME.matcher(text).matches() && exists(text);
    }

    /// Whether that is a time in RFC 3339 with exactly six digits after the second.
    static boolean isMicroTime(String text) {
        return MICRO_TIME.matcher(text).matches() && exists(text);
    }

    /// How the server names what it expects.
    static String layout(Types.Scalar scalar) {
        return scalar == Types.Scalar.MICROTIME
                ? "2006-01-02T15:04:05.000000Z07:00"
                : "2006-01-02T15:04:05Z07:00";
    }

    /// There is no 30th of February.
    private static boolean exists(String text) {
        try {
            return OffsetDateTime.parse(text).getYear() >= 0;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
