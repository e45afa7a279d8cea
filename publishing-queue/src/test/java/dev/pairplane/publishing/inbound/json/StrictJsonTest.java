package dev.pairplane.publishing.inbound.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    private final Faults faults = new Faults(100);

    private Optional<Json> read(String text) {
        return StrictJson.read(text.getBytes(StandardCharsets.UTF_8), faults);
    }

    private List<String> paths() {
        return faults.list().stream().map(Fault::path).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{} {}",
                "{}x",
                "NaN",
                "[NaN]",
                "-Infinity",
                "01",
                "+1",
                ".5",
                "1.",
                "'a'",
                "{a:1}",
                "// x\n1",
                "tru",
                "\"\t\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\u00a0",
                "\ufeff{}",
                "[1 2]",
                "}"
            })
    void whatIsNoJsonIsRefusedAsAWhole(String text) {
        assertThat(read(text)).isEmpty();
        assertThat(faults.list()).hasSize(1);
    }

    @Test
    void brokenSyntaxIsPlacedByPathAndPosition() {
        read("{\"alert\":{\"labels\":{\"x\":NaN}}}");

        assertThat(faults.list())
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.path()).isEqualTo("alert.labels.x");
                    assertThat(fault.issue()).contains("line 1, column 2");
                });
    }

    @Test
    void everythingThatIsNotSyntaxIsNamedAtOnce() {
        read(
                """
                {"a":"\\u0000","b":["\\ud800",1e999,1e-999],"a":1,"c d":{"\\udc00":1},
                 "n":12345678901234567890123456789012345678901}\
                """);

        assertThat(paths())
                .containsExactly("a", "b[0]", "b[1]", "b[2]", "a", "[\"c d\"][\"\\udc00\"]", "n");
    }

    @Test
    void thirtyTwoLevelsAreEnough() {
        assertThat(read("[".repeat(32) + "]".repeat(32))).isPresent();
        assertThat(faults.none()).isTrue();

        assertThat(read("{\"a\":" + "[".repeat(32) + "]".repeat(32) + ",\"b\":1}")).isPresent();
        assertThat(faults.list())
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.path()).startsWith("a[0][0]");
                    assertThat(fault.issue()).contains("32");
                });
    }

    @Test
    void aMillionLevelsAreRefusedWithoutReadingThem() {
        assertThat(read("[".repeat(1_000_000))).isEmpty();
        assertThat(faults.list())
                .hasSize(2)
                .last()
                .extracting(Fault::issue)
                .asString()
                .contains("32");
    }

    @ParameterizedTest
    @CsvSource({
        "1.7976931348623157e308, true",
        "1.8e308, false",
        "4.9e-324, true",
        "1e-400, false",
        "0e-400, true",
        "-0.000, true",
        "1e99999999999999999999, false",
        "1234567890123456789012345678901234567890, true",
        "12345678901234567890123456789012345678901, false",
        "0.123456789012345678901234567890123456789, true",
        "0.1234567890123456789012345678901234567890, false"
    })
    void numbersFitADoubleAndFortyDigits(String number, boolean good) {
        Optional<Json> read = read("[" + number + "]");

        assertThat(faults.none()).isEqualTo(good);
        if (good) {
            assertThat(read.orElseThrow().text()).isEqualTo("[" + number + "]");
        } else {
            assertThat(paths()).containsExactly("[0]");
        }
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        for (byte[] bytes :
                List.of(
                        new byte[] {'"', (byte) 0xff, '"'},
                        new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
                        "{}".getBytes(StandardCharsets.UTF_16BE))) {
            Faults own = new Faults(10);
            assertThat(StrictJson.read(bytes, own)).isEmpty();
            assertThat(own.none()).isFalse();
        }
    }

    @Test
    void wholeSurrogatePairsAreFine() {
        assertThat(read("\"\\ud83d\\ude00\"")).contains(new Json.Text("😀"));
        assertThat(faults.none()).isTrue();
    }

    @Test
    void faultsBeyondTheLimitAreCounted() {
        Faults few = new Faults(2);
        StrictJson.read("[1e999,1e999,1e999,1e999]".getBytes(StandardCharsets.UTF_8), few);

        assertThat(few.list()).hasSize(3);
        assertThat(few.list().getLast().issue()).isEqualTo("has 2 more faults");
    }

    @Test
    void pathsQuoteWhatIsNotPlainAndCutWhatIsLong() {
        assertThat(Paths.member(Fault.WHOLE, "alert")).isEqualTo("alert");
        assertThat(Paths.member("alert", "")).isEqualTo("alert[\"\"]");
        assertThat(Paths.member("a", "b.c\"")).isEqualTo("a[\"b.c\\\"\"]");
        assertThat(Paths.member("a", "\n\u202e")).isEqualTo("a[\"\\u000a\\u202e\"]");
        assertThat(Paths.member("a", "x".repeat(65))).isEqualTo("a[\"" + "x".repeat(64) + "\"…]");
    }
}
