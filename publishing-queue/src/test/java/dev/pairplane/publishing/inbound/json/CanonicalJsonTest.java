package dev.pairplane.publishing.inbound.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.testkit.Seeds;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Random documents, written and read. Other writings of a document (members in another order,
/// blanks, escapes) are made by code of this test, and another parser agrees about the values.
class CanonicalJsonTest {
    private static final List<String> NUMBERS =
            List.of("0", "-0", "1.0", "1.50", "1E+2", "12345678901234567890.5", "-7", "1e-7");

    private static Json read(String text) {
        Faults faults = new Faults(10);
        Json value = StrictJson.read(text.getBytes(StandardCharsets.UTF_8), faults).orElseThrow();
        assertThat(faults.list()).isEmpty();
        return value;
    }

    @Test
    void theCanonicalTextIsTheSameHoweverADocumentIsWritten() throws Exception {
        Seeds.forAbout(
                Duration.ofSeconds(2),
                seeds -> {
                    RandomGenerator random = seeds.random("documents");
                    Json value = value(random, 0);
                    String canonical = value.canonical();

                    assertThat(read(canonical).canonical()).isEqualTo(canonical);
                    assertThat(read(value.text())).isEqualTo(value);
                    assertThat(read(disguised(value, random)).canonical()).isEqualTo(canonical);
                    assertThat(new JsonArray("[" + canonical + "]"))
                            .isEqualTo(new JsonArray("[" + value.text() + "]"));
                });
    }

    @Test
    void differentDocumentsHaveDifferentTexts() throws Exception {
        Seeds.forAbout(
                Duration.ofSeconds(1),
                seeds -> {
                    Json one = value(seeds.random("one"), 0);
                    Json other = value(seeds.random("other"), 0);

                    assertThat(one.canonical().equals(other.canonical()))
                            .isEqualTo(sorted(one).equals(sorted(other)));
                });
    }

    @Test
    void namesAreSortedAndNumbersKept() {
        assertThat(
                        read("{ \"b\" : 1.0, \"a\" : [ 1E+2, \"\\u00e9\\/\\u0007\" ], \"\" : {} }")
                                .canonical())
                .isEqualTo("{\"\":{},\"a\":[1E+2,\"é/\\u0007\"],\"b\":1.0}");
    }

    private static Json value(RandomGenerator random, int depth) {
        return switch (random.nextInt(depth > 4 ? 5 : 8)) {
            case 0 -> new Json.Null();
            case 1 -> Json.of(random.nextBoolean());
            case 2 -> new Json.Numeral(NUMBERS.get(random.nextInt(NUMBERS.size())));
            case 3, 4 -> Json.of(string(random));
            case 5 -> {
                List<Json> items = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(value(random, depth + 1));
                }
                yield new Json.Items(items);
            }
            default -> {
                Json.Builder object = Json.object();
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.put(string(random), value(random, depth + 1));
                }
                yield object.build();
            }
        };
    }

    private static String string(RandomGenerator random) {
        int[] alphabet = {
            'a', 'b', '"', '\\', '/', '\n', 1, 0x1f, 0x7f, 0xe9, 0x2028, 0xffff, 0x1f600
        };
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }

    /// Another writing of the same value.
    private static String disguised(Json value, RandomGenerator random) {
        String blank = random.nextBoolean() ? " \n\t" : "";
        return switch (value) {
            case Json.Members(Map<String, Json> members) -> {
                List<String> names = new ArrayList<>(members.keySet());
                Collections.shuffle(names, new Random(random.nextLong()));
                List<String> written = new ArrayList<>();
                for (String name : names) {
                    Json member = members.getOrDefault(name, new Json.Null());
                    written.add(escaped(name, random) + blank + ":" + disguised(member, random));
                }
                yield blank + "{" + String.join(blank + ",", written) + blank + "}";
            }
            case Json.Items(List<Json> items) ->
                    "["
                            + String.join(
                                    "," + blank,
                                    items.stream().map(item -> disguised(item, random)).toList())
                            + blank
                            + "]";
            case Json.Text(String text) -> escaped(text, random);
            case Json.Numeral _, Json.Bool _, Json.Null _ -> blank + value.text() + blank;
        };
    }

    private static String escaped(String text, RandomGenerator random) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean needed = c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c);
            out.append(
                    needed || random.nextBoolean()
                            ? "\\u%04X".formatted((int) c)
                            : String.valueOf(c));
        }
        return out.append('"').toString();
    }

    private static Json sorted(Json value) {
        return switch (value) {
            case Json.Members(Map<String, Json> members) -> {
                Map<String, Json> all = new LinkedHashMap<>();
                members.keySet().stream()
                        .sorted()
                        .forEach(n -> all.put(n, sorted(members.getOrDefault(n, new Json.Null()))));
                yield new Json.Members(all);
            }
            case Json.Items(List<Json> items) ->
                    new Json.Items(items.stream().map(CanonicalJsonTest::sorted).toList());
            case Json.Text _, Json.Numeral _, Json.Bool _, Json.Null _ -> value;
        };
    }
}
