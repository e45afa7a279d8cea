package dev.pairplane.testkit;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Checks that a module's tests have teeth: applies each planted bug of `src/test/mutants/*.patch`
/// ([Mutant] has the format) to a copy of the sources it changes, compiles those, runs the tests
/// named in its header in a JVM of their own with the changed classes first on the class path, and
/// prints which test killed which bug. The work tree and `target` are only read.
///
/// Before any bug is planted the named tests have to pass. Ends with 1 when a bug survives, cannot
/// be applied or compiled, names a test that does not run, or hangs without saying so.
///
/// ```
/// mvn -q -pl storage-node -am test-compile dependency:build-classpath \
///     -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=test
/// cd storage-node && java -cp target/test-classes:target/classes:$(cat target/classpath.txt) \
///     dev.pairplane.testkit.MutantsRunner --at-least 20 --timeout 60 [name ...]
/// ```
///
/// Run in the module's folder; names choose some of the patches.
public final class MutantsRunner {

    private static final List<String> JVM =
            List.of(
                    "-Xmx1g",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

    private final Path module;
    private final String classPath;
    private final Duration timeout;
    private final PrintStream out;

    /// How one bug fared.
    enum Verdict {
        KILLED,
        SURVIVED,
        FAULTY
    }

    record Result(String mutant, Verdict verdict, String detail) {}

    /// What a run of tests gave: empty when it was stopped by the time limit.
    private record Run(Optional<Map<String, String>> results, Path log) {}

    MutantsRunner(Path module, String classPath, Duration timeout, PrintStream out) {
        this.module = module;
        this.classPath = classPath;
        this.timeout = timeout;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        var atLeast = 1;
        var seconds = 60L;
        var names = new ArrayList<String>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--at-least" -> atLeast = Integer.parseInt(arguments[++i]);
                case "--timeout" -> seconds = Long.parseLong(arguments[++i]);
                default -> names.add(arguments[i]);
            }
        }
        var runner =
                new MutantsRunner(
                        Path.of(""),
                        SourceCompiler.classPath(),
                        Duration.ofSeconds(seconds),
                        System.out);
        System.exit(runner.run(names, atLeast) ? 0 : 1);
    }

    /// Runs the patches whose names contain one of `names` (all when empty); true when all died and
    /// there are at least so many patches in all.
    boolean run(Collection<String> names, int atLeast) throws IOException, InterruptedException {
        var all = patches();
        var chosen =
                all.stream()
                        .filter(p ->
                                names.isEmpty() || names.stream().anyMatch(p.toString()::contains))
                        .toList();
        var scratch = Files.createTempDirectory("mutants");
        var results = new ArrayList<Result>();
        try {
            results.addAll(runAll(chosen, scratch));
        } finally {
            delete(scratch);
        }
        out.printf("%-40s %-9s %s%n", "mutant", "verdict", "by");
        results.forEach(r -> out.printf("%-40s %-9s %s%n", r.mutant(), r.verdict(), r.detail()));
        var killed = results.stream().filter(r -> r.verdict() == Verdict.KILLED).count();
        out.printf("%d of %d killed%n", killed, chosen.size());
        if (all.size() < atLeast) {
            out.printf("%d mutants are too few; at least %d are asked for%n", all.size(), atLeast);
        }
        return killed == chosen.size() && !chosen.isEmpty() && all.size() >= atLeast;
    }

    private List<Path> patches() throws IOException {
        var folder = module.resolve("src/test/mutants");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".patch")).sorted().toList();
        }
    }

    private List<Result> runAll(List<Path> patches, Path scratch)
            throws IOException, InterruptedException {
        var results = new ArrayList<Result>();
        var mutants = new ArrayList<Mutant>();
        for (Path patch : patches) {
            try {
                mutants.add(Mutant.read(patch));
            } catch (Mutant.Unusable e) {
                results.add(
                        new Result(String.valueOf(patch.getFileName()), Verdict.FAULTY, e.why()));
            }
        }
        var healthy = baseline(mutants, scratch);
        for (Mutant mutant : mutants) {
            var sick = mutant.tests().stream().filter(t -> !healthy.contains(t)).toList();
            var folder = scratch.resolve(mutant.name());
            var result =
                    sick.isEmpty()
                            ? plant(mutant, folder)
                            : new Result(
                                    mutant.name(),
                                    Verdict.FAULTY,
                                    "without the bug these do not run and pass: " + sick);
            out.println(result.verdict() + " " + mutant.name());
            results.add(result);
        }
        return results;
    }

    /// The named tests that pass on the code as it is.
    private Collection<String> baseline(List<Mutant> mutants, Path scratch)
            throws IOException, InterruptedException {
        var tests = new LinkedHashSet<String>();
        mutants.forEach(m -> tests.addAll(m.tests()));
        if (tests.isEmpty()) {
            return tests;
        }
        var folder = Files.createDirectories(scratch.resolve("baseline"));
        var run = test(tests, folder, classPath, timeout.multipliedBy(tests.size()));
        var results = run.results().orElse(Map.of());
        if (results.isEmpty()) {
            out.println("the tests do not end without a bug:\n" + Files.readString(run.log()));
        }
        tests.removeIf(t -> !"passed".equals(results.get(t)));
        return tests;
    }

    private Result plant(Mutant mutant, Path folder) throws IOException, InterruptedException {
        Path classes;
        try {
            classes = compile(mutant, folder);
        } catch (Mutant.Unusable e) {
            return new Result(mutant.name(), Verdict.FAULTY, e.why());
        }
        var run = test(mutant.tests(), folder, classes + File.pathSeparator + classPath, timeout);
        if (run.results().isEmpty()) {
            return mutant.hangs()
                    ? new Result(mutant.name(), Verdict.KILLED, "timeout " + mutant.tests())
                    : new Result(
                            mutant.name(),
                            Verdict.FAULTY,
                            "hangs, or ends the JVM; if a hang is meant, say 'killed-by: timeout'");
        }
        var results = run.results().orElseThrow();
        var killers = mutant.tests().stream().filter(t -> "failed".equals(results.get(t))).toList();
        return killers.isEmpty()
                ? new Result(mutant.name(), Verdict.SURVIVED, String.join(", ", mutant.tests()))
                : new Result(mutant.name(), Verdict.KILLED, String.join(", ", killers));
    }

    /// Compiles the changed files; all of the module's when a constant changed, because the
    /// compiler copies constants into the classes that use them.
    private Path compile(Mutant mutant, Path folder) throws IOException, Mutant.Unusable {
        var roots = module.resolve("src/main/java");
        var changed = folder.resolve("src");
        var files = new LinkedHashSet<Path>();
        var relatives = new LinkedHashSet<Path>();
        var constant = mutant.changesConstant();
        for (Mutant.Change change : mutant.changes()) {
            var original = locate(change.path(), roots);
            var relative = roots.relativize(original);
            var copy = changed.resolve(relative.toString());
            Files.createDirectories(Objects.requireNonNull(copy.getParent()));
            var text = Files.readString(original);
            Files.writeString(copy, Mutant.apply(change, text));
            constant |= Mutant.changesText(change, text);
            files.add(copy);
            relatives.add(relative);
        }
        if (constant) {
            SourceRules.javaFiles(roots).stream()
                    .filter(f -> !relatives.contains(roots.relativize(f)))
                    .filter(f -> !f.endsWith("package-info.java"))
                    .forEach(files::add);
        }
        var classes = folder.resolve("classes");
        var errors = SourceCompiler.compile(files, classes, classPath);
        if (!errors.isEmpty()) {
            throw new Mutant.Unusable("does not compile: " + errors.getFirst());
        }
        return classes;
    }

    /// A path is written as git shows it, from the repository's root, or from the module's folder.
    private Path locate(String path, Path sources) throws Mutant.Unusable {
        var folder = module.toAbsolutePath();
        for (Path from : List.of(RunCommand.repository(folder), folder)) {
            var file = from.resolve(path).normalize();
            if (Files.isRegularFile(file) && file.startsWith(sources.toAbsolutePath())) {
                return sources.resolve(sources.toAbsolutePath().relativize(file).toString());
            }
        }
        throw new Mutant.Unusable("changes " + path + ", which is not among the main sources");
    }

    private Run test(Collection<String> tests, Path folder, String path, Duration limit)
            throws IOException, InterruptedException {
        var results = folder.resolve("results");
        var log = folder.resolve("log");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(JVM);
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("pairplane."))
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(List.of("-cp", path, MutantChild.class.getName(), results.toString()));
        command.addAll(tests);
        var child =
                new ProcessBuilder(command)
                        .directory(module.toAbsolutePath().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            child.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            child.destroyForcibly().waitFor();
        }
        if (!Files.exists(results)) {
            return new Run(Optional.empty(), log);
        }
        var byTest = new HashMap<String, String>();
        for (String line : Files.readAllLines(results)) {
            var columns = line.split("\t", 2);
            byTest.put(columns[1], columns[0]);
        }
        return new Run(Optional.of(byTest), log);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
