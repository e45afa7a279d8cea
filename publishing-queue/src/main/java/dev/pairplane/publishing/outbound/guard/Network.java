package dev.pairplane.publishing.outbound.guard;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A range of addresses: a prefix and how many of its bits count.
record Network(byte[] prefix, int bits) {

    /// Reads `address/bits`, or one address. Empty when it is neither, or when bits after the
    /// prefix are set, which is a slip that would open something else than was meant.
    static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        Optional<byte[]> address =
                HostText.literal(slash < 0 ? text : text.substring(0, slash))
                        .or(() -> HostText.ipv6(slash < 0 ? text : text.substring(0, slash)));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = address.orElseThrow();
        int all = bytes.length * Byte.SIZE;
        int bits = slash < 0 ? all : bits(text.substring(slash + 1), all);
        return bits >= 0 && Arrays.equals(bytes, masked(bytes, bits))
                ? Optional.of(new Network(bytes, bits))
                : Optional.empty();
    }

    /// A constant.
    static Network of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException(text));
    }

    private static int bits(String text, int most) {
        boolean digits =
                !text.isEmpty()
                        && text.length() <= 3
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int bits = digits ? Integer.parseInt(text) : -1;
        return bits <= most ? bits : -1;
    }

    private static byte[] masked(byte[] bytes, int bits) {
        byte[] masked = bytes.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.clamp(bits - (long) i * Byte.SIZE, 0, Byte.SIZE);
            masked[i] = (byte) (masked[i] & (0xff << (Byte.SIZE - kept)));
        }
        return masked;
    }

    /// Whether an address of the same family lies in it.
    boolean contains(byte[] address) {
        return address.length == prefix.length && Arrays.equals(masked(address, bits), prefix);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Network(byte[] prefix2, int bits2)
                && bits == bits2
                && Arrays.equals(prefix, prefix2);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(prefix) + bits;
    }

    @Override
    public String toString() {
        return HostText.show(prefix) + "/" + bits;
    }
}
