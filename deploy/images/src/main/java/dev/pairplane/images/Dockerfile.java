package dev.pairplane.images;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Dockerfile, as far as an image can be made of it without running anything. Stages that run
/// something may be in it, as long as the image is only copied from them; everything else that is
/// not understood is refused, so an archive never differs from what a container tool makes.
final class Dockerfile {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}|\\$(\\w+)");
    private static final Pattern ENTRY = Pattern.compile("(\\w+)=(\"[^\"]*\"|\\S*)");
    private static final String NO_OWNER = "0:0";

    private final String name;
    private final Map<String, String> defaults = new HashMap<>();
    private final Map<String, Stage> stages = new LinkedHashMap<>();

    private Dockerfile(String name) {
        this.name = name;
    }

    private record Step(int line, String instruction, String rest) {}

    private record Stage(Step from, String base, List<Step> steps) {}

    /// @param name what to call it in errors
    static Dockerfile parse(String name, String text) throws Failure {
        Dockerfile file = new Dockerfile(name);
        List<Step> steps = List.of();
        for (Step step : steps(text)) {
            switch (step.instruction()) {
                case "FROM" -> {
                    steps = new ArrayList<>();
                    file.stage(step, steps);
                }
                case "ARG" -> file.argument(step.rest());
                default -> {
                    if (file.stages.isEmpty()) {
                        throw file.failure(step, step.instruction() + " comes before any FROM");
                    }
                    steps.add(step);
                }
            }
        }
        return file;
    }

    /// Joins continued lines; leaves out comments.
    private static List<Step> steps(String text) {
        List<Step> steps = new ArrayList<>();
        StringBuilder joined = new StringBuilder();
        int number = 0;
        int begin = 1;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            if (joined.isEmpty()) {
                begin = number;
            }
            boolean continued = line.endsWith("\\");
            joined.append(continued ? line.substring(0, line.length() - 1) : line);
            if (!continued) {
                String[] words = joined.toString().strip().split("\\s+", 2);
                steps.add(
                        new Step(
                                begin,
                                words[0].toUpperCase(Locale.ROOT),
                                words.length > 1 ? words[1] : ""));
                joined.setLength(0);
            }
        }
        return steps;
    }

    private void stage(Step from, List<Step> steps) throws Failure {
        String[] words = from.rest().split("\\s+", -1);
        if (words.length != 3 || !words[1].equalsIgnoreCase("AS")) {
            throw failure(from, "FROM wants BASE AS NAME, not '" + from.rest() + "'");
        }
        stages.put(words[2], new Stage(from, words[0], steps));
    }

    private void argument(String declaration) {
        String[] pair = declaration.split("=", 2);
        if (pair.length == 2) {
            defaults.put(pair[0], pair[1]);
        }
    }

    /// The image that a stage is.
    ///
    /// @param arguments values of `ARG`s, before their defaults
    Recipe recipe(String target, Map<String, String> arguments) throws Failure {
        Map<String, String> values = new HashMap<>(defaults);
        values.putAll(arguments);
        List<Step> steps = new ArrayList<>();
        if (!stages.containsKey(target)) {
            throw new Failure(
                    "%s has no stage '%s', but %s".formatted(name, target, stages.keySet()));
        }
        String base = target;
        Map<String, Stage> left = new HashMap<>(stages);
        for (Stage stage = left.remove(base); stage != null; stage = left.remove(base)) {
            steps.addAll(0, stage.steps());
            base = expanded(stage.from(), stage.base(), values);
        }
        Collector collector = new Collector();
        for (Step step : steps) {
            collector.add(step, expanded(step, step.rest(), values));
        }
        return collector.recipe(base);
    }

    private String expanded(Step step, String text, Map<String, String> values) throws Failure {
        Matcher variable = VARIABLE.matcher(text);
        StringBuilder expanded = new StringBuilder();
        while (variable.find()) {
            String key = variable.group(1) == null ? variable.group(2) : variable.group(1);
            String value = values.get(key);
            if (value == null) {
                throw failure(step, key + " has no value; give --build-arg " + key + "=…");
            }
            variable.appendReplacement(expanded, Matcher.quoteReplacement(value));
        }
        return variable.appendTail(expanded).toString();
    }

    private Failure failure(Step step, String problem) {
        return new Failure("%s:%d: %s".formatted(name, step.line(), problem));
    }

    private Failure failure(Step step, String problem, Exception cause) {
        return new Failure("%s:%d: %s".formatted(name, step.line(), problem), cause);
    }

    /// Gathers the steps of an image.
    private final class Collector {

        private final List<Recipe.Copy> copies = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private final List<Integer> ports = new ArrayList<>();
        private Optional<String> user = Optional.empty();
        private List<String> entrypoint = List.of();

        void add(Step step, String rest) throws Failure {
            switch (step.instruction()) {
                case "COPY" -> copies.add(copy(step, rest));
                case "ENV" -> environment(step, rest);
                case "EXPOSE" -> {
                    for (String port : rest.split("\\s+", -1)) {
                        ports.add(port(step, port));
                    }
                }
                case "USER" -> user = Optional.of(rest);
                case "ENTRYPOINT" -> entrypoint = words(step, rest);
                // An OCI image has no place for it, and Kubernetes has probes.
                case "HEALTHCHECK" -> {}
                default ->
                        throw failure(
                                step,
                                step.instruction()
                                        + " cannot be done without a container tool; an archive"
                                        + " takes COPY, ENV, EXPOSE, USER, ENTRYPOINT");
            }
        }

        private int port(Step step, String text) throws Failure {
            if (!text.matches("[1-9]\\d{0,4}")) {
                throw failure(step, "EXPOSE wants numbers of ports, not '" + text + "'");
            }
            return Integer.parseInt(text);
        }

        private Recipe.Copy copy(Step step, String rest) throws Failure {
            Map<String, String> flags = new HashMap<>();
            List<String> words = new ArrayList<>();
            for (String word : rest.split("\\s+", -1)) {
                if (word.startsWith("--")) {
                    String[] pair = word.substring(2).split("=", 2);
                    flags.put(pair[0], pair.length > 1 ? pair[1] : "");
                } else {
                    words.add(word);
                }
            }
            Recipe.Copy copy =
                    new Recipe.Copy(
                            Optional.ofNullable(flags.remove("from")),
                            List.copyOf(words.subList(0, Math.max(0, words.size() - 1))),
                            words.isEmpty() ? "" : words.getLast(),
                            Optional.ofNullable(flags.remove("chown")).orElse(NO_OWNER),
                            Optional.ofNullable(flags.remove("chmod")));
            if (!flags.isEmpty() || copy.sources().isEmpty() || !copy.to().startsWith("/")) {
                throw failure(
                        step,
                        "COPY takes --from, --chown and --chmod, sources, and an absolute path, not"
                                + " '"
                                + rest
                                + "'");
            }
            return copy;
        }

        private void environment(Step step, String rest) throws Failure {
            Matcher entry = ENTRY.matcher(rest);
            while (entry.find()) {
                environment.put(entry.group(1), entry.group(2).replaceAll("^\"|\"$", ""));
            }
            if (!entry.replaceAll("").isBlank()) {
                throw failure(step, "ENV wants NAME=VALUE, not '" + rest + "'");
            }
        }

        private List<String> words(Step step, String json) throws Failure {
            try {
                return new ObjectMapper().readValue(json, new TypeReference<List<String>>() {});
            } catch (JsonProcessingException e) {
                throw failure(
                        step, "the exec form is wanted, [\"program\", …]: without a shell", e);
            }
        }

        Recipe recipe(String base) {
            return new Recipe(
                    base,
                    List.copyOf(copies),
                    Collections.unmodifiableMap(environment),
                    List.copyOf(ports),
                    user,
                    List.copyOf(entrypoint));
        }
    }
}
