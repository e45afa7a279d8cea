package dev.pairplane.storage.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @Test
    void withoutArgumentsAllIsMeasuredFiveTimesAndNothingWritten() {
        Settings settings = Settings.of();

        assertThat(settings.sizes().scale()).isEqualTo(1);
        assertThat(settings.runs()).isEqualTo(5);
        assertThat(settings.groups()).containsExactly(Settings.Group.values());
        assertThat(settings.sides()).containsExactly(Side.values());
        assertThat(settings.write()).isEmpty();
        assertThat(settings.profile()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0.01, 1", "0.19, 1", "0.2, 3", "0.99, 3", "1, 5", "10, 5"})
    void aSmallerScaleRepeatsLess(String scale, int runs) {
        assertThat(Settings.of("--scale", scale).runs()).isEqualTo(runs);
    }

    @Test
    void partsCanBeMeasuredAlone() {
        Settings settings =
                Settings.of(
                        "--only", "read,fill", "--side", "ours", "--runs", "2", "--profile", "x");

        assertThat(settings.groups()).containsExactly(Settings.Group.FILL, Settings.Group.READ);
        assertThat(settings.sides()).containsExactly(Side.OURS);
        assertThat(settings.runs()).isEqualTo(2);
        assertThat(settings.profile()).contains(Path.of("x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--sacle 1             | there is no option '--sacle'",
                "--scale               | --scale is followed by nothing",
                "--scale much          | --scale 'much' is no number",
                "--scale NaN           | --scale NaN is not within 0.01 to 10",
                "--scale 0.001         | --scale 0.001 is not within 0.01 to 10",
                "--scale 11            | --scale 11 is not within 0.01 to 10",
                "--runs 1.5            | --runs '1.5' is no whole number",
                "--runs 0              | --runs 0 is not at least 1",
                "--only read,reed      | --only 'reed' is none of fill, synced, read, uncached,"
                        + " recovery",
                "--side mine           | --side 'mine' is none of ours, theirs",
                "--write x --only read | --write would write down a part only",
                "--side ours --write x | --write would write down a part only"
            })
    void refusesWhatIsWrongAndSaysWhatIsRight(String arguments, String message) {
        assertThatThrownBy(() -> Settings.of(arguments.split(" ", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message + "\n" + Settings.USAGE);
    }
}
