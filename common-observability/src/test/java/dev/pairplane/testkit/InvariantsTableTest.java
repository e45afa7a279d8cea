package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Works on tests that are written and compiled here, so their comments cannot be taken for this
/// module's own.
class InvariantsTableTest {

    private static final String SOURCE =
            """
            package fx;

            import org.junit.jupiter.api.*;

            /// Says nothing.
            class LogTest extends Contract {
                /// Guards INVARIANT 1 of the log.
                @Test void keepsOrder() {}
                /// Storage invariants 2, 3 and
                /// 4 to 6.
                @Test void recovers() {}
                @Test void silent() {}
                @Disabled @Test void off() {}
                void helper() {}
                @Nested class Torn {
                    /// Storage invariant 7.
                    @Test void tail() {}
                }
            }

            abstract class Contract {
                /// Storage invariant 8.
                @Test void heldByAll() {}
            }

            class SpeedBenchmark {
                /// Storage invariant 9.
                void write() {}
            }
            """;

    private static final String GOOD =
            """
            # number, class, guard
            1\ttest\tLogTest#keepsOrder
            2\ttest\tLogTest#recovers\tS-30
            3\tsoak\tfx.LogTest#recovers
            4\ttest\tLogTest#recovers
            5\ttest\tLogTest
            6\ttest\tLogTest#recovers LogTest#recovers
            7\ttest\tLogTest.Torn#tail
            8\ttest\tLogTest#heldByAll
            9\tbench\tSpeedBenchmark#write
            10\tlater\tgossip: needs members
            """;

    @TempDir static Path folder;
    private static URLClassLoader loader;

