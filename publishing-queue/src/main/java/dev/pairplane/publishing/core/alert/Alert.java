package dev.pairplane.publishing.core.alert;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One firing or resolved condition, checked by whoever made it.
///
/// @param fingerprint what identifies the condition; 1 to 128 characters
/// @param labels sorted by name, so that whatever is made of them is reproducible
/// @param startsAt when it began
/// @param endsAt when it ended, after `startsAt`
/// @param generatorUrl where it came from, http or https
/// @param timestamp when it was seen; the time of receipt unless the caller said so
public record Alert(
        String fingerprint,
        String name,
        AlertStatus status,
        SortedMap<String, String> labels,
        SortedMap<String, String> annotations,
        Instant startsAt,
        Optional<Instant> endsAt,
        Optional<String> generatorUrl,
        Instant timestamp) {

    public Alert {
        if (fingerprint.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException("an alert has a fingerprint and a name");
        }
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }
}
