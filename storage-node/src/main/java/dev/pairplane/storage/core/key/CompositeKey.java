package dev.pairplane.storage.core.key;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A tenant's key as the store orders it: the UTF-8 bytes of `tenant:key`.
///
/// Tenants hold no colon (checked at the edge), so the first one splits uniquely. The order is that
/// of unsigned bytes, which for supplementary characters is not the order of `String`.
public final class CompositeKey implements Comparable<CompositeKey> {

    private final byte[] bytes;
    private final long prefix;

    private CompositeKey(byte[] bytes) {
        this.bytes = bytes;
        this.prefix = prefixOf(bytes);
    }

    /// The key of a validated tenant and key.
    public static CompositeKey of(String tenant, String key) {
        return new CompositeKey((tenant + ':' + key).getBytes(StandardCharsets.UTF_8));
    }

    /// The key with exactly these bytes, which the caller gives up.
    ///
    /// @throws IllegalArgumentException when they hold no colon
    public static CompositeKey ofBytes(byte[] bytes) {
        CompositeKey key = new CompositeKey(bytes);
        key.colon();
        return key;
    }

    /// The first eight bytes as a big-endian number, zero-filled: decides most comparisons at once.
    private static long prefixOf(byte[] bytes) {
        long prefix = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            prefix = prefix << 8 | (i < bytes.length ? bytes[i] & 0xFF : 0);
        }
        return prefix;
    }

    private int colon() {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == ':') {
                return i;
            }
        }
        throw new IllegalArgumentException("composite key without a colon");
    }

    /// The bytes; not to be changed.
    public byte[] bytes() {
        return bytes;
    }

    /// What stands before the first colon.
    public String tenant() {
        return new String(bytes, 0, colon(), StandardCharsets.UTF_8);
    }

    /// What stands after the first colon.
    public String key() {
        int start = colon() + 1;
        return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(CompositeKey other) {
        int byPrefix = Long.compareUnsigned(prefix, other.prefix);
        return byPrefix != 0 ? byPrefix : Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CompositeKey key
                && prefix == key.prefix
                && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "CompositeKey[" + bytes.length + " bytes]";
    }
}
