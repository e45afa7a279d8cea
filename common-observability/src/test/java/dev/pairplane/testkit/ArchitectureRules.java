package dev.pairplane.testkit;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/// The shape every service has: six packages, who may know whom, and the habits that a program can
/// check. One pack for all services:
///
/// ```java
/// @TestFactory
/// List<DynamicTest> architecture() {
///     return ArchitectureRules.of("dev.pairplane.storage")
///             .coreMayUse("com.github.benmanes.caffeine")
///             .generated("dev.pairplane.storage.proto")
///             .tests();
/// }
/// ```
///
/// Packages are named by prefix: `a.b` means `a.b` and everything below it. A class (or, for the
/// rules about sources, a file) that has to break a rule is listed in
/// `src/test/resources/architecture-exceptions.tsv`, one line each: rule, name, reason. An entry
/// that no finding needs any more is itself a finding. The keys of the rules are in [Rule].
///
/// Not thread-safe; made, configured and used by one test.
public final class ArchitectureRules {

    private static final Path EXCEPTIONS =
            Path.of("src/test/resources/architecture-exceptions.tsv");

    private final String base;
    private final List<String> libraries = new ArrayList<>();
    private final List<String> generated = new ArrayList<>();
    private final Map<String, List<String>> shared = new HashMap<>();
    private List<Path> sources =
            Stream.of("src/main/java", "src/test/java")
                    .map(Path::of)
                    .filter(Files::isDirectory)
                    .toList();
    private Path exceptions = EXCEPTIONS;
    private @Nullable Path classes;

    private ArchitectureRules(String base) {
        this.base = base;
    }

    /// Rules for the service whose classes live below `basePackage`; its parent package is taken as
    /// the home of the other services and of the shared library (`observability`).
    public static ArchitectureRules of(String basePackage) {
        if (basePackage.lastIndexOf('.') < 1) {
            throw new IllegalArgumentException(
                    "a service's package has a parent, as in dev.pairplane.storage; this is "
                            + basePackage);
        }
        return new ArchitectureRules(basePackage);
    }

    /// Names libraries that `core` may use besides the JDK and JSpecify.
    public ArchitectureRules coreMayUse(String... packages) {
        libraries.addAll(List.of(packages));
        return this;
    }

    /// Names packages below the base that a generator writes: no rule looks inside them, and
    /// `inbound`, `outbound` and `app` may use them.
    public ArchitectureRules generated(String... packages) {
        generated.addAll(List.of(packages));
        return this;
    }

    /// Opens packages of the shared library to one layer (`inbound` or `config`); `app`,
    /// `telemetry` and `outbound` may use all of it anyway and `core` never may.
    public ArchitectureRules shared(String layer, String... packages) {
        if (!layer.equals("inbound") && !layer.equals("config")) {
            throw new IllegalArgumentException(
                    "the shared library can be opened to inbound or config, not to " + layer);
        }
        shared.computeIfAbsent(layer, _ -> new ArrayList<>()).addAll(List.of(packages));
        return this;
    }

    /// Replaces the source roots (default `src/main/java` and `src/test/java`).
    public ArchitectureRules sources(Path... roots) {
        sources = List.of(roots);
        return this;
    }

    /// Replaces the file of the exceptions.
    public ArchitectureRules exceptions(Path file) {
        exceptions = file;
        return this;
    }

    /// Reads the classes below this folder instead of the class path.
    ArchitectureRules classes(Path folder) {
        classes = folder;
        return this;
    }

    /// One test per rule, named by the rule's sentence. The classes are read when this is called.
    public List<DynamicTest> tests() {
        var findings = findings();
        return Stream.of(Rule.values())
                .map(rule -> dynamicTest(rule.sentence(), () -> fail(of(rule, findings))))
                .toList();
    }

    /// Throws one [AssertionError] that lists every finding of every rule.
    public void check() {
        fail(findings());
    }

    /// What breaks a rule, exceptions taken out.
    List<Finding> findings() {
        var scope = new Scope(base, libraries, generated, shared);
        var imported = load();
        if (imported.stream().noneMatch(c -> Scope.within(c.getPackageName(), base))) {
            throw new IllegalStateException(
                    "no class below " + base + " on the class path; is the package's name right?");
        }
        var all = new ArrayList<Finding>();
        all.addAll(LayerRules.findings(scope, imported));
        all.addAll(CoreRules.findings(scope, imported));
        all.addAll(HabitRules.findings(scope, imported));
        all.addAll(SourceRules.findings(sources));
        return RuleExceptions.read(exceptions).apply(all);
    }

    /// Reads only the service's own classes. What they use is known by name, which is all the rules
    /// ask for; looking into libraries and the JDK as well takes many times as long.
    private JavaClasses load() {
        return ArchConfiguration.withThreadLocalScope((ArchConfiguration configuration) -> {
            configuration.setResolveMissingDependenciesFromClassPath(false);
            return classes == null
                    ? new ClassFileImporter()
                            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                            .importPackages(base)
                    : new ClassFileImporter().importPath(classes);
        });
    }

    private static List<Finding> of(Rule rule, List<Finding> findings) {
        return findings.stream().filter(f -> f.rule() == rule).toList();
    }

    private static void fail(List<Finding> findings) {
        if (!findings.isEmpty()) {
            throw new AssertionError(
                    findings.stream()
                            .map(Finding::toString)
                            .collect(
                                    Collectors.joining(
                                            System.lineSeparator(),
                                            findings.size()
                                                    + " against the architecture"
                                                    + System.lineSeparator(),
                                            "")));
        }
    }
}
