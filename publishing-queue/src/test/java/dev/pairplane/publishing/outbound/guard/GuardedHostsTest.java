package dev.pairplane.publishing.outbound.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Publishing invariant 90, for names.
class GuardedHostsTest {

    private final List<String> asked = new ArrayList<>();

    private Lookup look(String host, String... addresses) {
        return new GuardedHosts(
                        new AddressGuard(GuardSettings.STRICT),
                        name -> {
                            asked.add(name);
                            return CompletableFuture.completedStage(
                                    Stream.of(addresses).map(InetAddress::ofLiteral).toList());
                        })
                .look(host, 443)
                .toCompletableFuture()
                .join();
    }

    @Test
    void aNameOfPublicAddressesMayBeCalledByThem() {
        Lookup lookup = look("hooks.example.com", "8.8.8.8", "2606:4700::1");

        assertThat(lookup)
                .isEqualTo(
                        new Lookup.Allowed(
                                List.of(
                                        InetAddress.ofLiteral("8.8.8.8"),
                                        InetAddress.ofLiteral("2606:4700::1"))));
        assertThat(asked).containsExactly("hooks.example.com");
    }

    @Test
    void oneForbiddenAddressSpoilsAll() {
        assertThat(look("hooks.example.com", "8.8.8.8", "127.0.0.1"))
                .isInstanceOf(Lookup.Forbidden.class);
    }

    @Test
    void aLiteralAddressIsNeverAskedFor() {
        assertThat(look("8.8.8.8"))
                .isEqualTo(new Lookup.Allowed(List.of(InetAddress.ofLiteral("8.8.8.8"))));
        assertThat(look("169.254.169.254")).isInstanceOf(Lookup.Forbidden.class);
        assertThat(look("[2606:4700::1]")).isInstanceOf(Lookup.Allowed.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void aNameWithoutAddressIsUnknown() {
        assertThat(look("hooks.example.com")).isInstanceOf(Lookup.Unknown.class);
        Lookup failed =
                new GuardedHosts(
                                new AddressGuard(GuardSettings.STRICT),
                                _ -> CompletableFuture.failedStage(new UnknownHostException()))
                        .look("hooks.example.com", 443)
                        .toCompletableFuture()
                        .join();
        assertThat(failed).isInstanceOf(Lookup.Unknown.class);
    }

    @Test
    void theSystemKnowsThisMachine() throws Exception {
        try (var resolver = new SystemResolver(2, 10)) {
            List<InetAddress> found =
                    resolver.resolve("localhost").toCompletableFuture().get(20, TimeUnit.SECONDS);

            assertThat(found).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
        }
    }

    @Test
    void aClosedResolverKnowsNothing() {
        var resolver = new SystemResolver(1, 1);
        resolver.close();

        assertThat(resolver.resolve("localhost")).isCompletedExceptionally();
    }
}
