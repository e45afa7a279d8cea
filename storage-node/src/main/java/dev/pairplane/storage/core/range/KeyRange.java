package dev.pairplane.storage.core.range;

import dev.pairplane.storage.core.key.CompositeKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Some keys of one tenant, in the order of the store. Immutable.
///
/// @param from the first composite key that may be in it
/// @param to the first one above it
public record KeyRange(CompositeKey from, byte[] to) {

    /// What follows the colon after the tenant's name in the order of bytes.
    private static final byte AFTER_COLON = ':' + 1;

    /// The keys of a tenant from `start` to before `end`.
    ///
    /// @param start empty for the tenant's first key; need not be a key
    /// @param end empty for no end
    public static KeyRange of(String tenant, String start, String end) {
        CompositeKey from = CompositeKey.of(tenant, start);
        byte[] to = end.isEmpty() ? afterTenant(tenant) : CompositeKey.of(tenant, end).bytes();
        return new KeyRange(from, to);
    }

    /// The keys of all tenants.
    public static KeyRange all() {
        // Tenants hold no control characters, and UTF-8 text no byte of 255.
        return new KeyRange(CompositeKey.of("\0", ""), new byte[] {(byte) 0xFF});
    }

    private static byte[] afterTenant(String tenant) {
        byte[] name = tenant.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = Arrays.copyOf(name, name.length + 1);
        bytes[name.length] = AFTER_COLON;
        return bytes;
    }

    /// The part of it from a key on.
    public KeyRange from(CompositeKey key) {
        return new KeyRange(key, to);
    }

    /// Whether no key can be in it.
    public boolean isEmpty() {
        return Arrays.compareUnsigned(from.bytes(), to) >= 0;
    }

    /// Whether a key stands before its end.
    boolean reaches(byte[] key, int length) {
        return Arrays.compareUnsigned(key, 0, length, to, 0, to.length) < 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyRange(CompositeKey otherFrom, byte[] otherTo)
                && from.equals(otherFrom)
                && Arrays.equals(to, otherTo);
    }

    @Override
    public int hashCode() {
        return 31 * from.hashCode() + Arrays.hashCode(to);
    }

    @Override
    public String toString() {
        return "KeyRange[" + from + ", " + to.length + " bytes]";
    }
}
