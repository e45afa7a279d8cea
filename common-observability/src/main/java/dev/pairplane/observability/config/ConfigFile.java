package dev.pairplane.observability.config;

import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/// The service's configuration file as flat properties, aliases applied. YAML, or Java properties
/// when the name ends in `.properties`.
///
/// @param path where it was looked for
/// @param present whether it was there
/// @param values by real key
/// @param written the name in the file, by real key, where an alias was used
/// @param ignored names in the file that are accepted without effect
/// @param problems one line each, when the file cannot be used; `values` is empty then
record ConfigFile(
        Path path,
        boolean present,
        Map<String, String> values,
        Map<String, String> written,
        Set<String> ignored,
        List<String> problems) {
    /// Where the file is when nobody says.
    static final String DEFAULT_PATH = "./config.yaml";

    /// The property (and, as `CONFIG_PATH`, the environment variable) that says where the file is.
    static final String PATH_KEY = "config.path";

    /// Reads the file.
    ///
    /// @param explicit whether somebody named the path, so that its absence is a problem
    static ConfigFile read(Path path, boolean explicit, ConfigAliases aliases) {
        String text;
        try {
            text = Files.readString(path);
        } catch (NoSuchFileException e) {
            return absent(
                    path,
                    explicit
                            ? List.of(
                                    "CONFIG_PATH = \"%s\": there is no such file; name one that exists or unset CONFIG_PATH"
                                            .formatted(path))
                            : List.of());
        } catch (IOException e) {
            return absent(path, List.of("%s: cannot be read: %s".formatted(path, e)));
        }
        try {
            return flat(path, parse(path, text), aliases);
        } catch (IOException | RuntimeException e) {
            return absent(
                    path,
                    List.of(
                            "%s: cannot be understood: %s"
                                    .formatted(
                                            path,
                                            String.valueOf(e.getMessage())
                                                    .replaceAll("\\s+", " "))));
        }
    }

    private static ConfigFile absent(Path path, List<String> problems) {
        return new ConfigFile(path, !problems.isEmpty(), Map.of(), Map.of(), Set.of(), problems);
    }

    private static Map<String, String> parse(Path path, String text) throws IOException {
        if (path.toString().endsWith(".properties")) {
            Properties properties = new Properties();
            properties.load(Reader.of(text));
            Map<String, String> map = new LinkedHashMap<>();
            properties.stringPropertyNames().forEach(n -> map.put(n, properties.getProperty(n)));
            return map;
        }
        return new YamlConfigSource(path.toString(), text).getProperties();
    }

    private static ConfigFile flat(Path path, Map<String, String> parsed, ConfigAliases aliases) {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, String> written = new LinkedHashMap<>();
        Set<String> ignored = new LinkedHashSet<>();
        List<String> problems = new ArrayList<>();
        parsed.forEach((name, value) ->
                aliases.resolve(name)
                        .ifPresentOrElse(
                                key -> {
                                    if (key.equals(name)) {
                                        values.put(key, value);
                                    } else if (parsed.containsKey(key)) {
                                        problems.add(
                                                "%s: gives both %s and its other name %s; keep one"
                                                        .formatted(path, key, name));
                                    } else {
                                        values.put(key, value);
                                        written.put(key, name);
                                    }
                                },
                                () -> ignored.add(name)));
        return problems.isEmpty()
                ? new ConfigFile(path, true, values, written, ignored, List.of())
                : absent(path, problems);
    }
}
