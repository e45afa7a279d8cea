package dev.pairplane.publishing.core.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Publishing invariant 23.
class PrioritiesTest {

    private static EnrichedAlert alert(String severity, AlertStatus status, String classified) {
        Map<String, String> labels =
                severity.equals("absent") ? Map.of("x", "y") : Map.of("severity", severity);
        Optional<Classification> classification =
                classified.equals("none")
                        ? Optional.empty()
                        : Optional.of(
                                new Classification(
                                        Severity.valueOf(classified), 0.9, "said so", List.of()));
        return new EnrichedAlert(
                new Alert(
                        "f",
                        "A",
                        status,
                        new TreeMap<>(labels),
                        new TreeMap<>(),
                        Instant.EPOCH,
                        Optional.empty(),
                        Optional.empty(),
                        Instant.EPOCH),
                classification,
                Optional.empty(),
                1);
    }

    @ParameterizedTest
    @CsvSource({
        "critical, FIRING, none, HIGH",
        "critical, FIRING, INFO, HIGH",
        "critical, FIRING, NOISE, HIGH",
        "critical, FIRING, CRITICAL, HIGH",
        "critical, RESOLVED, none, LOW",
        "critical, RESOLVED, WARNING, LOW",
        "critical, RESOLVED, CRITICAL, HIGH",
        "warning, FIRING, CRITICAL, HIGH",
        "warning, FIRING, none, MEDIUM",
        "warning, FIRING, INFO, MEDIUM",
        "warning, FIRING, NOISE, MEDIUM",
        "warning, RESOLVED, WARNING, LOW",
        "info, FIRING, none, LOW",
        "info, FIRING, WARNING, LOW",
        "info, FIRING, CRITICAL, HIGH",
        "info, RESOLVED, none, LOW",
        "info, RESOLVED, NOISE, LOW",
        "absent, FIRING, none, MEDIUM",
        "absent, RESOLVED, none, LOW",
        "page, FIRING, none, MEDIUM",
        "error, FIRING, none, MEDIUM",
        "none, FIRING, none, MEDIUM",
    })
    void theFirstRuleThatFitsDecides(
            String severity, AlertStatus status, String classified, Tier tier) {
        assertThat(Priorities.of(alert(severity, status, classified))).isEqualTo(tier);
    }

    @ParameterizedTest
    @CsvSource({"Critical, HIGH", "CRITICAL, HIGH", "' critical ', HIGH", "Info, LOW", "INFO, LOW"})
    void labelsAreComparedWithoutCaseAndBlanks(String severity, Tier tier) {
        assertThat(Priorities.of(alert(severity, AlertStatus.FIRING, "none"))).isEqualTo(tier);
    }
}
