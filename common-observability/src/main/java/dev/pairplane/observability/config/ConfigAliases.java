package dev.pairplane.observability.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/// Other names a service accepts, from its resource `META-INF/pairplane/config-aliases.properties`.
///
/// A line `old=new` renames a key, or a section with all that is below it, in the file. A line
/// `old=` accepts a key that has no effect. A line `env.NAME=key` takes a key from that environment
/// variable first. The longest alias that fits wins, and is applied once.
public final class ConfigAliases {
    /// Where a service declares its aliases.
    public static final String RESOURCE = "META-INF/pairplane/config-aliases.properties";

    private static final String ENVIRONMENT = "env.";

    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    /// @param lines as in the resource
    public ConfigAliases(Map<String, String> lines) {
        lines.forEach((from, to) -> {
            if (from.startsWith(ENVIRONMENT)) {
                environment.put(from.substring(ENVIRONMENT.length()), to);
            } else {
                names.put(from, to);
            }
        });
    }

    /// The aliases of the program; none when it declares none.
    public static ConfigAliases load() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Properties lines = new Properties();
        try (InputStream in = loader.getResourceAsStream(RESOURCE)) {
            if (in != null) {
                lines.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> map = new LinkedHashMap<>();
        lines.stringPropertyNames().forEach(key -> map.put(key, lines.getProperty(key).strip()));
        return new ConfigAliases(map);
    }

    /// The real name of a key as written in the file; the same when no alias fits, empty when the
    /// key is accepted without effect.
    Optional<String> resolve(String written) {
        String best = "";
        for (String from : names.keySet()) {
            if (from.length() > best.length() && fits(from, written)) {
                best = from;
            }
        }
        if (best.isEmpty()) {
            return Optional.of(written);
        }
        String to = java.util.Objects.requireNonNull(names.get(best));
        return to.isEmpty() ? Optional.empty() : Optional.of(to + written.substring(best.length()));
    }

    private static boolean fits(String from, String written) {
        return written.startsWith(from)
                && (written.length() == from.length()
                        || written.charAt(from.length()) == '.'
                        || written.charAt(from.length()) == '[');
    }

    /// Environment variables and the keys they set.
    Map<String, String> environment() {
        return environment;
    }
}
