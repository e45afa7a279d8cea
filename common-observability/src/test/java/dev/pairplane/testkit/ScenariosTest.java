package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenariosTest {

    @TempDir Path root;

    private void file(String name, String text) throws IOException {
        var file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void run(List<DynamicTest> tests) throws Throwable {
        for (DynamicTest test : tests) {
            test.getExecutable().execute();
        }
    }

    @Test
    void makesATestOfEachFolder() throws Throwable {
        file("b/in-word.txt", "bee");
        file("b/out-word.txt", "BEE");
        file("a/in-word.txt", "ay");
        file("a/out-word.txt", "AY");
        var seen = new ArrayList<String>();

        var tests =
                Scenarios.tests(
                        root,
                        s -> {
                            seen.add(s.name());
                            assertThat(s.has("word.txt")).isTrue();
                            assertThat(s.has("other.txt")).isFalse();
                            s.out(
                                    "word.txt",
                                    s.in("word.txt")
                                            .replace('b', 'B')
                                            .replace('e', 'E')
                                            .replace('a', 'A')
                                            .replace('y', 'Y'));
                        });
        run(tests);

        assertThat(tests).extracting(DynamicTest::getDisplayName).containsExactly("a", "b");
        assertThat(seen).containsExactly("a", "b");
    }

    @Test
    void failsOnAnotherOutput() throws IOException {
        file("a/in-x", "1");
        file("a/out-x", "1");

        assertThatThrownBy(() -> run(Scenarios.tests(root, s -> s.out("x", s.in("x") + "2"))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("out-x differs");
    }

    @Test
    void failsOnAFileThatNobodyLooksAt() throws IOException {
        file("a/in-x", "1");
        file("a/out-x", "1");
        file("a/out-y", "1");

        assertThatThrownBy(() -> run(Scenarios.tests(root, s -> s.out("x", s.in("x")))))
                .hasMessageContaining("did not look at [out-y]");
    }

    @Test
    void failsOnACaseThatComparesNothing() throws IOException {
        file("a/in-x", "1");

        assertThatThrownBy(() -> run(Scenarios.tests(root, s -> s.in("x"))))
                .hasMessageContaining("produced nothing to compare");
    }

    @Test
    void failsOnAnInputThatIsNotThere() throws IOException {
        file("a/in-x", "1");

        assertThatThrownBy(() -> run(Scenarios.tests(root, s -> s.out("x", s.in("missing")))))
                .hasMessageContaining("in-missing");
    }

    @Test
    void refusesARootWithoutCases() {
        assertThatThrownBy(() -> Scenarios.tests(root, _ -> {})).hasMessageContaining("no case");
    }
}
