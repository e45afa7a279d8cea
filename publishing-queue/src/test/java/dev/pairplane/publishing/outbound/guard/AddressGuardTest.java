package dev.pairplane.publishing.outbound.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Publishing invariant 90: forbidden addresses are refused unless allowed.
class AddressGuardTest {

    private static final List<String> FORBIDDEN =
            List.of(
                    "0.0.0.0",
                    "0.255.255.255",
                    "10.0.0.0",
                    "10.255.255.255",
                    "100.64.0.0",
                    "100.127.255.255",
                    "127.0.0.1",
                    "127.255.255.255",
                    "169.254.0.1",
                    "169.254.169.254",
                    "172.16.0.0",
                    "172.31.255.255",
                    "192.0.0.0",
                    "192.0.0.255",
                    "192.0.2.1",
                    "192.168.0.0",
                    "192.168.255.255",
                    "198.18.0.0",
                    "198.19.255.255",
                    "198.51.100.7",
                    "203.0.113.255",
                    "224.0.0.1",
                    "239.255.255.255",
                    "240.0.0.1",
                    "255.255.255.255",
                    "::",
                    "::1",
                    "::7f00:1",
                    "::a9fe:a9fe",
                    "::ffff:127.0.0.1",
                    "::ffff:10.1.2.3",
                    "::ffff:a9fe:a9fe",
                    "64:ff9b::127.0.0.1",
                    "64:ff9b::a00:1",
                    "64:ff9b::a9fe:a9fe",
                    "2002:7f00:1::",
                    "2002:a9fe:a9fe::1",
                    "2002:c0a8:101:1::",
                    "2001:0:a00:1::",
                    "2001:0:808:808:0:0:8080:fffe",
                    "2001:0:808:808:0:0:5601:5601",
                    "2001:db8::1",
                    "2001:db8:ffff:ffff::",
                    "3fff::1",
                    "3fff:fff::1",
                    "fc00::1",
                    "fdff:ffff::1",
                    "fe80::1",
                    "febf::1",
                    "fec0::1",
                    "feff::1",
                    "ff02::1",
                    "ffff::1");

    private static final List<String> PUBLIC =
            List.of(
                    "1.0.0.0",
                    "8.8.8.8",
                    "9.255.255.255",
                    "11.0.0.0",
                    "100.63.255.255",
                    "100.128.0.0",
                    "126.255.255.255",
                    "128.0.0.1",
                    "169.253.255.255",
                    "169.255.0.0",
                    "172.15.255.255",
                    "172.32.0.0",
                    "192.0.1.0",
                    "192.167.255.255",
                    "192.169.0.0",
                    "198.17.255.255",
                    "198.20.0.0",
                    "223.255.255.255",
                    "::8.8.8.8",
                    "::ffff:8.8.8.8",
                    "64:ff9b::808:808",
                    "2002:808:808::",
                    "2001:0:808:808:0:0:f7f7:f7f7",
                    "2001:4860:4860::8888",
                    "2606:4700::1111",
                    "3ffe::1",
                    "2a00:1450:4001::1");

    @TestFactory
    Stream<DynamicTest> judgesEachAddressBothAsWrittenAndAsResolved() {
        var guard = new AddressGuard(GuardSettings.STRICT);
        return Stream.concat(
                FORBIDDEN.stream().map(a -> dynamicTest(a, () -> judged(guard, a, true))),
                PUBLIC.stream().map(a -> dynamicTest(a, () -> judged(guard, a, false))));
    }

    private static void judged(AddressGuard guard, String text, boolean refused) {
        String host = text.contains(":") ? "[" + text + "]" : text;
        assertThat(guard.refusal(host, 443).isPresent()).as("written").isEqualTo(refused);
        assertThat(guard.refusal("hook.example.com", InetAddress.ofLiteral(text)).isPresent())
                .as("resolved")
                .isEqualTo(refused);
    }

