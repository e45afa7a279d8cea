package dev.pairplane.observability.config;

import dev.pairplane.observability.logging.Secret;
import io.smallrye.config.SmallRyeConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// What configuration counts, without secrets, for the log of the start.
public final class EffectiveConfig {
    private static final List<String> HIDDEN = List.of("password", "secret", "token", "credential");

    private EffectiveConfig() {}

    /// One line per section: the section, then `key=value` of each key below it in order; values
    /// that are not the default are marked with `*`, secrets are redacted, absent ones left out.
    public static List<String> lines(SmallRyeConfig config, ConfigSchema schema) {
        TreeSet<String> names = new TreeSet<>();
        config.getPropertyNames().forEach(names::add);
        Map<String, List<String>> sections = new LinkedHashMap<>();
        for (ConfigKey key : schema.keys()) {
            TreeSet<String> given = new TreeSet<>(names.stream().filter(key::matches).toList());
            if (!key.wild()) {
                given.add(key.name());
            }
            for (String name : given) {
                Optional<String> value =
                        Optional.ofNullable(config.getConfigValue(name).getValue())
                                .filter(text -> !text.isEmpty());
                Optional<String> shown =
                        value.or(() -> given.size() == 1 ? key.fallback() : Optional.empty());
                shown.ifPresent(text ->
                        sections.computeIfAbsent(key.section(), _ -> new ArrayList<>())
                                .add(pair(key, name, text)));
            }
        }
        return sections.entrySet().stream()
                .map(e -> e.getKey() + ": " + String.join(" ", e.getValue()))
                .toList();
    }

    private static String pair(ConfigKey key, String name, String text) {
        boolean changed = !key.fallback().equals(Optional.of(text));
        String own = name.substring(Math.min(name.length(), key.section().length() + 1));
        return own + "=" + (hidden(key, name) ? Secret.REDACTED : text) + (changed ? "*" : "");
    }

    /// Not only what is declared as secret: a careless declaration must not put a password in the
    /// log.
    private static boolean hidden(ConfigKey key, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return key.secret()
                || (key.type() == ValueType.TEXT
                        && HIDDEN.stream().anyMatch(lower::contains)
                        && !lower.endsWith("file")
                        && !lower.endsWith("path"));
    }
}
