package dev.pairplane.publishing.outbound.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pairplane.publishing.core.alert.Alert;
import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.Classification;
import dev.pairplane.publishing.core.alert.EnrichedAlert;
import dev.pairplane.publishing.core.alert.Severity;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.journal.Change;
import dev.pairplane.publishing.core.journal.Submission;
import dev.pairplane.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JournalTextsTest {

    private static final String[] PIECES = {
        "a", "\"", "\\", "\n", "\u0001", "\u0000", "é", "\uD83D\uDE00", "\u2028", "{", "}", " "
    };
    private static final List<String> METADATA =
            List.of(
                    "{}",
                    "{\"a\":1.10,\"b\":[1e3,-0.0,{\"c\":null}],\"d\":\"} \\\" \\u0000\"}",
                    "{\"n\":0.1234567890123456789012345678901234567890}");

    private static String text(RandomGenerator random, int least) {
        var text = new StringBuilder();
        for (int i = random.nextInt(6) + least; i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private static SortedMap<String, String> map(RandomGenerator random) {
        var map = new TreeMap<String, String>();
        for (int i = random.nextInt(4); i > 0; i--) {
            map.put(text(random, 0), text(random, 0));
        }
        return map;
    }

    private static Instant time(RandomGenerator random) {
        return Instant.ofEpochSecond(
                random.nextLong(4_000_000_000L), random.nextInt(1_000_000_000));
    }

    private static <T> Optional<T> maybe(RandomGenerator random, T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }

    private static EnrichedAlert alert(RandomGenerator random) {
        return AlertText.sized(
                new Alert(
                        text(random, 1),
                        text(random, 1),
                        random.nextBoolean() ? AlertStatus.FIRING : AlertStatus.RESOLVED,
                        map(random),
                        map(random),
                        time(random),
                        maybe(random, time(random)),
                        maybe(random, text(random, 0)),
                        time(random)),
                maybe(
                        random,
                        new Classification(
                                Severity.NOISE,
                                random.nextDouble(),
                                text(random, 0),
                                List.of(text(random, 0), text(random, 0)))),
                maybe(random, METADATA.get(random.nextInt(METADATA.size()))));
    }

    @Test
    void anAlertIsReadAsItWasWrittenAndHasOneText() throws Exception {
        Seeds.once(seeds -> {
            var random = seeds.random("alerts");
            for (int i = 0; i < 2_000; i++) {
                var alert = alert(random);

                var text = AlertText.write(alert);

                assertThat(AlertText.read(text)).isEqualTo(alert);
                assertThat(AlertText.write(AlertText.read(text))).isEqualTo(text);
                assertThat(text.indexOf(0)).isNegative();
                assertThat(alert.size()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
            }
        });
    }

    /// Requests may hold such names, or did.
    @Test
    void anAlertIsReadWhateverItsMetadatasNamesAre() {
        var long60k = "{\"" + "k".repeat(60_000) + "\":1}";
        // Blocks that count the same in the reader's table of names, in every combination.
        var colliding =
                IntStream.range(0, 1 << 12)
                        .mapToObj(bits ->
                                IntStream.range(0, 12)
                                        .mapToObj(bit -> (bits >> bit & 1) == 0 ? "ab" : "bA")
                                        .collect(Collectors.joining("", "\"", "\":1")))
                        .collect(Collectors.joining(",", "{", "}"));
        for (var metadata : List.of(long60k, colliding)) {
            var alert =
                    AlertText.sized(
                            new Alert(
                                    "f",
                                    "n",
                                    AlertStatus.FIRING,
                                    new TreeMap<>(),
                                    new TreeMap<>(),
                                    Instant.EPOCH,
                                    Optional.empty(),
                                    Optional.empty(),
                                    Instant.EPOCH),
                            Optional.empty(),
                            Optional.of(metadata));

            assertThat(AlertText.read(AlertText.write(alert))).isEqualTo(alert);
        }
    }

    @Test
    void anAlertsTextIsCanonical() {
        var labels = new TreeMap<String, String>();
        labels.put("b", "2");
        labels.put("a", "1");
        var alert =
                AlertText.sized(
                        new Alert(
                                "f",
                                "n",
                                AlertStatus.FIRING,
                                labels,
                                new TreeMap<>(),
                                Instant.parse("2026-01-01T01:00:00Z"),
                                Optional.empty(),
                                Optional.empty(),
                                Instant.parse("2026-01-01T01:00:01Z")),
                        Optional.of(new Classification(Severity.INFO, 0.5, "r", List.of("do"))),
                        Optional.of("{\"x\":1.10}"));

        assertThat(AlertText.write(alert))
                .isEqualTo(
                        "{\"alert\":{\"alert_name\":\"n\",\"annotations\":{},\"fingerprint\":\"f\","
                                + "\"labels\":{\"a\":\"1\",\"b\":\"2\"},"
                                + "\"starts_at\":\"2026-01-01T01:00:00Z\",\"status\":\"firing\","
                                + "\"timestamp\":\"2026-01-01T01:00:01Z\"},"
                                + "\"classification\":{\"confidence\":0.5,\"reasoning\":\"r\","
                                + "\"recommendations\":[\"do\"],\"severity\":\"info\"},"
                                + "\"enrichment_metadata\":{\"x\":1.10}}");
    }

    @Test
    void whatIsNoAlertIsRefused() {
        for (var text :
                List.of(
                        "",
                        "[]",
                        "{}",
                        "{\"alert\":{}}",
                        "{\"alert\":{\"status\":\"burning\"}}",
                        "{\"alert\":{\"alert_name\":\"n\",\"fingerprint\":\"f\",\"status\":\"firing\","
                            + "\"starts_at\":\"today\",\"timestamp\":\"today\"}}",
                        "{\"classification\":{\"recommendations\":\"all\"}}",
                        "{\"other\":1}")) {
            assertThatIllegalArgumentException().as(text).isThrownBy(() -> AlertText.read(text));
        }
    }

    @Test
    void anAnswerIsReadAsItWasWritten() throws Exception {
        Seeds.once(seeds -> {
            var random = seeds.random("answers");
            for (int i = 0; i < 200; i++) {
                var jobs = new ArrayList<Submission.JobRef>();
                var skipped = new ArrayList<Submission.Skipped>();
                for (int n = random.nextInt(4); n > 0; n--) {
                    jobs.add(
                            new Submission.JobRef(
                                    new UUID(random.nextLong(), random.nextLong()),
                                    text(random, 0)));
                    skipped.add(new Submission.Skipped(text(random, 0), text(random, 0)));
                }
                var accepted =
                        new Submission.Accepted(
                                new UUID(random.nextLong(), random.nextLong()),
                                Tier.MEDIUM,
                                jobs,
                                skipped);

                assertThat(AcceptedText.read(AcceptedText.write(accepted))).isEqualTo(accepted);
            }
        });
    }

    @Test
    void aLogIsReadAsItWasWritten() throws Exception {
        Seeds.once(seeds -> {
            var random = seeds.random("logs");
            var log = new ArrayList<Attempt>();
            for (int i = 0; i < 200; i++) {
                log.add(
                        new Attempt(
                                i,
                                time(random),
                                Duration.ofNanos(random.nextLong(1L << 40)),
                                text(random, 0),
                                random.nextBoolean()
                                        ? OptionalInt.of(random.nextInt(600))
                                        : OptionalInt.empty(),
                                maybe(random, ErrorType.PERMANENT),
                                maybe(random, text(random, 0)),
                                maybe(random, Duration.ofMillis(random.nextInt(9))),
                                random.nextBoolean()));
            }

            assertThat(AttemptsText.read(AttemptsText.write(log))).isEqualTo(log);
        });
    }

    @Test
    void aTargetIsReadAsItWasWritten() {
        var target = new Change.ShownTarget("n", "webhook", "generic", "https://x/\"", 1L << 50);

        assertThat(ShownTargetText.read(ShownTargetText.write(target))).isEqualTo(target);
    }
}
