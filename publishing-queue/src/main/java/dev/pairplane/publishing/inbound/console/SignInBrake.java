package dev.pairplane.publishing.inbound.console;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Slows those down who try tokens: after some failures an address has to wait, each time longer,
/// and what it sends meanwhile is not even looked at. Thread-safe.
final class SignInBrake {
    private static final int MOST_DOUBLINGS = 30;
    private static final int NETWORK_BYTES = 8;

    private final ConsoleSettings settings;
    private final LongSupplier nanos;

    /// The one whose last try is the oldest first.
    private final LinkedHashMap<String, Tries> byAddress = new LinkedHashMap<>();

    private record Tries(int failures, long last, Duration pause) {}

    SignInBrake(ConsoleSettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
    }

    /// Asks whether an address may try now. If it may, the try counts as failed until [#succeeded];
    /// so tries at the same moment count too.
    ///
    /// @return how long it has to wait; empty when it may try
    synchronized Optional<Duration> attempt(String address) {
        String network = network(address);
        long now = nanos.getAsLong();
        Tries known = byAddress.get(network);
        int failures = 0;
        if (known != null) {
            Duration passed = Duration.ofNanos(now - known.last());
            Duration rest = known.pause().minus(passed);
            if (rest.isPositive()) {
                return Optional.of(rest);
            }
            failures = passed.compareTo(settings.longestPause()) > 0 ? 0 : known.failures();
        }
        byAddress.remove(network);
        while (byAddress.size() >= settings.addresses()) {
            byAddress.pollFirstEntry();
        }
        byAddress.put(network, new Tries(failures + 1, now, pause(failures + 1)));
        return Optional.empty();
    }

    /// The last try of an address was good: its failures are forgotten.
    synchronized void succeeded(String address) {
        byAddress.remove(network(address));
    }

    private Duration pause(int failures) {
        int beyond = failures - settings.freeFailures();
        if (beyond < 0) {
            return Duration.ZERO;
        }
        Duration pause = settings.firstPause().multipliedBy(1L << Math.min(beyond, MOST_DOUBLINGS));
        return pause.compareTo(settings.longestPause()) < 0 ? pause : settings.longestPause();
    }

    /// One customer has a whole IPv6 network of 64 bits; it counts as one address.
    private static String network(String address) {
        try {
            return InetAddress.ofLiteral(address) instanceof Inet6Address six
                    ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), NETWORK_BYTES))
                    : address;
        } catch (IllegalArgumentException e) {
            return address;
        }
    }
}
