package dev.pairplane.storage.core.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// How keys are made up, told apart and ordered.
class CompositeKeyTest {

    /// Storage invariant 80, at the core: the first colon divides.
    @Test
    void theFirstColonDividesTenantAndKey() {
        CompositeKey key = CompositeKey.of("a", "b:c");

        assertThat(key.tenant()).isEqualTo("a");
        assertThat(key.key()).isEqualTo("b:c");
        assertThat(key.bytes()).isEqualTo("a:b:c".getBytes(UTF_8));
        assertThat(CompositeKey.ofBytes("a:b:c".getBytes(UTF_8))).isEqualTo(key);
        assertThat(CompositeKey.ofBytes("a:b:c".getBytes(UTF_8))).hasSameHashCodeAs(key);
        assertThat(key.toString()).doesNotContain("b:c");
    }

    @Test
    void bytesWithoutAColonAreNoKey() {
        assertThatThrownBy(() -> CompositeKey.ofBytes("abc".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// Storage invariant 36.
    @Test
    void isOrderedByUnsignedBytesWhateverTheLengths() {
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 200_000; i++) {
            CompositeKey left = random(random);
            CompositeKey right = random(random);
            int bytes = Arrays.compareUnsigned(left.bytes(), right.bytes());
            assertThat(Integer.signum(left.compareTo(right))).isEqualTo(Integer.signum(bytes));
            assertThat(left.equals(right)).isEqualTo(bytes == 0);
        }
    }

    /// Of few different bytes, zeros among them, so that prefixes often agree.
    private static CompositeKey random(SplittableRandom random) {
        byte[] bytes = new byte[1 + random.nextInt(12)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) new int[] {0, 1, 0x7F, 0x80, 0xFF}[random.nextInt(5)];
        }
        bytes[random.nextInt(bytes.length)] = ':';
        return CompositeKey.ofBytes(bytes);
    }
}
