package dev.pairplane.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Keeps a service's table of invariants true. The table, `src/test/resources/invariants.tsv`, has
/// a line per invariant: number, class, guard, and, where a decision changed the wording, the
/// decision's name; columns are divided by tabs, `#` starts a comment line.
///
/// | class | guard |
/// |---|---|
/// | `test`, `soak`, `bench` | `FooTest#method` or `FooTest`, several divided by blanks |
/// | `rules` | the same, or a file's path from the repository's root or the module's folder |
/// | `later` | `capability: reason` |
///
/// A guard must exist, be enabled, and say in a comment which invariant it guards (`invariant 17`);
/// and a test that says so must be named in that line. [#check] reports all that is wrong at once.
///
/// ```java
/// @Test
/// void everyInvariantIsGuarded() {
///     InvariantsTable.of().numbers(1, 140).capabilities("gossip", "streaming").check();
/// }
/// ```
public final class InvariantsTable {

    private final Path table;
    private final Set<Integer> expected = new TreeSet<>();
    private List<String> capabilities = List.of();
    private Path sources = Path.of("src/test/java");
    private TestIndex others = new TestIndex(List.of());
    private ClassLoader loader = InvariantsTable.class.getClassLoader();

    private InvariantsTable(Path table) {
        this.table = table;
    }

    /// The module's own table.
    public static InvariantsTable of() {
        return new InvariantsTable(Path.of("src/test/resources/invariants.tsv"));
    }

    static InvariantsTable of(Path table) {
        return new InvariantsTable(table);
    }

    /// The numbers that exist, both ends included; more calls add more.
    public InvariantsTable numbers(int from, int to) {
        for (int n = from; n <= to; n++) {
            expected.add(n);
        }
        return this;
    }

    /// What a `later` line may wait for; not called, any name will do.
    public InvariantsTable capabilities(String... names) {
        capabilities = List.of(names);
        return this;
    }

    /// A guard that is not among the module's own tests may be one of another module's, whose tests
    /// are on the class path.
    ///
    /// @param testSources where their sources are, from the module's folder
    public InvariantsTable alsoIn(Path testSources) {
        others = TestIndex.read(testSources);
        return this;
    }

    /// Looks for the tests somewhere else.
    InvariantsTable tests(Path testSources, ClassLoader testClasses) {
        sources = testSources;
        loader = testClasses;
        return this;
    }

    /// Throws one [AssertionError] with everything that is wrong.
    public void check() {
        var problems = problems();
        if (!problems.isEmpty()) {
            throw new AssertionError(
                    table
                            + ": "
                            + problems.size()
                            + " problems\n- "
                            + String.join("\n- ", problems));
        }
    }

    List<String> problems() {
        if (expected.isEmpty()) {
            throw new IllegalStateException("name the numbers that exist: numbers(1, 140)");
        }
        var problems = new ArrayList<String>();
        List<String> lines;
        try {
            lines = Files.readAllLines(table);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the invariants of this module", e);
        }
        var rows = InvariantRow.parse(lines, capabilities, problems);
        numbers(rows, problems);
        var guards = new InvariantGuards(TestIndex.read(sources), others, loader);
        rows.forEach(row -> guards.check(row, problems));
        guards.checkMentions(rows, problems);
        return problems;
    }

    private void numbers(List<InvariantRow> rows, List<String> problems) {
        Map<Integer, Integer> seen = new HashMap<>();
        for (InvariantRow row : rows) {
            var before = seen.putIfAbsent(row.number(), row.line());
            if (before != null) {
                problems.add(
                        "invariant "
                                + row.number()
                                + " is on lines "
                                + before
                                + " and "
                                + row.line());
            }
            if (!expected.contains(row.number())) {
                problems.add("line " + row.line() + ": there is no invariant " + row.number());
            }
        }
        for (int number : expected) {
            if (!seen.containsKey(number)) {
                problems.add("invariant " + number + " is missing");
            }
        }
    }
}
