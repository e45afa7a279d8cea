package dev.pairplane.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    private static final String ALL =
            "--data-dir /d --install-dir /i --port 54329 --database publishing --user owner"
                    + " --password-file /p";

    @Test
    void readsThemAll() {
        assertThat(parse(ALL + " --parent-pipe"))
                .isEqualTo(
                        new Options(
                                Path.of("/d"),
                                Path.of("/i"),
                                54_329,
                                "publishing",
                                "owner",
                                Path.of("/p"),
                                true));
        assertThat(parse(ALL).parentPipe()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port 0       | --port is from 1 to 65535, not 0",
                "--port x       | --port needs a number, not 'x'",
                "--database A-b | --database is up to 63 of a-z, 0-9 and _, with a letter first,"
                        + " not 'A-b'",
                "--user 1       | --user is up to 63",
                "--colour red   | unknown option '--colour'",
                "--data-dir     | --data-dir needs a value"
            })
    void saysWhatIsWrong(String more, String message) {
        assertThatThrownBy(() -> parse(ALL + " " + more))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> parse("--data-dir /d"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--install-dir is missing");
    }

    private static Options parse(String line) {
        return Options.parse(List.of(line.strip().split(" ", -1)));
    }
}
