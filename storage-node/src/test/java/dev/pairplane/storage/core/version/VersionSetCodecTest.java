package dev.pairplane.storage.core.version;

import static dev.pairplane.storage.core.version.Versions.clock;
import static dev.pairplane.storage.core.version.Versions.setOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VersionSetCodecTest {
    private static final Path FORMAT = Path.of("..", "docs", "formats", "version-set.md");

    private static VersionSet example() {
        Version live =
                Version.live(
                        VectorClock.of(
                                List.of(
                                        new VectorClock.Entry("coord-1", 3),
                                        new VectorClock.Entry("coord-2", 300))),
                        "hi".getBytes(StandardCharsets.UTF_8),
                        0,
                        1_800_000_000_000L);
        Version tombstone =
                Version.tombstone(
                        VectorClock.EMPTY.withAtLeast("é", 1),
                        0,
                        1_800_000_000_500L,
                        1_800_000_000_501L);
        return setOf(tombstone, live);
    }

    @Test
    void writesTheBytesThatTheFormatDocumentShows() throws Exception {
        byte[] documented = exampleIn(Files.readString(FORMAT));

        assertThat(hex(VersionSetCodec.encode(example()))).isEqualTo(hex(documented));
        assertThat(VersionSetCodec.decode(ByteBuffer.wrap(documented))).isEqualTo(example());
    }

    /// The bytes before the two spaces of each line of the first `hex` block.
    private static byte[] exampleIn(String document) throws IOException {
        Matcher block = Pattern.compile("```hex\n(.*?)```", Pattern.DOTALL).matcher(document);
        if (!block.find()) {
            throw new IOException(FORMAT + " has no hex block");
        }
        StringBuilder digits = new StringBuilder();
        block.group(1)
                .lines()
                .map(line -> line.split(" {2,}", 2)[0].replace(" ", ""))
                .forEach(digits::append);
        return HexFormat.of().parseHex(digits);
    }

    @Test
    void decodesWhatItEncodedTimesOfReceiptIncluded() throws Exception {
        Seed seed = Seed.of(VersionSetCodecTest.class);
        for (int i = 0; i < 20_000; i++) {
            VersionSet set = random(seed.random(i));

            byte[] bytes = VersionSetCodec.encode(set);
            VersionSet decoded = VersionSetCodec.decode(ByteBuffer.wrap(bytes));

            assertThat(bytes).as("%s", seed).hasSize(set.encodedSize());
            assertThat(decoded).as("%s", seed).isEqualTo(set);
            assertThat(decoded.join()).isEqualTo(set.join());
            assertThat(decoded.encodedSize()).isEqualTo(bytes.length);
            assertThat(decoded.versions().stream().map(Version::receivedAtMs))
                    .containsExactlyElementsOf(
                            set.versions().stream().map(Version::receivedAtMs).toList());
        }
    }

    @Test
    void carriesTheLargestNumbers() throws Exception {
        long most = Long.MAX_VALUE;
        VersionSet set =
                setOf(
                        Version.tombstone(
                                VectorClock.EMPTY.withAtLeast("x".repeat(128), most),
                                most,
                                most,
                                most));

        VersionSet decoded = VersionSetCodec.decode(ByteBuffer.wrap(VersionSetCodec.encode(set)));

        assertThat(decoded).isEqualTo(set);
        assertThat(decoded.versions().getFirst().receivedAtMs()).isEqualTo(most);
    }

    @Test
    void encodesBetweenOtherThingsInABuffer() throws Exception {
        VersionSet set = example();
        ByteBuffer buffer = ByteBuffer.allocateDirect(set.encodedSize() + 20).position(7);

        VersionSetCodec.encode(set, buffer);

        assertThat(buffer.position()).isEqualTo(7 + set.encodedSize());
        ByteBuffer written = buffer.slice(7, set.encodedSize()).asReadOnlyBuffer();
        assertThat(VersionSetCodec.decode(written)).isEqualTo(set);
        assertThat(written.position()).isZero();
    }

    @Test
    void doesNotEncodeTheEmptySet() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VersionSetCodec.encode(VersionSet.EMPTY));
    }

    @Test
    void refusesEverySetThatWasCutShort() {
        Seed seed = Seed.of(VersionSetCodecTest.class);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = VersionSetCodec.encode(random(seed.random(i)));
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThat(decoded(cut)).as("%s, %s of %s", seed, length, hex(bytes)).isEmpty();
            }
        }
    }

    @Test
    void refusesBytesAfterTheSet() {
        byte[] bytes = VersionSetCodec.encode(example());

        assertThatExceptionOfType(MalformedVersionSetException.class)
                .isThrownBy(() ->
                        VersionSetCodec.decode(
                                ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + 1))))
                .withMessageContaining("1 bytes after the last version")
                .withMessageContaining("at byte " + bytes.length);
    }

    /// A flipped bit is refused or makes another set, whose only form these bytes are.
    @Test
    void refusesOrReadsEveryFlippedBitExactly() {
        Seed seed = Seed.of(VersionSetCodecTest.class);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = VersionSetCodec.encode(random(seed.random(i)));
            for (int bit = 0; bit < bytes.length * 8; bit++) {
                byte[] flipped = bytes.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                decoded(flipped)
                        .ifPresent(set ->
                                assertThat(hex(VersionSetCodec.encode(set)))
                                        .as("%s", seed)
                                        .isEqualTo(hex(flipped)));
            }
        }
    }

    @Test
    void refusesOrReadsRandomBytesExactly() {
        Seed seed = Seed.of(VersionSetCodecTest.class);
        for (int i = 0; i < 100_000; i++) {
            RandomGenerator random = seed.random(i);
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] &= (byte) (j < 2 || random.nextInt(4) != 0 ? 0x03 : 0xFF);
            }
            decoded(bytes)
                    .ifPresent(set ->
                            assertThat(VersionSetCodec.encode(set))
                                    .as("%s", seed)
                                    .isEqualTo(bytes));
        }
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "''                                       , the bytes end before the kind",
        "00 01 00 00 00 00 00 01 61               , entry kind 0 is not known",
        "02 01 00 00 00 00 00 01 61               , entry kind 2 is reserved; a newer program",
        "05 01 00 00 00 00 00 01 61               , entry kind 5 is reserved; a newer program",
        "06 01 00 00 00 00 00 01 61               , entry kind 6 is not known",
        "01 00                                    , number of versions is 0",
        "01 81 02                                 , number of versions is 257",
        "01 05 00 00 00 00 00 01 61               , 5 versions announced",
        "01 01 02 00 00 00 00 01 61               , flags 0x02",
        "01 01 00 00 00 00 00 00                  , live version with 0 value bytes",
        "01 01 00 00 00 05 00 01 61               , live version with 1 value bytes",
        "01 01 01 00 00 05 00 01 61               , tombstone with 1 value bytes",
        "01 01 01 00 00 00 00 00                  , tombstone with 0 value bytes and time of d",
        "01 01 00 00 00 00 00 81 80 80 05 61      , number of value bytes is 10485761",
        "01 01 00 00 00 00 00 02 61               , 2 value bytes announced",
        "01 01 00 80 00 00 00 00 01 61            , time of receipt is longer than its number",
        "01 01 00 80 80 80 80 80 80 80 80 80 01 00 00 00 01 61, time of receipt is above 2^63-1",
        "01 01 00 00 00 00 E9 07 00 00            , number of clock entries is 1001",
        "01 01 00 00 00 00 05 01 61 01 01 61      , 5 clock entries announced",
        "01 01 00 00 00 00 01 00 01 01 61         , number of id bytes is 0",
        "01 01 00 00 00 00 01 81 01 01 61         , number of id bytes is 129",
        "01 01 00 00 00 00 01 09 61 01 01 61      , 9 id bytes announced",
        "01 01 00 00 00 00 01 01 00 01 01 61      , NUL",
        "01 01 00 00 00 00 01 01 C3 01 01 61      , not valid UTF-8",
        "01 01 00 00 00 00 01 01 61 00 01 61      , clock entry 0 has the counter 0",
        "01 01 00 00 00 00 02 01 62 01 01 61 01 01 61, clock entry 1 is not above the one before",
        "01 01 00 00 00 00 02 01 61 01 01 61 02 01 61, clock entry 1 is not above the one before",
        "01 02 00 00 00 00 01 01 61 01 01 61 00 00 00 00 01 01 62 01 01 61, version 1 is greater",
        "01 02 00 00 00 00 01 01 62 01 01 61 00 00 00 00 01 01 62 01 01 61, compares as EQUAL with",
        "01 02 00 00 00 00 01 01 62 02 01 61 00 00 00 00 01 01 62 01 01 61, compares as AFTER with",
        "01 02 00 00 01 00 01 01 62 01 01 61 00 00 00 00 01 01 62 02 01 61, compares as BEFORE"
                + " with",
    })
    void namesWhatIsWrong(String bytes, String fault) {
        assertThatExceptionOfType(MalformedVersionSetException.class)
                .isThrownBy(() ->
                        VersionSetCodec.decode(
                                ByteBuffer.wrap(HexFormat.ofDelimiter(" ").parseHex(bytes))))
                .withMessageContaining(fault);
    }

    @Test
    void refusesMoreThanASetMayHave() {
        VersionSet most = VersionSet.EMPTY;
        for (int i = 0; i < 10; i++) {
            VectorClock hundred = VectorClock.EMPTY;
            for (int actor = 0; actor < 100; actor++) {
                hundred = hundred.withAtLeast("actor-" + (i * 100 + actor), 1);
            }
            most = Versions.merged(most, Versions.liveOf(hundred));
        }
        VersionSet thousand = most;
        Version beyond = Version.live(clock("!1"), new byte[] {0}, 0, 0);
        byte[] bytes = VersionSetCodec.encode(thousand);
        byte[] tail = VersionSetCodec.encode(setOf(beyond));
        ByteBuffer both = ByteBuffer.allocate(bytes.length + tail.length - 2);
        both.put(bytes).put(1, (byte) 11).put(tail, 2, tail.length - 2).flip();

        assertThat(decoded(bytes)).contains(thousand);
        assertThatExceptionOfType(MalformedVersionSetException.class)
                .isThrownBy(() -> VersionSetCodec.decode(both))
                .withMessageContaining("1001 actors in the joined clock");
        assertThatExceptionOfType(MalformedVersionSetException.class)
                .isThrownBy(() -> VersionSetCodec.decode(ByteBuffer.allocate(33_554_433)))
                .withMessageContaining("at most 33554432");
    }

    private static Optional<VersionSet> decoded(byte[] bytes) {
        try {
            return Optional.of(VersionSetCodec.decode(ByteBuffer.wrap(bytes)));
        } catch (MalformedVersionSetException malformed) {
            assertThat(malformed).hasMessageContaining("of the version set: ");
            return Optional.empty();
        }
    }

    private static VersionSet random(RandomGenerator random) {
        VersionSet set = VersionSet.EMPTY;
        for (int i = random.nextInt(5); i >= 0; i--) {
            long received = random.nextLong() >>> (1 + random.nextInt(63));
            set =
                    Versions.merged(
                            set, Versions.received(Versions.random(random), Math.max(1, received)));
        }
        return set;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
}
