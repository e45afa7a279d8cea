package dev.pairplane.publishing.outbound.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Resolves hosts and checks every address they have: one that is forbidden spoils all, since
/// nobody with honest aims publishes it beside a good one. Safe for threads.
public final class GuardedHosts {

    private final AddressGuard guard;
    private final HostResolver resolver;

    public GuardedHosts(AddressGuard guard, HostResolver resolver) {
        this.guard = guard;
        this.resolver = resolver;
    }

    /// Looks a host up, once. A literal address is answered at once, on the caller's thread.
    ///
    /// @param host as in a URL, an IPv6 address in brackets
    public CompletionStage<Lookup> look(String host, int port) {
        Optional<String> refusal = guard.refusal(host, port);
        if (refusal.isPresent()) {
            return CompletableFuture.completedStage(new Lookup.Forbidden(refusal.orElseThrow()));
        }
        Optional<byte[]> literal = HostText.literal(host);
        if (literal.isPresent()) {
            return CompletableFuture.completedStage(
                    new Lookup.Allowed(List.of(address(literal.orElseThrow()))));
        }
        return resolver.resolve(host)
                .handle((addresses, failure) ->
                        failure != null
                                ? new Lookup.Unknown("the host has no address now")
                                : judge(host, addresses));
    }

    private Lookup judge(String host, List<InetAddress> addresses) {
        if (addresses.isEmpty()) {
            return new Lookup.Unknown("the host has no address");
        }
        return addresses.stream()
                .flatMap(address -> guard.refusal(host, address).stream())
                .findFirst()
                .<Lookup>map(Lookup.Forbidden::new)
                .orElseGet(() -> new Lookup.Allowed(addresses));
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
