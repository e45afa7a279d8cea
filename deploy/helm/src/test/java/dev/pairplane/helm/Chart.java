package dev.pairplane.helm;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The chart, and Helm to render it with. A render is kept, so that tests may ask for it again.
///
/// Helm as a library leaves hooks out of what it renders. So the templates are rendered from a copy
/// in which the hooks' annotation is spelled otherwise, and the spelling is put right in the
/// result.
final class Chart {
    /// The chart as committed.
    static final Path FOLDER = Path.of("pairplane");

    /// Values files that are rendered, lint-checked and compared.
    static final Path VALUES = FOLDER.resolve("ci");

    static final List<String> SERVICES = List.of("storage-node", "publishing-queue", "difftracker");

    /// Release, namespace and cluster of the goldens.
    static final String RELEASE = "pp";

    static final String NAMESPACE = "pairplane";
    static final String KUBERNETES = "1.36.0";

    private static final String SUFFIX = "-values.yaml";
    private static final String HOOK = "helm.sh/hook";
    private static final String SPELLED = "helm.sh/hooK";
    private static final Map<String, Outcome> RENDERS = new ConcurrentHashMap<>();

    private Chart() {}

    /// What Helm made of some values.
    sealed interface Outcome {
        /// It was taken.
        ///
        /// @param rendered all objects, hooks and tests included
        record Accepted(Rendered rendered) implements Outcome {}

        /// It was not.
        ///
        /// @param message as a user sees it
        record Refused(String message) implements Outcome {}
    }

    /// Names of the values files, in order.
    static List<String> valuesNames() {
        try (Stream<Path> files = Files.list(VALUES)) {
            return files.map(file -> file.getFileName().toString())
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The values files that Helm accepts: all but the one that gives nothing.
    static Stream<String> accepted() {
        return valuesNames().stream().filter(name -> !name.equals("default"));
    }

    static Path valuesFile(String name) {
        return VALUES.resolve(name + SUFFIX);
    }

    /// The defaults of a service.
    static Path valuesOf(String service) {
        return FOLDER.resolve("charts").resolve(service).resolve("values.yaml");
    }

    /// The cluster that a values file is rendered for: the version in its name, if there is one.
    static String kubernetesOf(String name) {
        return name.startsWith("k8s-") ? name.substring("k8s-".length()) + ".0" : KUBERNETES;
    }

    /// What a values file renders to.
    static Rendered render(String name) {
        return accepted(outcome(read(valuesFile(name)), kubernetesOf(name), RELEASE, NAMESPACE));
    }

    /// What values render to for a version of Kubernetes.
    static Rendered renderFor(String kubernetes, String values) {
        return accepted(outcome(values, kubernetes, RELEASE, NAMESPACE));
    }

    /// What a values file and more values, which win, render to.
    static Rendered render(String name, String more) {
        return accepted(outcome(name, more));
    }

    static Rendered render(String name, String more, String release, String namespace) {
        return accepted(
                outcome(
                        Yaml.merged(read(valuesFile(name)), more),
                        kubernetesOf(name),
                        release,
                        namespace));
    }

    static Outcome outcome(String name, String more) {
        return outcome(
                Yaml.merged(read(valuesFile(name)), more), kubernetesOf(name), RELEASE, NAMESPACE);
    }

    /// @param values YAML
    static Outcome outcome(String values, String kubernetes, String release, String namespace) {
        String key = String.join("\0", values, kubernetes, release, namespace);
        return RENDERS.computeIfAbsent(key, _ -> run(values, kubernetes, release, namespace));
    }

    /// Renders without asking whether it was done before.
    static Outcome run(String values, String kubernetes, String release, String namespace) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            try {
                Files.writeString(file, values);
                // Nothing at all is null.
                String text =
                        new Helm(Copy.FOLDER)
                                .template()
                                .withName(release)
                                .withNamespace(namespace)
                                .withKubeVersion(kubernetes)
                                .withValuesFile(file.toAbsolutePath())
                                .call();
                return new Outcome.Accepted(
                        Rendered.of(Objects.requireNonNullElse(text, "").replace(SPELLED, HOOK)));
            } catch (IllegalStateException e) {
                return new Outcome.Refused(String.valueOf(e.getMessage()));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Rendered accepted(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted(Rendered rendered) -> rendered;
            case Outcome.Refused(String message) -> throw new AssertionError(message);
        };
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The copy is made once for a JVM.
    private static final class Copy {
        private static final Path FOLDER = Path.of("target", "chart", "pairplane").toAbsolutePath();

        static {
            try (Stream<Path> files = Files.walk(Chart.FOLDER)) {
                files.filter(Files::isRegularFile).forEach(Copy::copy);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Copy() {}

        private static String quoted(String text) {
            return '"' + text + '"';
        }

        private static void copy(Path file) {
            Path to = FOLDER.resolve(Chart.FOLDER.relativize(file));
            try {
                Files.createDirectories(Objects.requireNonNull(to.getParent()));
                Files.writeString(to, read(file).replace(quoted(HOOK), quoted(SPELLED)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
