package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SeedsTest {

    private final String seedBefore =
            Objects.requireNonNullElse(System.getProperty(Seeds.SEED), "");
    private final String secondsBefore =
            Objects.requireNonNullElse(System.getProperty(Seeds.SECONDS), "");
    private final PrintStream outBefore = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setProperty(Seeds.SEED, "");
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setProperty(Seeds.SEED, seedBefore);
        System.setProperty(Seeds.SECONDS, secondsBefore);
        System.setOut(outBefore);
    }

    @Test
    void theSameSeedAndNameGiveTheSameSequence() {
        assertThat(longs(Seeds.of(7), "keys")).isEqualTo(longs(Seeds.of(7), "keys"));
    }

    @Test
    void streamsAndSeedsAndChildrenDiffer() {
        var all =
                List.of(
                        longs(Seeds.of(7), "keys"),
                        longs(Seeds.of(7), "faults"),
                        longs(Seeds.of(8), "keys"),
                        longs(Seeds.of(7).child("node"), "keys"),
                        longs(Seeds.of(7).child("edon"), "keys"));

        assertThat(all).doesNotHaveDuplicates();
    }

    @Test
    void aSeedMeansTheSameOnEveryMachine() {
        assertThat(Seeds.of(42).random("keys").nextInt(1_000_000)).isEqualTo(611_100);
    }

    @Test
    void printsItsSeedAtTheStart() throws Exception {
        var seen = new ArrayList<Long>();

        Seeds.once(seeds -> seen.add(seeds.value()));

        assertThat(printed()).contains("SeedsTest seed " + seen.getFirst());
    }

    @Test
    void aFailureCarriesTheSeedAndTheCommandThatReplaysIt() {
        assertThatThrownBy(() ->
                        Seeds.once(_ -> {
                            throw new IllegalStateException("broken");
                        }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("broken")
                .hasMessageContaining("mvn -pl common-observability -am test -Dtest=SeedsTest")
                .hasMessageMatching("(?s)seed (\\d+): .*-Dpairplane.seed=\\1");
        assertThat(printed()).contains("failed with seed");
    }

    @Test
    void aGivenSeedIsReplayedOnceHoweverLongTheLoop() throws Exception {
        System.setProperty(Seeds.SEED, "123");
        var seen = new ArrayList<Long>();

        Seeds.forAbout(Duration.ofDays(1), seeds -> seen.add(seeds.value()));
        Seeds.once(seeds -> seen.add(seeds.value()));

        assertThat(seen).containsExactly(123L, 123L);
    }

    @Test
    void aLoopRunsConsecutiveSeedsAndPrintsHowFarItCame() throws Exception {
        System.setProperty(Seeds.SECONDS, "1");
        var seen = new ArrayList<Long>();

        Seeds.simulation(0.05, seeds -> seen.add(seeds.value()));

        var first = seen.getFirst();
        for (int i = 0; i < seen.size(); i++) {
            assertThat(seen.get(i)).isEqualTo(first + i);
        }
        assertThat(seen).hasSizeGreaterThan(1);
        assertThat(printed())
                .contains("ran seeds " + first + " to " + seen.getLast() + " (" + seen.size());
    }

    @Test
    void aLoopRunsAtLeastOnce() throws Exception {
        var seen = new ArrayList<Long>();

        Seeds.forAbout(Duration.ZERO, seeds -> seen.add(seeds.value()));

        assertThat(seen).hasSize(1);
    }

    @Test
    void refusesASeedThatIsNoNumber() {
        System.setProperty(Seeds.SEED, "abc");

        assertThatThrownBy(() -> Seeds.once(_ -> {}))
                .hasMessage("pairplane.seed is a whole number, not 'abc'");
    }

    @Test
    void refusesAShareOfNothing() {
        assertThatThrownBy(() -> Seeds.simulation(0, _ -> {}))
                .hasMessageContaining("a share is above 0 and at most 1, not 0.0");
    }

    private static List<Long> longs(Seeds seeds, String stream) {
        return seeds.random(stream).longs(5).boxed().toList();
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
