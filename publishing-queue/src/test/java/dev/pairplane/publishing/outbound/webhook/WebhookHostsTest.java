package dev.pairplane.publishing.outbound.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.send.SendResult;
import dev.pairplane.publishing.core.send.SendResult.Failure;
import dev.pairplane.publishing.core.send.SendResult.Obstacle;
import dev.pairplane.publishing.outbound.guard.GuardSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which machine is dialled, under which name, and whether it is who it says.
class WebhookHostsTest {

    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    private static final String HOST = "hook.example.test";

    @TempDir private static Path folder;
    private static TestCertificate certificate;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = TestCertificate.make(folder, HOST);
    }

    private static String https(Receiver receiver, String host) {
        return "https://" + host + ":" + receiver.port() + "/hook";
    }

    private static GuardSettings open() {
        return new GuardSettings(true, List.of(), Set.of());
    }

    @Test
    void dialsTheCheckedAddressAndKeepsTheNameForTlsAndHost() throws Exception {
        try (var receiver = new Receiver(certificate.server(), r -> r.response().end("ok"));
                var webhooks =
                        new SentWebhooks(
                                open(), SentWebhooks.trusting(certificate.certificate()))) {
            webhooks.dns.put(HOST, List.of(HERE));

            SendResult result = webhooks.send(SentWebhooks.plain(https(receiver, HOST)));

            assertThat(result).isEqualTo(new SendResult.Answered(200, Optional.empty(), "ok"));
            Receiver.Received got = receiver.received().getFirst();
            assertThat(got.serverName()).isEqualTo(HOST);
            assertThat(got.version()).isEqualTo("HTTP_2");
            assertThat(got.authority()).isEqualTo(HOST + ":" + receiver.port());
        }
    }

    @Test
    void speaksHttp11ToAServerThatKnowsNothingElse() throws Exception {
        try (var receiver =
                        new Receiver(
                                certificate.server().setUseAlpn(false), r -> r.response().end());
                var webhooks =
                        new SentWebhooks(
                                open(), SentWebhooks.trusting(certificate.certificate()))) {
            webhooks.dns.put(HOST, List.of(HERE));

            webhooks.send(SentWebhooks.plain(https(receiver, HOST)));

            Receiver.Received got = receiver.received().getFirst();
            assertThat(got.version()).isEqualTo("HTTP_1_1");
            assertThat(got.header("host")).isEqualTo(HOST + ":" + receiver.port());
        }
    }

    @Test
    void plainHttpKeepsTheNameToo() throws Exception {
        try (var receiver = Receiver.answering(200, "");
                var webhooks = new SentWebhooks()) {
            webhooks.dns.put(HOST, List.of(HERE));

            webhooks.send(SentWebhooks.plain("http://" + HOST + ":" + receiver.port() + "/"));

            assertThat(receiver.received().getFirst().header("host"))
                    .isEqualTo(HOST + ":" + receiver.port());
        }
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() throws Exception {
        assertThat(tlsFailure(certificate, "other.example.test", true))
                .isEqualTo(Failure.TLS_CERTIFICATE);
    }

    @Test
    void aCertificateThatNobodyTrustsIsRefused() throws Exception {
        assertThat(tlsFailure(certificate, HOST, false)).isEqualTo(Failure.TLS_CERTIFICATE);
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        Path other = Files.createDirectory(folder.resolve("expired"));
        assertThat(tlsFailure(TestCertificate.expired(other, HOST), HOST, true))
                .isEqualTo(Failure.TLS_CERTIFICATE);
    }

    private static Failure tlsFailure(TestCertificate shown, String host, boolean trusted)
            throws Exception {
        var settings =
                trusted
                        ? SentWebhooks.trusting(shown.certificate())
                        : SentWebhooks.settings(List.of());
        try (var receiver = new Receiver(shown.server(), r -> r.response().end());
                var webhooks = new SentWebhooks(open(), settings)) {
            webhooks.dns.put(host, List.of(HERE));

            SendResult result = webhooks.send(SentWebhooks.plain(https(receiver, host)));

            assertThat(receiver.received()).isEmpty();
            return ((SendResult.NotConnected) result).failure();
        }
    }

    @Test
    void aServerWithoutTlsAndOneThatHangsUpFailTheHandshake() throws Exception {
        try (var receiver = Receiver.answering(200, "");
                var socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var webhooks = new SentWebhooks()) {
            Thread.ofVirtual().start(() -> hangUp(socket));
            for (int port : List.of(receiver.port(), socket.getLocalPort())) {
                SendResult result =
                        webhooks.send(SentWebhooks.plain("https://127.0.0.1:" + port + "/"));

                assertThat(((SendResult.NotConnected) result).failure())
                        .isEqualTo(Failure.TLS_HANDSHAKE);
            }
        }
    }

    private static void hangUp(ServerSocket socket) {
        try {
            while (true) {
                var connection = socket.accept();
                assertThat(connection.getInputStream().read()).isNotNegative();
                connection.setSoLinger(true, 0);
                connection.close();
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    @Test
    void oldTlsIsNotSpoken() throws Exception {
        var old = certificate.server().setEnabledSecureTransportProtocols(Set.of("TLSv1.1"));
        try (var receiver = new Receiver(old, r -> r.response().end());
                var webhooks =
                        new SentWebhooks(
                                open(), SentWebhooks.trusting(certificate.certificate()))) {
            webhooks.dns.put(HOST, List.of(HERE));

            SendResult result = webhooks.send(SentWebhooks.plain(https(receiver, HOST)));

            assertThat(result).isInstanceOf(SendResult.NotConnected.class);
        }
    }

    /// Publishing invariant 90: a name that resolves to this machine is refused, and a name that
    /// answers differently the second time gains nothing.
    @Test
    void aNameThatTurnsToAForbiddenAddressIsNotDialled() throws Exception {
        var lookups = new AtomicInteger();
        var allowed = new GuardSettings(false, List.of("127.0.0.2"), Set.of());
        try (var receiver = Receiver.answering(200, "");
                var webhooks =
                        new SentWebhooks(
                                allowed,
                                SentWebhooks.settings(List.of()),
                                Optional.of(name ->
                                        // First what is allowed, where nobody listens; then this
                                        // machine, where the receiver does.
                                        CompletableFuture.completedStage(
                                                List.of(
                                                        InetAddress.ofLiteral(
                                                                lookups.getAndIncrement() == 0
                                                                        ? "127.0.0.2"
                                                                        : "127.0.0.1")))))) {
            Destination destination =
                    SentWebhooks.plain("http://localhost:" + receiver.port() + "/");

            SendResult first = webhooks.send(destination);
            assertThat(lookups).hasValue(1);
            SendResult second = webhooks.send(destination);

            assertThat(((SendResult.NotConnected) first).failure()).isEqualTo(Failure.REFUSED);
            assertThat(((SendResult.NotSent) second).obstacle())
                    .isEqualTo(Obstacle.FORBIDDEN_ADDRESS);
            assertThat(receiver.received()).isEmpty();
            assertThat(webhooks.events)
                    .anyMatch(event -> event instanceof WebhookEvent.AddressRefused);
        }
    }

    /// Publishing invariant 90.
    @Test
    void theMetadataAddressIsRefusedHoweverItIsWritten() throws Exception {
        try (var webhooks = new SentWebhooks()) {
            webhooks.dns.put(
                    "meta.example.test", List.of(InetAddress.ofLiteral("169.254.169.254")));
            for (String host :
                    List.of("169.254.169.254", "[::ffff:a9fe:a9fe]", "meta.example.test")) {
                SendResult result = webhooks.send(SentWebhooks.plain("http://" + host + "/"));

                assertThat(((SendResult.NotSent) result).obstacle())
                        .isEqualTo(Obstacle.FORBIDDEN_ADDRESS);
            }
        }
    }

    @Test
    void triesTheNextAddressWhenOneDoesNotTakeTheConnection() throws Exception {
        try (var receiver = Receiver.answering(200, "ok");
                var webhooks = new SentWebhooks()) {
            webhooks.dns.put(HOST, List.of(InetAddress.ofLiteral("127.0.0.2"), HERE));

            SendResult result =
                    webhooks.send(
                            SentWebhooks.plain("http://" + HOST + ":" + receiver.port() + "/"));

            assertThat(result).isEqualTo(new SendResult.Answered(200, Optional.empty(), "ok"));
        }
    }

    @Test
    void aNameWithoutAddressIsNotConnected() throws Exception {
        try (var webhooks = new SentWebhooks()) {
            SendResult result = webhooks.send(SentWebhooks.plain("https://nowhere.example.test/"));

            assertThat(((SendResult.NotConnected) result).failure()).isEqualTo(Failure.DNS);
        }
    }

    @Test
    void aResolverThatNeverAnswersEndsTheAttemptInTime() throws Exception {
        try (var webhooks =
                new SentWebhooks(
                        open(),
                        SentWebhooks.settings(List.of()),
                        Optional.of(_ -> new CompletableFuture<>()))) {
            SendResult result =
                    webhooks.send(
                            SentWebhooks.destination(
                                    "https://nowhere.example.test/",
                                    Map.of(),
                                    new Auth.None(),
                                    List.of(),
                                    Duration.ofMillis(200)));

            assertThat(result).isInstanceOf(SendResult.NotConnected.class);
        }
    }
}
