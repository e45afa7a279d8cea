package dev.pairplane.publishing.outbound.webhook;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Which headers a target may have.
public final class HeaderText {

    /// Characters of a value.
    public static final int MAX_VALUE = 4096;

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

    /// Made by the connection itself; another value would break the message.
    private static final Set<String> FRAMING =
            Set.of(
                    "host",
                    "content-length",
                    "transfer-encoding",
                    "connection",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "upgrade",
                    "expect");

    /// Say which alert and which attempt it is.
    private static final Set<String> OURS =
            Set.of(
                    "idempotency-key",
                    "webhook-id",
                    "webhook-timestamp",
                    "webhook-signature",
                    "x-attempt",
                    "x-request-id",
                    "traceparent");

    private HeaderText() {}

    /// What is wrong with a header's name; empty when nothing is.
    public static Optional<String> faultInName(String name) {
        if (!TOKEN.matcher(name).matches()) {
            return Optional.of(
                    "is no header name: letters, digits and - . _ of at most 128 characters");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (FRAMING.contains(lower)) {
            return Optional.of("is set by the connection and cannot be configured");
        }
        return OURS.contains(lower)
                ? Optional.of("is set for every attempt and cannot be configured")
                : Optional.empty();
    }

    /// What is wrong with a header's value; empty when nothing is. The text does not contain it.
    public static Optional<String> faultInValue(String value) {
        if (value.length() > MAX_VALUE) {
            return Optional.of("has a value longer than " + MAX_VALUE + " characters");
        }
        // Others are read differently by different receivers, or end the header.
        boolean plain = value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7f));
        return plain
                ? Optional.empty()
                : Optional.of(
                        "has a value with characters that no header may have: only printable"
                                + " ASCII, no line ends");
    }
}
