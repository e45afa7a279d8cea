package dev.pairplane.difftracker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartOptionsTest {

    @Test
    void standForTheKeysOfTheConfiguration() {
        StartOptions options =
                StartOptions.of(
                        "--kubeconfig",
                        "/tmp/k",
                        "--class=example.com/x",
                        "--confirm-removals",
                        "12");

        assertThat(options.problem()).isEmpty();
        assertThat(options.properties())
                .isEqualTo(
                        Map.of(
                                "kubeconfig", "/tmp/k",
                                "difftracker.load_balancer_class", "example.com/x",
                                "difftracker.confirm_removals", "12"));
    }

    @Test
    void mayBeLeftOut() {
        assertThat(StartOptions.of()).isEqualTo(new StartOptions(Map.of(), ""));
    }

    @ParameterizedTest
    @CsvSource({
        "--colour red, unknown argument --colour",
        "file, unknown argument file",
        "--class, --class needs a value",
        "--class=, --class needs a value that is not empty",
        "--class a --class b, --class is given twice"
    })
    void saysWhatIsWrong(String line, String problem) {
        assertThat(StartOptions.of(line.split(" ", -1)).problem()).isEqualTo(problem);
    }
}
