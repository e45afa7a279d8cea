package dev.pairplane.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    @TempDir private Path folder;

    @BeforeEach
    void writeDockerfile() throws Exception {
        Files.writeString(folder.resolve("Dockerfile"), "");
    }

    @Test
    void readsThemAll() throws Exception {
        Options options =
                parse(
                        "--build-arg SERVICE=a --build-arg BASE=b=c --label x=1 --stage runtime=%s --base-archive %s/Dockerfile"
                                .formatted(folder, folder));

        assertThat(options.arguments()).isEqualTo(Map.of("SERVICE", "a", "BASE", "b=c"));
        assertThat(options.labels()).containsEntry("x", "1");
        assertThat(options.stages()).isEqualTo(Map.of("runtime", folder));
        assertThat(options.base()).contains(folder.resolve("Dockerfile"));
        assertThat(options.created()).isEqualTo(Instant.parse(Built.CREATED));
        assertThat(options.context()).isEqualTo(Path.of("."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--colour red              | unknown option '--colour'",
                "--tag other               | --tag is given twice",
                "--label x=1 --label x=2   | --label x is given twice",
                "--label x                 | --label wants NAME=VALUE, not 'x'",
                "--stage runtime=/nowhere  | --stage: /nowhere is no folder",
                "--base-archive /nowhere   | the base's archive, /nowhere, is not there",
                "elsewhere                 | one folder is wanted, where COPY finds its sources,"
                        + " not 2: [., elsewhere]",
                "--base-archive            | --base-archive needs a value"
            })
    void saysWhatIsWrong(String more, String message) {
        assertThatThrownBy(() -> parse(more))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> Options.parse(List.of("--tag", "x", ".")))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("--file is missing");
    }

    @Test
    void wantsATimeThatIsOne() {
        assertThatThrownBy(() -> Options.parse(words("--label " + Options.CREATED + "=yesterday")))
                .hasMessageContaining("wants a time such as")
                .hasMessageContaining("not 'yesterday'");
    }

    private Options parse(String more) throws Failure {
        return Options.parse(
                words("--label " + Options.CREATED + "=" + Built.CREATED + " . " + more));
    }

    private List<String> words(String more) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "--file",
                                folder.resolve("Dockerfile").toString(),
                                "--target",
                                "image",
                                "--tag",
                                "thing",
                                "--cache",
                                "cache",
                                "--output",
                                "out.tar"));
        words.addAll(List.of(more.strip().split(" +")));
        if (!words.contains(".")) {
            words.add(".");
        }
        return words;
    }
}
