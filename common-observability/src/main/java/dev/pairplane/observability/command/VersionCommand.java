package dev.pairplane.observability.command;

/// The answer to `--version`.
public final class VersionCommand {
    private VersionCommand() {}

    /// One line: name, version, revision and Java.
    public static String line(String service, BuildInfo build) {
        return "%s %s (revision %s, Java %s)"
                .formatted(service, build.version(), build.revision(), build.java());
    }
}
