package dev.pairplane.simulators.kubernetes.registry;

/// How to write.
///
/// @param dryRun whether everything but the effect is wanted
/// @param unknownFields what to do about fields that do not exist
public record WriteOptions(boolean dryRun, UnknownFields unknownFields) {

    public static final WriteOptions DEFAULT = new WriteOptions(false, UnknownFields.WARN);

    public enum UnknownFields {
        IGNORE,
        WARN,
        REFUSE
    }
}
