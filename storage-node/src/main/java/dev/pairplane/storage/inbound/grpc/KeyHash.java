package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.core.key.CompositeKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A key's place on the ring as text, which is how logs name keys.
final class KeyHash {
    private static final int HASH_BYTES = 8;

    private KeyHash() {}

    /// The first 8 bytes of the key's SHA-256, in 16 hex digits.
    static String of(CompositeKey key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.bytes());
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
