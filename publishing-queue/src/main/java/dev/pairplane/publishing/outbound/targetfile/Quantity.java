package dev.pairplane.publishing.outbound.targetfile;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times and sizes as people write them.
final class Quantity {

    private static final Pattern PARTS = Pattern.compile("([0-9]{1,9}) ?([A-Za-z]*)");

    private Quantity() {}

    /// `500ms`, `30s`, `5m`, or a number of milliseconds.
    static Optional<Duration> time(JsonNode node) {
        return parts(node)
                .flatMap(parts -> {
                    long number = Long.parseLong(parts.group(1));
                    return switch (parts.group(2).toLowerCase(Locale.ROOT)) {
                        case "", "ms" -> Optional.of(Duration.ofMillis(number));
                        case "s" -> Optional.of(Duration.ofSeconds(number));
                        case "m" -> Optional.of(Duration.ofMinutes(number));
                        default -> Optional.empty();
                    };
                });
    }

    /// `64KiB`, `1MiB`, or a number of bytes.
    static Optional<Long> size(JsonNode node) {
        return parts(node)
                .flatMap(parts -> {
                    long number = Long.parseLong(parts.group(1));
                    return switch (parts.group(2).toLowerCase(Locale.ROOT)) {
                        case "", "b" -> Optional.of(number);
                        case "kib" -> Optional.of(number << 10);
                        case "mib" -> Optional.of(number << 20);
                        default -> Optional.empty();
                    };
                });
    }

    private static Optional<Matcher> parts(JsonNode node) {
        Matcher parts = PARTS.matcher(node.isValueNode() ? node.asText() : "");
        return parts.matches() ? Optional.of(parts) : Optional.empty();
    }
}
