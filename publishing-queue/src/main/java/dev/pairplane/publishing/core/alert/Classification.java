package dev.pairplane.publishing.core.alert;

import java.util.List;

/// What a classifier said of an alert. Only what the caller sent; none is ever invented.
///
/// @param confidence 0 to 1
/// @param reasoning not empty when the confidence is above 0
public record Classification(
        Severity severity, double confidence, String reasoning, List<String> recommendations) {

    public Classification {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence is from 0 to 1, not " + confidence);
        }
        recommendations = List.copyOf(recommendations);
    }
}
