package dev.pairplane.publishing.inbound.rest;

import java.time.Duration;

/// How large parts of an alert may be, and how far from now. Lengths count code points, bytes are
/// those of UTF-8.
///
/// @param fingerprint its longest
/// @param name the longest alert name
/// @param entries most labels, and most annotations
/// @param key the longest name of a label or annotation
/// @param labelValue the longest value of a label
/// @param annotationBytes the largest value of an annotation
/// @param generatorUrl its longest
/// @param metadataName the longest name in `enrichment_metadata`, at any depth
/// @param past how long ago an alert may have begun
/// @param future how far ahead it may begin, for clocks that are fast
public record AlertLimits(
        int fingerprint,
        int name,
        int entries,
        int key,
        int labelValue,
        int annotationBytes,
        int generatorUrl,
        int metadataName,
        Duration past,
        Duration future) {
    /// What holds unless it is set.
    public static final AlertLimits DEFAULTS =
            new AlertLimits(
                    128,
                    255,
                    64,
                    128,
                    1024,
                    16 * 1024,
                    2048,
                    1024,
                    Duration.ofDays(365),
                    Duration.ofHours(1));
}
