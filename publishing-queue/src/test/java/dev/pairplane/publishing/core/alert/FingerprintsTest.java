package dev.pairplane.publishing.core.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Publishing invariant 10.
class FingerprintsTest {

    @Test
    void nothingHasTheBasisOfTheHash() {
        assertThat(Fingerprints.of("", Map.of())).isEqualTo("cbf29ce484222325");
    }

    /// The first is from the tests of Prometheus' own library, in decimals there.
    @Test
    void equalsWhatPrometheusMakesOfTheLabels() {
        assertThat(
                        Long.parseUnsignedLong(
                                Fingerprints.of(
                                        "",
                                        Map.of(
                                                "name", "garland, briggs",
                                                "fear", "love is not enough")),
                                16))
                .isEqualTo(5799056148416392346L);
        assertThat(
                        Fingerprints.of(
                                "HighCPU",
                                Map.of("instance", "db-1", "severity", "critical", "job", "node")))
                .isEqualTo("cc4d6dc690cf9b94");
        assertThat(Fingerprints.of("Ü", Map.of("größe", "5 €"))).isEqualTo("90a5ba5fecb60493");
    }

    @Test
    void theOrderOfTheLabelsIsNothing() {
        Map<String, String> forth = new LinkedHashMap<>();
        Map<String, String> back = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            forth.put("label" + i, "value" + i);
            back.put("label" + (19 - i), "value" + (19 - i));
        }

        assertThat(Fingerprints.of("A", forth))
                .isEqualTo(Fingerprints.of("A", back))
                .isEqualTo(Fingerprints.of("A", new TreeMap<>(forth)));
    }

    /// As UTF-16 the surrogates of the first would come before the second.
    @Test
    void namesSortByTheirBytes() {
        assertThat(Fingerprints.of("", Map.of("\uD83D\uDD25", "x", "\uFFEE", "y")))
                .isEqualTo("8954798833311f52");
    }

    @Test
    void labelsDoNotRunIntoEachOther() {
        assertThat(Fingerprints.of("", Map.of("a", "bc"))).isEqualTo("a0a3542c19b900ab");
        assertThat(Fingerprints.of("", Map.of("ab", "c"))).isEqualTo("20ba9b3025a8b421");
    }

    @Test
    void theNameStandsInForTheLabelThatIsNotThere() {
        String named = Fingerprints.of("HighCPU", Map.of());

        assertThat(named).isEqualTo("b5160f6bd9249a48");
        assertThat(Fingerprints.of("", Map.of("alertname", "HighCPU"))).isEqualTo(named);
        assertThat(Fingerprints.of("HighCPU", Map.of("alertname", ""))).isEqualTo(named);
        assertThat(Fingerprints.of("Other", Map.of("alertname", "HighCPU"))).isEqualTo(named);
    }

    @Test
    void anEmptyValueCountsAsNoLabel() {
        assertThat(Fingerprints.of("A", Map.of("zone", "", "job", "node")))
                .isEqualTo(Fingerprints.of("A", Map.of("job", "node")));
    }
}
