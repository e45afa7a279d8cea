package dev.pairplane.publishing.outbound.targetfile;

import java.nio.file.Path;
import java.time.Duration;

/// Where targets come from, and limits.
///
/// @param path a file, or a folder whose `*.yaml`, `*.yml` and `*.json` are read, no folders in it
/// @param poll how often it is looked at
/// @param maxFileBytes of one file
/// @param maxFiles in the folder
/// @param maxTargets in all files; those beyond are invalid
/// @param staleGrace how long a target that became invalid goes on as it last was; then it is as if
///   it were disabled
/// @param defaultTimeout of an attempt, for targets that do not say
/// @param maxBody of what one target is sent at most, in bytes; also the default
/// @param allowInsecure lets every target use http
public record TargetFileSettings(
        Path path,
        Duration poll,
        int maxFileBytes,
        int maxFiles,
        int maxTargets,
        Duration staleGrace,
        Duration defaultTimeout,
        int maxBody,
        boolean allowInsecure) {

    public TargetFileSettings {
        if (poll.toMillis() < 1 || maxFileBytes < 1 || maxFiles < 1 || maxTargets < 1) {
            throw new IllegalArgumentException("limits of the target files are positive");
        }
        if (maxBody < TargetReader.LEAST_BODY) {
            throw new IllegalArgumentException(
                    "a target takes at least " + TargetReader.LEAST_BODY + " bytes");
        }
    }

    /// The limits that nobody set.
    public static TargetFileSettings of(Path path) {
        return new TargetFileSettings(
                path,
                Duration.ofSeconds(1),
                256 * 1024,
                1000,
                1000,
                Duration.ofMinutes(10),
                Duration.ofSeconds(10),
                4 * 1024 * 1024,
                false);
    }
}
