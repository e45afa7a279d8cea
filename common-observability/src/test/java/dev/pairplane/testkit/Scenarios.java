package dev.pairplane.testkit;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;

/// Folders as test cases: each folder below a root is a case, with files `in-*` that the test reads
/// and files `out-*` that it must produce ([GoldenFiles]). Files that a case has and the test does
/// not touch fail it, so that nobody believes in a file that is not looked at.
///
/// ```java
/// @TestFactory
/// List<DynamicTest> plans() {
///     return Scenarios.tests(
///             Path.of("src/test/resources/scenarios/plan"),
///             s -> s.out("plan.txt", plan(s.in("state.txt"))));
/// }
/// ```
public final class Scenarios {

    private Scenarios() {}

    /// What is done with a case; may throw anything.
    @FunctionalInterface
    public interface Body {
        void run(Scenario scenario) throws Exception;
    }

    /// One test per folder, named after it; a case for which the body calls no `out` fails. Throws
    /// [IllegalStateException] when there is no folder.
    public static List<DynamicTest> tests(Path root, Body body) {
        var folders = list(root).stream().filter(Files::isDirectory).toList();
        if (folders.isEmpty()) {
            throw new IllegalStateException("no case below " + root);
        }
        return folders.stream()
                .map(f -> dynamicTest(String.valueOf(f.getFileName()), () -> run(f, body)))
                .toList();
    }

    private static void run(Path folder, Body body) throws Exception {
        var scenario = new Scenario(folder);
        body.run(scenario);
        scenario.complete();
    }

    private static List<Path> list(Path folder) {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One case while it runs. Not thread-safe.
    public static final class Scenario {

        private final Path folder;
        private final Set<String> touched = new TreeSet<>();

        private Scenario(Path folder) {
            this.folder = folder;
        }

        /// The folder's name.
        public String name() {
            return String.valueOf(folder.getFileName());
        }

        /// Whether the case has a file `in-<name>`.
        public boolean has(String name) {
            return Files.exists(folder.resolve("in-" + name));
        }

        /// The file `in-<name>` as text.
        public String in(String name) {
            try {
                return Files.readString(inFile(name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// The path of the file `in-<name>`, which must exist.
        public Path inFile(String name) {
            var file = folder.resolve("in-" + name);
            if (!Files.exists(file)) {
                throw new AssertionError("the case has no file " + file);
            }
            touched.add("in-" + name);
            return file;
        }

        /// Compares with the file `out-<name>`, or rewrites it.
        public void out(String name, String actual) {
            touched.add("out-" + name);
            GoldenFiles.check(folder.resolve("out-" + name), actual);
        }

        private void complete() {
            var names =
                    list(folder).stream()
                            .map(f -> String.valueOf(f.getFileName()))
                            .filter(n -> n.startsWith("in-") || n.startsWith("out-"))
                            .collect(Collectors.toCollection(TreeSet::new));
            if (touched.stream().noneMatch(n -> n.startsWith("out-"))) {
                throw new AssertionError(folder + ": the test produced nothing to compare");
            }
            names.removeAll(touched);
            if (!names.isEmpty()) {
                throw new AssertionError(folder + ": the test did not look at " + names);
            }
        }
    }
}
