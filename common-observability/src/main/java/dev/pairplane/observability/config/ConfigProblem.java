package dev.pairplane.observability.config;

import java.util.Optional;

/// One thing that is wrong with the configuration.
///
/// @param value what was given, already redacted; empty when nothing was
/// @param source where it comes from, for people
/// @param right what would be right
public record ConfigProblem(
        String key, Optional<String> value, String source, String wrong, String right) {
    /// The one line to print.
    public String line() {
        String given = value.map(v -> " = \"" + v + "\" (" + source + ")").orElse("");
        return key + given + ": " + wrong + "; give " + right;
    }
}