    @BeforeAll
    static void compile() throws IOException {
        var file = folder.resolve("src/fx/LogTest.java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, SOURCE);
        var classes = folder.resolve("classes");
        assertThat(SourceCompiler.compile(List.of(file), classes, SourceCompiler.classPath()))
                .isEmpty();
        loader =
                new URLClassLoader(
                        new URL[] {classes.toUri().toURL()},
                        InvariantsTableTest.class.getClassLoader());
    }

    @AfterAll
    static void close() throws IOException {
        loader.close();
    }

    private static InvariantsTable table(String text) throws IOException {
        var file = folder.resolve("invariants.tsv");
        Files.writeString(file, text);
        return InvariantsTable.of(file)
                .numbers(1, 10)
                .capabilities("gossip")
                .tests(folder.resolve("src"), loader);
    }

    @Test
    void acceptsATableThatIsTrue() throws IOException {
        table(GOOD).check();
    }

    @Test
    void findsGuardsAmongTheTestsOfAnotherModuleAndWantsNothingElseOfThem() throws IOException {
        var mine = folder.resolve("mine");
        Files.createDirectories(mine);
        var text = GOOD.replaceAll("(?m)^[5-9]\t.*\n", "");
        var elsewhere = table(text).tests(mine, loader);

        assertThat(elsewhere.problems())
                .contains(
                        "line 2 (invariant 1): LogTest#keepsOrder does not exist: no such class in"
                                + " the test sources");
        assertThat(elsewhere.alsoIn(folder.resolve("src")).problems())
                .as("its mentions of 7 to 9, which this table lacks, are not looked at")
                .containsExactlyInAnyOrder(
                        "invariant 5 is missing",
                        "invariant 6 is missing",
                        "invariant 7 is missing",
                        "invariant 8 is missing",
                        "invariant 9 is missing");
    }

    @Test
    void findsAMissingAnUnknownAndADoubledNumber() throws IOException {
        var text = GOOD.replace("10\tlater", "11\tlater") + "1\ttest\tLogTest#keepsOrder\n";

        assertThat(table(text).problems())
                .containsExactlyInAnyOrder(
                        "line 11: there is no invariant 11",
                        "invariant 1 is on lines 2 and 12",
                        "invariant 10 is missing");
    }

    @Test
    void findsLinesThatCannotBeRead() throws IOException {
        var text =
                GOOD.replace("10\tlater\tgossip: needs members", "ten\tlater\tgossip: x")
                        .replace("9\tbench", "9\tbrench")
                        .replace("S-30", "because");

        assertThat(table(text).problems())
                .containsExactlyInAnyOrder(
                        "line 3 (invariant 2): a decision is named like S-30, not 'because'",
                        "line 10 (invariant 9): the class is test, soak, bench, rules or later, not"
                                + " 'brench'",
                        "line 11 is not 'number TAB class TAB guard [TAB decision]': ten\tlater"
                                + "\tgossip: x",
                        "invariant 9 is missing",
                        "invariant 10 is missing");
    }

    @Test
    void laterNeedsAKnownCapability() throws IOException {
        assertThat(table(GOOD.replace("gossip: needs members", "not now")).problems())
                .singleElement()
                .asString()
                .contains("line 11 (invariant 10): later needs 'capability: reason'");
        assertThat(table(GOOD.replace("gossip:", "magic:")).problems())
                .containsExactly(
                        "line 11 (invariant 10): waits for 'magic', which is none of [gossip]");
    }

    @Test
    void aGuardMustExistAndBeEnabledAndSayWhatItGuards() throws IOException {
        var text = GOOD.replace("10\tlater\tgossip: needs members", "10\ttest\t%s");

        assertThat(table(text.formatted("GoneTest")).problems())
                .containsExactly(
                        "line 11 (invariant 10): GoneTest does not exist: no such class in the"
                                + " test sources");
        assertThat(table(text.formatted("LogTest#gone")).problems())
                .containsExactly(
                        "line 11 (invariant 10): LogTest#gone does not exist: the class has no"
                                + " such test");
        assertThat(table(text.formatted("LogTest#helper")).problems())
                .singleElement()
                .asString()
                .contains("the class has no such test");
        assertThat(table(text.formatted("LogTest#off")).problems())
                .containsExactly("line 11 (invariant 10): LogTest#off is disabled");
        assertThat(table(text.formatted("LogTest#silent")).problems())
                .containsExactly(
                        "line 11 (invariant 10): LogTest#silent does not say that it guards"
                                + " invariant 10");
        assertThat(table(text.formatted("SpeedBenchmark")).problems())
                .containsExactly("line 11 (invariant 10): SpeedBenchmark has no test in it");
        assertThat(table(text.formatted("")).problems())
                .containsExactly("line 11 (invariant 10): names no test");
    }

    @Test
    void aTestThatSaysItGuardsMustBeNamed() throws IOException {
        var text = GOOD.replace("1\ttest\tLogTest#keepsOrder", "1\tlater\tgossip: not yet");

        assertThat(table(text).problems())
                .containsExactly(
                        "LogTest#keepsOrder says it guards invariant 1, whose line does not name"
                                + " it");
    }

    @Test
    void aRuleMayBeGuardedByAFileThatSaysSo() throws IOException {
        var file = folder.resolve("rules.yaml");
        Files.writeString(file, "# invariant 10\n");
        var text = GOOD.replace("10\tlater\tgossip: needs members", "10\trules\t" + file);

        assertThat(table(text).problems()).isEmpty();

        Files.writeString(file, "# nothing\n");
        assertThat(table(text).problems()).singleElement().asString().contains("does not say");
        Files.delete(file);
        assertThat(table(text).problems()).singleElement().asString().contains("is no file");
    }

    @Test
    void listsAllProblemsInOneMessage() throws IOException {
        assertThatThrownBy(() -> table("").check())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("- invariant 1 is missing\n- invariant 2 is missing")
                .hasMessageContaining("LogTest.Torn#tail says it guards invariant 7");
    }

    @Test
    void refusesToCheckNoNumbers() {
        assertThatThrownBy(() -> InvariantsTable.of(folder).problems())
                .hasMessageContaining("name the numbers");
    }
}
