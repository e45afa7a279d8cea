package dev.pairplane.observability.config;

import dev.pairplane.observability.logging.Secret;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Compares all sources with the schema before anything starts, and reports every problem at once.
///
/// Unknown keys of the file are warnings, or problems when `config.strict` is true.
public final class ConfigCheck {
    /// The property (and, as `CONFIG_STRICT`, the variable) that makes unknown keys problems.
    public static final String STRICT_KEY = "config.strict";

    /// What the check found.
    ///
    /// @param problems one line each; the service must not start unless there are none
    /// @param warnings one line each, to be logged
    public record Outcome(SmallRyeConfig config, List<String> problems, List<String> warnings) {
        public Outcome {
            problems = List.copyOf(problems);
            warnings = List.copyOf(warnings);
        }
    }

    private final ConfigSchema schema;
    private final List<ConfigRule> rules;

    /// @param rules across keys; run only over values that are right by themselves
    public ConfigCheck(ConfigSchema schema, List<ConfigRule> rules) {
        this.schema = schema;
        this.rules = List.copyOf(rules);
    }

    /// Checks what this process was given.
    public Outcome run() {
        return run(Sources.systemProperties(), System.getenv());
    }

    /// Checks what a process with these system properties and this environment would be given.
    public Outcome run(Map<String, String> properties, Map<String, String> environment) {
        Optional<String> path =
                Optional.ofNullable(properties.get(ConfigFile.PATH_KEY))
                        .or(() -> Optional.ofNullable(environment.get("CONFIG_PATH")))
                        .filter(text -> !text.isEmpty());
        ConfigFile file =
                ConfigFile.read(
                        Path.of(path.orElse(ConfigFile.DEFAULT_PATH)),
                        path.isPresent(),
                        ConfigAliases.load());
        SmallRyeConfig config = Sources.config(properties, environment, file);
        List<String> problems = new ArrayList<>(file.problems());
        List<String> warnings = new ArrayList<>();
        if (!file.ignored().isEmpty()) {
            warnings.add(
                    "%s: these keys are accepted and have no effect: %s"
                            .formatted(
                                    file.path(), String.join(", ", new TreeSet<>(file.ignored()))));
        }
        List<String> unknown = unknown(file);
        if (!unknown.isEmpty()) {
            String line = "%s: unknown keys: %s".formatted(file.path(), String.join(", ", unknown));
            boolean strict = "true".equals(config.getConfigValue(STRICT_KEY).getValue());
            (strict ? problems : warnings).add(line);
        }
        Map<String, String> good = new HashMap<>();
        values(config, problems).forEach((name, text) -> one(config, name, text, good, problems));
        missing(good, problems);
        ConfigValues values = new ConfigValues(schema, good, config);
        for (ConfigRule rule : rules) {
            try {
                rule.check(values).forEach(problem -> problems.add(problem.line()));
            } catch (ConfigValues.Undecidable _) {
                // The value it asked for is a problem of its own, or absent.
            }
        }
        return new Outcome(config, problems, warnings);
    }

    /// Every property that gives a value of a key, the defaults of the interfaces included.
    private Map<String, String> values(SmallRyeConfig config, List<String> problems) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> names = new ArrayList<>(new TreeSet<>(names(config)));
        for (ConfigKey key : schema.keys()) {
            List<String> given = new ArrayList<>(names.stream().filter(key::matches).toList());
            if (!key.wild() && !given.contains(key.name())) {
                given.add(key.name());
            }
            for (String name : given) {
                text(config, name, problems)
                        .or(() ->
                                name.equals(key.name()) && given.size() == 1
                                        ? key.fallback()
                                        : Optional.empty())
                        .ifPresent(text -> values.put(name, text));
            }
        }
        return values;
    }

    private static List<String> names(SmallRyeConfig config) {
        List<String> names = new ArrayList<>();
        config.getPropertyNames().forEach(names::add);
        return names;
    }

    private static Optional<String> text(
            SmallRyeConfig config, String name, List<String> problems) {
        ConfigValue value = config.getConfigValue(name);
        // An expression ${…} that names something absent.
        value.getProblems().forEach(p -> problems.add(name + ": " + p.getMessage()));
        return Optional.ofNullable(value.getValue()).filter(text -> !text.isEmpty());
    }

    private void one(
            SmallRyeConfig config,
            String name,
            String text,
            Map<String, String> good,
            List<String> problems) {
        ConfigKey key = schema.find(name).orElseThrow();
        if (text.contains("${")) {
            good.put(name, text); // A default with an expression, resolved by Quarkus.
            return;
        }
        Optional<String> complaint = key.complaint(text);
        if (complaint.isEmpty()) {
            good.put(name, text);
            return;
        }
        problems.add(
                new ConfigProblem(
                                name,
                                Optional.of(key.secret() ? Secret.REDACTED : text),
                                Sources.describe(config, name),
                                complaint.orElseThrow(),
                                key.advice())
                        .line());
    }

    private void missing(Map<String, String> good, List<String> problems) {
        for (ConfigKey key : schema.keys()) {
            boolean named =
                    problems.stream()
                            .anyMatch(p ->
                                    p.startsWith(key.name() + " ")
                                            || p.startsWith(key.name() + ":"));
            if (key.required() && !named && good.keySet().stream().noneMatch(key::matches)) {
                problems.add(
                        new ConfigProblem(
                                        key.name(),
                                        Optional.empty(),
                                        "nowhere",
                                        "is required and not given",
                                        "%s, in the file or as %s"
                                                .formatted(
                                                        key.advice(), Sources.variable(key.name())))
                                .line());
            }
        }
    }

    /// Names in the file that nobody reads, as written there, with the nearest real one.
    private List<String> unknown(ConfigFile file) {
        return file.values().keySet().stream()
                .filter(name -> schema.find(name).isEmpty() && !foreign(name))
                .sorted()
                .map(name ->
                        file.written().getOrDefault(name, name)
                                + nearest(name)
                                        .map(near -> " (did you mean " + near + "?)")
                                        .orElse(""))
                .toList();
    }

    /// Keys of the framework may stand in the file as well.
    private static boolean foreign(String name) {
        return name.startsWith("quarkus.")
                || name.startsWith("otel.")
                || name.startsWith("%")
                || name.startsWith("\"%")
                || name.equals(STRICT_KEY);
    }

    private Optional<String> nearest(String name) {
        return schema.keys().stream()
                .map(ConfigKey::name)
                .filter(key -> distance(key, name) <= 2)
                .findFirst();
    }

    /// How many letters have to be changed, added or removed to make one text the other.
    static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
