package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutantsRunnerTest {

    private static final String MAIN =
            """
            package fx;

            public final class Limit {
                public static final int MOST = 10;

                public static boolean fits(int value) {
                    return value <= MOST;
                }

                public static int countDown(int from) {
                    int left = from;
                    while (left > 0) {
                        left--;
                    }
                    return left;
                }
            }
            """;

    private static final String USER =
            "package fx; public final class User { public static int most() { return Limit.MOST; }"
                    + " }";

    private static final String TEST =
            """
            package fx;

            import org.junit.jupiter.api.*;

            class LimitTest {
                @Test void takesTheLimit(TestInfo info) { Assertions.assertTrue(Limit.fits(10)); }
                @Test void countsToZero() { Assertions.assertEquals(0, Limit.countDown(3)); }
                @Test void keepsTheConstant() { Assertions.assertEquals(10, User.most()); }
                @Test void isBroken() { Assertions.fail("always"); }
            }
            """;

    @TempDir Path module;
    private String classPath = "";
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void build() throws IOException {
        var base = SourceCompiler.classPath();
        var main = List.of(write("src/main/java/fx/Limit.java", MAIN), user());
        var classes = module.resolve("target/classes");
        assertThat(SourceCompiler.compile(main, classes, base)).isEmpty();
        var test = List.of(write("src/test/java/fx/LimitTest.java", TEST));
        var testClasses = module.resolve("target/test-classes");
        classPath =
                String.join(File.pathSeparator, testClasses.toString(), classes.toString(), base);
        assertThat(SourceCompiler.compile(test, testClasses, classPath)).isEmpty();
    }

    private Path user() throws IOException {
        return write("src/main/java/fx/User.java", USER);
    }

    private Path write(String name, String text) throws IOException {
        var file = module.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void mutant(String name, String header, String from, String to) throws IOException {
        write(
                "src/test/mutants/" + name + ".patch",
                """
                # %s
                --- a/src/main/java/fx/Limit.java
                +++ b/src/main/java/fx/Limit.java
                @@ -1,1 +1,1 @@
                -%s
                +%s
                """
                        .formatted(header, from, to));
    }

    private boolean run(int timeoutSeconds) throws Exception {
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return new MutantsRunner(module, classPath, Duration.ofSeconds(timeoutSeconds), out)
                .run(List.of(), 1);
    }

    private List<String> table() {
        return printed.toString(StandardCharsets.UTF_8)
                .lines()
                .map(l -> l.replaceAll(" +", " "))
                .toList();
    }

    @Test
    void showsWhichTestKillsWhichBugAndLeavesTheSourcesAlone() throws Exception {
        mutant(
                "off-by-one",
                "killed-by: fx.LimitTest#countsToZero, fx.LimitTest#takesTheLimit",
                "        return value <= MOST;",
                "        return value < MOST;");
        mutant(
                "constant",
                "killed-by: fx.LimitTest#keepsTheConstant",
                "    public static final int MOST = 10;",
                "    public static final int MOST = 11;");

        assertThat(run(60)).isTrue();

        assertThat(table())
                .contains(
                        "off-by-one KILLED fx.LimitTest#takesTheLimit",
                        "constant KILLED fx.LimitTest#keepsTheConstant",
                        "2 of 2 killed");
        assertThat(module.resolve("src/main/java/fx/Limit.java")).hasContent(MAIN);
    }

    @Test
    void failsWhenABugSurvivesOrCannotBePlanted() throws Exception {
        var line = "        return value <= MOST;";
        mutant("survivor", "killed-by: fx.LimitTest#countsToZero", line, "return value < MOST;");
        mutant("stale", "killed-by: fx.LimitTest#countsToZero", "int gone = 1;", "int gone = 2;");
        mutant("no-java", "killed-by: fx.LimitTest#countsToZero", line, "return maybe;");
        mutant("no-test", "killed-by: fx.LimitTest#missing", line, "return value < MOST;");
        mutant("red-before", "killed-by: fx.LimitTest#isBroken", line, "return value < MOST;");
        mutant("no-header", "nothing", line, "return value < MOST;");

        assertThat(run(60)).isFalse();

        assertThat(String.join("\n", table()))
                .contains("survivor SURVIVED fx.LimitTest#countsToZero")
                .contains("no-java FAULTY does not compile")
                .contains("stale FAULTY does not apply to src/main/java/fx/Limit.java near line 1")
                .contains("no-test FAULTY without the bug these do not run and pass")
                .contains("red-before FAULTY without the bug these do not run and pass")
                .contains("no-header.patch FAULTY has no line '# killed-by:")
                .contains("0 of 6 killed");
    }

    @Test
    void aHangKillsOnlyWhereTheHeaderSaysSo() throws Exception {
        var line = "            left--;";
        mutant(
                "meant",
                "killed-by: timeout fx.LimitTest#countsToZero",
                line,
                "            from++;");
        mutant("not-meant", "killed-by: fx.LimitTest#countsToZero", line, "            from++;");

        // Long enough for a test that ends, on a machine that has much else to do.
        assertThat(run(10)).isFalse();

        assertThat(String.join("\n", table()))
                .contains("meant KILLED timeout [fx.LimitTest#countsToZero]")
                .contains("not-meant FAULTY hangs")
                .contains("1 of 2 killed");
    }

    @Test
    void tooFewMutantsFail() throws Exception {
        assertThat(run(60)).isFalse();
        assertThat(table()).contains("0 mutants are too few; at least 1 are asked for");
    }
}
