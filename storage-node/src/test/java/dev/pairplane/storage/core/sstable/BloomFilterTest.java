package dev.pairplane.storage.core.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BloomFilterTest {
    private static final int PROBES = 100_000;

    private static long hash(String kind, int i) {
        return Table.hash((kind + i).getBytes(StandardCharsets.UTF_8));
    }

    /// Storage invariant 38.
    @ParameterizedTest
    @CsvSource({
        "10, 0.01", "100, 0.01", "10000, 0.01", "1000000, 0.01",
        "10000, 0.5", "10000, 0.1", "10000, 0.001", "1000000, 0.0001"
    })
    void missesNoKeyAndIsSeldomWrong(int keys, double rate) throws Exception {
        long[] hashes = new long[keys + 5];
        for (int i = 0; i < keys; i++) {
            hashes[i] = hash("tenant:key-", i);
        }
        BloomFilter filter =
                BloomFilter.of(BloomFilter.build(hashes, keys, BloomFilter.Shape.of(rate)));

        for (int i = 0; i < keys; i++) {
            assertThat(filter.mayContain(hashes[i])).isTrue();
        }
        int wrong = 0;
        for (int i = 0; i < PROBES; i++) {
            wrong += filter.mayContain(hash("tenant:other-", i)) ? 1 : 0;
        }
        assertThat(wrong / (double) PROBES).isLessThanOrEqualTo(1.5 * rate);
    }

    /// A filter takes about what the theory of plain ones says, lines filled up aside.
    @ParameterizedTest
    @CsvSource({"0.01, 9.6, 11", "0.1, 4.8, 5.4", "0.001, 14.4, 18"})
    void takesLittleMoreThanAPlainFilter(double rate, double plain, double most) {
        assertThat(BloomFilter.Shape.of(rate).bitsPerKey()).isBetween(plain - 0.05, most);
    }
}
