package dev.pairplane.publishing.outbound.webhook;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// The two clients: plain HTTP/1.1, and TLS with HTTP/2 where the other side offers it. Neither
/// follows redirects or retries.
record Clients(HttpClient plain, HttpClient tls) {

    /// @throws IllegalArgumentException when a file with certificates cannot be used
    static Clients open(Vertx vertx, WebhookSettings settings) {
        PoolOptions pool =
                new PoolOptions()
                        .setHttp1MaxSize(settings.connectionsPerHost())
                        .setMaxWaitQueueSize(settings.waitingPerHost());
        HttpClientOptions tls =
                options(settings)
                        .setSsl(true)
                        .setVerifyHost(true)
                        .setUseAlpn(true)
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
                        .setSslHandshakeTimeout(settings.connectTimeout().toMillis())
                        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        if (!settings.trusted().isEmpty()) {
            tls.setTrustOptions(TrustOptions.wrap(trust(settings.trusted())));
        }
        return new Clients(
                vertx.httpClientBuilder().with(options(settings)).with(pool).build(),
                vertx.httpClientBuilder().with(tls).with(pool).build());
    }

    private static HttpClientOptions options(WebhookSettings settings) {
        return new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setKeepAliveTimeout((int) settings.idleTimeout().toSeconds())
                .setHttp2KeepAliveTimeout((int) settings.idleTimeout().toSeconds())
                .setMaxRedirects(0)
                // The job carries the trace it belongs to.
                .setTracingPolicy(TracingPolicy.IGNORE);
    }

    void close() {
        plain.close();
        tls.close();
    }

    private static TrustManager trust(List<Path> files) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (X509Certificate known : trustManager(null).getAcceptedIssuers()) {
                store.setCertificateEntry("jdk-" + number++, known);
            }
            for (Path file : files) {
                try (InputStream in = Files.newInputStream(file)) {
                    for (Certificate certificate :
                            CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                        store.setCertificateEntry("file-" + number++, certificate);
                    }
                }
            }
            return trustManager(store);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the trusted certificates " + files + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// @param store null for the JDK's own
    private static X509TrustManager trustManager(@Nullable KeyStore store)
            throws GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("the JDK trusts no certificates at all");
    }
}
