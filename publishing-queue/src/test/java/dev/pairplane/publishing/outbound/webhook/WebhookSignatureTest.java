package dev.pairplane.publishing.outbound.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.observability.logging.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Publishing invariant 89: signatures verify as Standard Webhooks says, during rotation by the old
/// key and by the new one.
class WebhookSignatureTest {

    /// The example of the standard's own libraries.
    private static final String EXAMPLE = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @Test
    void signsTheStandardsExample() {
        var key = SigningKey.parse(Secret.of(EXAMPLE)).orElseThrow();

        assertThat(
                        key.sign(
                                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                1_614_265_330,
                                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void oldAndNewKeyBothVerifyTheRequestOfARotation() throws Exception {
        String newer =
                "whsec_" + Base64.getEncoder().encodeToString("n".repeat(32).getBytes(UTF_8));
        try (var webhooks = new SentWebhooks();
                var receiver = Receiver.answering(200, "")) {
            var keys =
                    Stream.of(newer, EXAMPLE)
                            .map(k -> SigningKey.parse(Secret.of(k)).orElseThrow())
                            .toList();
            webhooks.send(
                    SentWebhooks.destination(
                            receiver.url("/"), Map.of(), new Auth.None(), keys, SentWebhooks.LONG));

            Receiver.Received got = receiver.received().getFirst();
            assertThat(got.header("webhook-timestamp"))
                    .isEqualTo(Long.toString(SampleJobs.NOW.getEpochSecond()));
            assertThat(verifies(got, newer)).isTrue();
            assertThat(verifies(got, EXAMPLE)).isTrue();
            assertThat(verifies(got, EXAMPLE.replace('M', 'N'))).isFalse();
            assertThat(got.header("webhook-signature").split(" ", -1)).hasSize(2);
        }
    }

    @Test
    void takesOnlyKeysOfTheStandardsSize() {
        assertThat(key(23)).isFalse();
        assertThat(key(24)).isTrue();
        assertThat(key(64)).isTrue();
        assertThat(key(65)).isFalse();
        assertThat(SigningKey.parse(Secret.of("whsec_not base64!"))).isEmpty();
        assertThat(SigningKey.parse(Secret.of(EXAMPLE.substring(6)))).isPresent();
    }

    private static boolean key(int bytes) {
        return SigningKey.parse(
                        Secret.of("whsec_" + Base64.getEncoder().encodeToString(new byte[bytes])))
                .isPresent();
    }

    private static final Charset UTF_8 = StandardCharsets.UTF_8;

    /// What a receiver does, written from the standard's text with nothing of the sender's.
    private static boolean verifies(Receiver.Received got, String secret) throws Exception {
        byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
        var message = new ByteArrayOutputStream();
        message.write((got.header("webhook-id") + ".").getBytes(UTF_8));
        message.write((got.header("webhook-timestamp") + ".").getBytes(UTF_8));
        message.write(got.body());
        byte[] expected = hmac(key, message.toByteArray());
        return List.of(got.header("webhook-signature").split(" ", -1)).stream()
                .filter(signature -> signature.startsWith("v1,"))
                .map(signature -> Base64.getDecoder().decode(signature.substring(3)))
                .anyMatch(signature -> Arrays.equals(signature, expected));
    }

    /// HMAC as RFC 2104 defines it.
    private static byte[] hmac(byte[] key, byte[] message) throws Exception {
        byte[] inner = new byte[64];
        byte[] outer = new byte[64];
        for (int i = 0; i < 64; i++) {
            int k = i < key.length ? key[i] : 0;
            inner[i] = (byte) (k ^ 0x36);
            outer[i] = (byte) (k ^ 0x5c);
        }
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(inner);
        byte[] first = digest.digest(message);
        digest.update(outer);
        return digest.digest(first);
    }
}
