package dev.pairplane.observability.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Which build this is. All modules of the repository share one version.
///
/// @param revision the commit, or `unknown` when the build was not told
/// @param java version of the JDK that runs (the one that compiled, in a native image)
public record BuildInfo(String version, String revision, String java) {
    private static final String RESOURCE = "/META-INF/pairplane/build.properties";

    /// Reads what the build wrote into this library.
    public static BuildInfo read() {
        Properties properties = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(
                        RESOURCE + " is not in the program; build it again");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildInfo(
                properties.getProperty("version", "unknown"),
                properties.getProperty("revision", "unknown"),
                System.getProperty("java.version", "unknown"));
    }
}
