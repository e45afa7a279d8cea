package dev.pairplane.observability.logging;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/// A value that must not be shown: its text form is `[redacted]`, comparing takes the same time
/// whatever differs. Config mappings may use it as the type of a key.
public final class Secret {
    /// What is printed instead.
    public static final String REDACTED = "[redacted]";

    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Wraps a text.
    public static Secret of(String value) {
        return new Secret(value.getBytes(StandardCharsets.UTF_8));
    }

    /// The text itself, for the one place that sends it.
    public String value() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// Whether this is the same text; the time it takes says nothing about where they differ.
    public boolean matches(String candidate) {
        return MessageDigest.isEqual(bytes, candidate.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    /// The same for all secrets, so that it gives nothing away; they are no map keys.
    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return REDACTED;
    }

    /// Reads secrets from configuration. Found as a service.
    public static final class FromConfig implements Converter<Secret> {
        @Override
        public @Nullable Secret convert(String value) {
            return value.isEmpty() ? null : Secret.of(value);
        }
    }
}
