package dev.pairplane.publishing.outbound.webhook;

import dev.pairplane.observability.logging.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A key of Standard Webhooks: `whsec_` and 24 to 64 bytes in base64.
///
/// @param text as it was configured
public record SigningKey(Secret text) {

    static final String PREFIX = "whsec_";

    private static final String ALGORITHM = "HmacSHA256";
    private static final int LEAST = 24;
    private static final int MOST = 64;

    public SigningKey {
        if (bytes(text).isEmpty()) {
            throw new IllegalArgumentException("not a signing key");
        }
    }

    /// Reads one; empty when the text is none. The prefix may be left out.
    public static Optional<SigningKey> parse(Secret text) {
        return bytes(text).map(_ -> new SigningKey(text));
    }

    private static Optional<byte[]> bytes(Secret text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(encoded(text));
            return bytes.length >= LEAST && bytes.length <= MOST
                    ? Optional.of(bytes)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String encoded(Secret text) {
        String value = text.value();
        return value.startsWith(PREFIX) ? value.substring(PREFIX.length()) : value;
    }

    /// The part without the prefix, which gives the key away as well.
    Secret bare() {
        return Secret.of(encoded(text));
    }

    /// `v1,` and the signature of one attempt's message.
    ///
    /// @param seconds since the epoch, of the attempt
    String sign(String id, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(bytes(text).orElseThrow(), ALGORITHM));
            mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
