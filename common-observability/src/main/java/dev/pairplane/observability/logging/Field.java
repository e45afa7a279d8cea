package dev.pairplane.observability.logging;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One pair of a log record.
///
/// @param value its text form; that of a [Secret] is redacted
public record Field(LogKey key, String value) {
    /// A pair with the text form of this value.
    public static Field field(LogKey key, @Nullable Object value) {
        return new Field(key, Objects.toString(value));
    }
}
