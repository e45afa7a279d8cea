package dev.pairplane.storage.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataTest {
    @Test
    void keysHaveSixteenBytesAscendAndLeaveRoomForMissingOnes() {
        Data data = new Data(1_000, Sizes.SMALL, 1);

        for (int place = 1; place < data.keys(); place++) {
            assertThat(data.key(place)).hasSize(16);
            assertThat(Arrays.compareUnsigned(data.key(place - 1), data.missing(place - 1)))
                    .isNegative();
            assertThat(Arrays.compareUnsigned(data.missing(place - 1), data.key(place)))
                    .isNegative();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Sizes.SMALL, Sizes.LARGE})
    void valuesAreOfTheirSizeAndHalfOfThemCompressesAway(int valueBytes) {
        Data data = new Data(1_000, valueBytes, 1);
        byte[] all = new byte[valueBytes * 64];
        for (int i = 0; i < 64; i++) {
            Sample sample = data.sample(i);
            assertThat(sample.value()).hasSize(valueBytes);
            assertThat(sample.encoded().length).isBetween(valueBytes + 20, valueBytes + 60);
            System.arraycopy(sample.value(), 0, all, i * valueBytes, valueBytes);
        }

        var deflater = new Deflater(Deflater.BEST_SPEED);
        deflater.setInput(all);
        deflater.finish();
        int compressed = deflater.deflate(new byte[2 * all.length]);
        deflater.end();

        assertThat(compressed).isBetween((int) (0.45 * all.length), (int) (0.75 * all.length));
    }

    @Test
    void theSameSeedGivesTheSameData() {
        Data one = new Data(1_000, Sizes.SMALL, 7);
        Data other = new Data(1_000, Sizes.SMALL, 7);

        assertThat(one.sample(9).encoded()).isEqualTo(other.sample(9).encoded());
        assertThat(one.shuffled(3)).isEqualTo(other.shuffled(3));
        assertThat(one.shuffled(3)).containsExactlyInAnyOrder(IntStream.range(0, 1_000).toArray());
    }
}
