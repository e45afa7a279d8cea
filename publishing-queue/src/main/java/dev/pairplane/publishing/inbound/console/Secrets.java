package dev.pairplane.publishing.inbound.console;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Ids that nobody can guess, and the form tokens that belong to them: a form token is an HMAC of
/// the id under a key that only this process has, so it needs no memory. Thread-safe.
final class Secrets {
    private static final int BYTES = 32;
    private static final String HMAC = "HmacSHA256";

    private final SecureRandom random;
    private final SecretKeySpec key;

    Secrets(SecureRandom random) {
        this.random = random;
        this.key = new SecretKeySpec(bytes(random), HMAC);
    }

    private static byte[] bytes(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    /// A new id of 256 random bits, 43 letters, digits, - and _.
    String fresh() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(random));
    }

    /// Whether a text has the form of an id.
    static boolean isId(String text) {
        return text.matches("[A-Za-z0-9_-]{43}");
    }

    /// The form token of an id.
    String formToken(String id) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(id.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }

    /// Whether a text is the form token of an id; takes as long whatever the text is.
    boolean fits(String id, String formToken) {
        return MessageDigest.isEqual(
                formToken(id).getBytes(StandardCharsets.UTF_8),
                formToken.getBytes(StandardCharsets.UTF_8));
    }

    /// The digest of an id.
    String digest(String id) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(id.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
