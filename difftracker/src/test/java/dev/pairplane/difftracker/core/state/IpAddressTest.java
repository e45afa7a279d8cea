package dev.pairplane.difftracker.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.testkit.Seeds;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    /// Difftracker invariant 7. The IPv6 lines walk through RFC 5952, section 4.
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "2001:DB8::0010, 2001:db8::10",
        "2001:db8::10, 2001:db8::10",
        "FD00:0:0:0:0:0:0:1, fd00::1",
        "2001:0db8::0001, 2001:db8::1",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "0:0:0:0:0:0:0:0, ::",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "1:0:0:0:0:0:0:0, 1::",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "0:0:3:4:5:6:0:0, ::3:4:5:6:0:0",
        "abcd:ef01:2345:6789:ABCD:EF01:2345:6789, abcd:ef01:2345:6789:abcd:ef01:2345:6789",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "::1.2.3.4, ::102:304",
    })
    void hasOneTextForEachAddress(String text, String canonical) {
        assertThat(IpAddress.of(text).text()).isEqualTo(canonical);
        assertThat(IpAddress.of(canonical)).isEqualTo(IpAddress.of(text));
        assertThat(IpAddress.of(canonical)).hasSameHashCodeAs(IpAddress.of(text));
        assertThat(IpAddress.of(text)).hasToString(canonical);
    }

    /// Difftracker invariant 8.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "10.0.0.1 ",
                " 10.0.0.1",
                "10.0.0",
                "10.1",
                "1",
                "10.0.0.0.1",
                "10.0.0.256",
                "10.0.0.1000",
                "10.0.0.01",
                "010.0.0.1",
                "0x0a.0.0.1",
                "10.0.0.1/24",
                "10.0.0.1:80",
                "10.0.0.-1",
                "10..0.1",
                "٣.0.0.1",
                "node-1",
                "abcd",
                "localhost",
                "example.com",
                "fe80::1%eth0",
                "fe80::1%1",
                "[::1]",
                "[::1]:80",
                "::1/128",
                "::1 ",
                ":",
                ":::",
                "1:::2",
                "1::2::3",
                ":1::",
                "::1:",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "12345::",
                "::00001",
                "::g",
                "::1.2.3",
                "::1.2.3.256",
                "::01.2.3.4",
                "::ffff:010.0.0.1",
                "1.2.3.4::",
                "::1.2.3.4:5",
                "None",
                "<nil>",
            })
    void takesNothingElseForAnAddress(String junk) {
        assertThat(IpAddress.parse(junk)).isEmpty();
    }

    @Test
    void saysWhatIsNoAddress() {
        assertThatThrownBy(() -> IpAddress.of("node-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node-1");
    }

    /// Difftracker invariant 9.
    @ParameterizedTest
    @ValueSource(strings = {"::ffff:10.0.0.1", "::FFFF:0a00:0001", "0:0:0:0:0:ffff:10.0.0.1"})
    void aMappedAddressIsTheIpv4AddressItMaps(String mapped) {
        assertThat(IpAddress.of(mapped)).isEqualTo(IpAddress.of("10.0.0.1"));
        assertThat(IpAddress.of(mapped).family()).isEqualTo(IpFamily.IPV4);
    }

    @Test
    void knowsItsFamily() {
        assertThat(IpAddress.of("10.0.0.1").family()).isEqualTo(IpFamily.IPV4);
        assertThat(IpAddress.of("::ffff:0:10.0.0.1").family()).isEqualTo(IpFamily.IPV6);
        assertThat(IpFamily.IPV4.text()).isEqualTo("IPv4");
        assertThat(IpFamily.IPV6.text()).isEqualTo("IPv6");
    }

    @Test
    void sortsByFamilyAndThenByText() {
        var sorted =
                List.of("::1", "10.0.0.3", "10.0.0.20", "fd00::1").stream()
                        .map(IpAddress::of)
                        .sorted()
                        .map(IpAddress::text);

        assertThat(sorted).containsExactly("10.0.0.20", "10.0.0.3", "::1", "fd00::1");
    }

    @Test
    void differsFromOtherAddressesAndOtherThings() {
        assertThat(IpAddress.of("10.0.0.1")).isNotEqualTo(IpAddress.of("10.0.0.2"));
        assertThat((Object) IpAddress.of("10.0.0.1")).isNotEqualTo("10.0.0.1");
    }

    /// Whatever sixteen bytes, and however they are written: the text is canonical, is read back as
    /// the same bytes, and no shorter or other spelling makes another address.
    @Test
    void readsBackWhatItWrites() throws Exception {
        Seeds.forAbout(
                Duration.ofMillis(300),
                seeds -> {
                    var random = seeds.random("bytes");
                    byte[] bytes = new byte[16];
                    random.nextBytes(bytes);
                    for (int group = 0; group < 8; group++) {
                        if (random.nextInt(2) == 0) {
                            bytes[2 * group] = 0;
                            bytes[2 * group + 1] = (byte) random.nextInt(2);
                        }
                    }
                    InetAddress expected = InetAddress.getByAddress(bytes);
                    var address = IpAddress.of(expected.getHostAddress());

                    assertThat(InetAddress.ofLiteral(address.text())).isEqualTo(expected);
                    assertThat(IpAddress.of(address.text())).isEqualTo(address);
                    assertThat(address.text())
                            .hasSizeLessThanOrEqualTo(expected.getHostAddress().length())
                            .isLowerCase()
                            .doesNotContain(":::")
                            .doesNotContainPattern("(^|:)0[0-9a-f]");
                });
    }
}