    @TestFactory
    Stream<DynamicTest> refusesSpellingsThatProgramsReadDifferently() {
        // Everything is open: it is the spelling that is refused.
        var guard =
                new AddressGuard(new GuardSettings(true, List.of("0.0.0.0/0", "::/0"), Set.of()));
        return Stream.of(
                        "2130706433",
                        "017700000001",
                        "0177.0.0.1",
                        "0x7f000001",
                        "0x7f.0.0.1",
                        "0X7F.1",
                        "127.1",
                        "127.0.1",
                        "8.8.8.08",
                        "8.8.8.8.",
                        "256.1.1.1",
                        "1.2.3.4.5",
                        "hook.0x1",
                        "hook.7",
                        "localhost.",
                        "[fe80::1%eth0]",
                        "[127.0.0.1]",
                        "[::1",
                        "::1",
                        "１２７.0.0.1",
                        "bücher.example",
                        "a b.example",
                        "a..example",
                        "-a.example",
                        "a%2eexample",
                        "a".repeat(64) + ".example",
                        "a.".repeat(127) + "aa",
                        "")
                .map(host ->
                        dynamicTest(
                                "'" + host + "'",
                                () -> assertThat(guard.refusal(host, 443)).isPresent()));
    }

    @Test
    void takesNamesAsTheyAre() {
        var guard = new AddressGuard(GuardSettings.STRICT);

        assertThat(guard.refusal("hooks.example.com", 443)).isEmpty();
        assertThat(guard.refusal("HOOKS.Example.com", 443)).isEmpty();
        assertThat(guard.refusal("my_service.a-b.xn--bcher-kva.example", 8443)).isEmpty();
    }

    @Test
    void privateNetworksOpenTheNetworksOfOnesOwnAndNothingElse() {
        var guard = new AddressGuard(new GuardSettings(true, List.of(), Set.of()));

        for (String open :
                List.of("127.0.0.1", "10.1.1.1", "172.16.1.1", "192.168.1.1", "100.64.1.1")) {
            assertThat(guard.refusal(open, 80)).as(open).isEmpty();
        }
        assertThat(guard.refusal("[::1]", 80)).isEmpty();
        assertThat(guard.refusal("[fd00::1]", 80)).isEmpty();
        assertThat(guard.refusal("[64:ff9b::a00:1]", 80)).isEmpty();
        for (String closed : List.of("169.254.169.254", "0.0.0.0", "224.0.0.1", "192.0.0.1")) {
            assertThat(guard.refusal(closed, 80)).as(closed).isPresent();
        }
        assertThat(guard.refusal("[fe80::1]", 80)).isPresent();
        assertThat(guard.refusal("[2002:a9fe:a9fe::1]", 80)).isPresent();
    }

    @Test
    void anAllowedNetworkOpensItsAddressesOnly() {
        var guard = guard("10.1.0.0/16", "fd00:1::/32", "192.168.7.7");

        assertThat(guard.refusal("10.1.255.255", 80)).isEmpty();
        assertThat(guard.refusal("10.2.0.0", 80)).isPresent();
        assertThat(guard.refusal("[fd00:1::5]", 80)).isEmpty();
        assertThat(guard.refusal("[fd00:2::5]", 80)).isPresent();
        assertThat(guard.refusal("192.168.7.7", 80)).isEmpty();
        assertThat(guard.refusal("192.168.7.8", 80)).isPresent();
    }

    @Test
    void anAllowedNameMatchesFromALabelOn() {
        var guard = guard("svc.cluster.local", ".corp.example");
        var inside = InetAddress.ofLiteral("10.9.9.9");

        assertThat(guard.refusal("hook.ns.svc.cluster.local", inside)).isEmpty();
        assertThat(guard.refusal("svc.cluster.local", inside)).isEmpty();
        assertThat(guard.refusal("HOOK.corp.example", inside)).isEmpty();
        assertThat(guard.refusal("evilsvc.cluster.local", inside)).isPresent();
        assertThat(guard.refusal("xcorp.example", inside)).isPresent();
        assertThat(guard.refusal("corp.example.evil.com", inside)).isPresent();
    }

    @Test
    void portsMayBeLimited() {
        var guard = new AddressGuard(new GuardSettings(false, List.of(), Set.of(443, 8443)));

        assertThat(guard.refusal("hooks.example.com", 443)).isEmpty();
        assertThat(guard.refusal("hooks.example.com", 22).orElse("")).contains("port 22");
    }

    @Test
    void namesWhatIsNoAllowedHost() {
        for (String wrong :
                List.of(
                        "10.1.0.0/8",
                        "10.0.0.0/33",
                        "a b",
                        "10.0.0.0/x",
                        "fd00::/129",
                        "",
                        "300.1")) {
            assertThatThrownBy(() -> guard(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + wrong + "' is no allowed host");
        }
    }

    private static AddressGuard guard(String... allowed) {
        return new AddressGuard(new GuardSettings(false, List.of(allowed), Set.of()));
    }
}
