package dev.pairplane.publishing.outbound.webhook.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Publishing invariant 93: cut strings are valid UTF-8.
class CutTextTest {

    private static final int[] SAMPLES = {'a', 'ö', '\n', 0x20AC, 0x1F525, 0x10FFFF, 0xFFFD, 0x301};

    @Test
    void aCutTextIsValidAndBeginsAsTheWholeOne() throws Exception {
        Seeds.once(seeds -> {
            RandomGenerator random = seeds.random("texts");
            for (int run = 0; run < 5_000; run++) {
                String text = text(random);
                int most = random.nextInt(1, 30);

                String cut = CutText.to(most, text);

                // Encoding reports a half character, which getBytes would hide.
                ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(cut));
                assertThat(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString())
                        .isEqualTo(cut);
                int length = text.codePointCount(0, text.length());
                assertThat(cut.codePointCount(0, cut.length())).isEqualTo(Math.min(most, length));
                if (length > most) {
                    assertThat(cut).endsWith("…");
                    assertThat(text).startsWith(cut.substring(0, cut.length() - 1));
                } else {
                    assertThat(cut).isEqualTo(text);
                }
            }
        });
    }

    private static String text(RandomGenerator random) {
        var text = new StringBuilder();
        for (int length = random.nextInt(40); length > 0; length--) {
            text.appendCodePoint(SAMPLES[random.nextInt(SAMPLES.length)]);
        }
        return text.toString();
    }
}
