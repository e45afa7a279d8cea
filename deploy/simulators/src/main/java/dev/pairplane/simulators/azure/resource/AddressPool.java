package dev.pairplane.simulators.azure.resource;

import java.util.HashSet;
import java.util.Set;

/// Hands out public addresses: IPv4 from the documentation ranges, then from the range for
/// benchmarks (131,832 in all), IPv6 from 2001:db8::/32. The lowest that is free is next, so a
/// sequence of requests always gets the same addresses.
final class AddressPool {

    private static final String[] SMALL = {"192.0.2.", "198.51.100.", "203.0.113."};
    private static final int PER_SMALL = 254;
    private static final int FOUR = SMALL.length * PER_SMALL + (1 << 17);

    private final Set<String> taken = new HashSet<>();
    private int lowestFour;
    private int lowestSix;

    String allocate(boolean six) {
        while (true) {
            String address;
            if (six) {
                lowestSix++;
                address = six(lowestSix - 1);
            } else {
                if (lowestFour == FOUR) {
                    throw new IllegalStateException("all " + FOUR + " public addresses are taken");
                }
                lowestFour++;
                address = four(lowestFour - 1);
            }
            if (taken.add(address)) {
                return address;
            }
        }
    }

    void release(String address) {
        if (taken.remove(address)) {
            // Search from the start again; an index per address would not be worth its memory.
            if (address.indexOf(':') >= 0) {
                lowestSix = 0;
            } else {
                lowestFour = 0;
            }
        }
    }

    void reserve(String address) {
        taken.add(address);
    }

    private static String four(int n) {
        if (n < SMALL.length * PER_SMALL) {
            return SMALL[n / PER_SMALL] + (n % PER_SMALL + 1);
        }
        int rest = n - SMALL.length * PER_SMALL;
        return "198." + (18 + (rest >> 16)) + "." + ((rest >> 8) & 0xFF) + "." + (rest & 0xFF);
    }

    private static String six(int n) {
        int host = n + 1;
        return host <= 0xFFFF
                ? "2001:db8::" + Integer.toHexString(host)
                : "2001:db8::"
                        + Integer.toHexString(host >>> 16)
                        + ":"
                        + Integer.toHexString(host & 0xFFFF);
    }
}
