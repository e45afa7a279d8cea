package dev.pairplane.helm;

import dev.pairplane.testkit.PromTool;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The tests of the rules, run by promtool; where that is missing, they are skipped.
class RuleTestsIT {

    static List<String> services() {
        return Chart.SERVICES;
    }

    @ParameterizedTest
    @MethodSource("services")
    void theTestsPass(String service) throws IOException {
        PromTool.foundOrSkipped().succeeds("test", "rules", RuleTestsTest.file(service).toString());
    }
}
