package dev.pairplane.publishing.core.alert;

import java.util.Optional;

/// An alert with what the caller knows besides.
///
/// @param metadata the caller's `enrichment_metadata`, a JSON object as canonical text (names
///   sorted, numbers as they were written); the core never looks into it
/// @param size what it takes, about: bytes of its canonical text
public record EnrichedAlert(
        Alert alert, Optional<Classification> classification, Optional<String> metadata, int size) {

    public EnrichedAlert {
        if (size <= 0) {
            throw new IllegalArgumentException("the size is positive, not " + size);
        }
    }
}
