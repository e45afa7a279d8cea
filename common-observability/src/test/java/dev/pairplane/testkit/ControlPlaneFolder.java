package dev.pairplane.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The files of one [ControlPlane]: keys, tokens, kubeconfigs, logs, and etcd's data. All below one
/// folder, which goes when the control plane ends.
final class ControlPlaneFolder {

    private static final String AUDIT_POLICY =
            """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
              - level: Metadata
            """;

    private final Path root;
    private final String adminToken;

    private ControlPlaneFolder(Path root, String adminToken) {
        this.root = root;
        this.adminToken = adminToken;
    }

    static ControlPlaneFolder create() {
        try {
            var root = Files.createTempDirectory("control-plane-");
            var random = new byte[16];
            new SecureRandom().nextBytes(random);
            var folder = new ControlPlaneFolder(root, HexFormat.of().formatHex(random));
            Files.createDirectories(folder.logs());
            Files.writeString(
                    folder.tokens(), folder.adminToken + ",admin,admin,\"system:masters\"\n");
            Files.writeString(folder.auditPolicy(), AUDIT_POLICY);
            folder.writeKeys();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The pair that signs the tokens of ServiceAccounts.
    private void writeKeys() throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            var pair = generator.generateKeyPair();
            Files.writeString(signingKey(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            Files.writeString(verifyingKey(), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String kind, byte[] content) {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, lines, kind);
    }

    Path root() {
        return root;
    }

    String adminToken() {
        return adminToken;
    }

    Path tokens() {
        return root.resolve("tokens.csv");
    }

    Path signingKey() {
        return root.resolve("service-accounts.key");
    }

    Path verifyingKey() {
        return root.resolve("service-accounts.pub");
    }

    Path auditPolicy() {
        return root.resolve("audit-policy.yaml");
    }

    Path auditLog() {
        return logs().resolve("audit.log");
    }

    Path logs() {
        return root.resolve("logs");
    }

    Path log(String part) {
        return logs().resolve(part + ".log");
    }

    Path certificates() {
        return root.resolve("certificates");
    }

    /// The API server's certificate, which it signs itself at its first start.
    Path certificate() {
        return certificates().resolve("apiserver.crt");
    }

    /// Writes a kubeconfig that lets a token's owner in, and returns it.
    Path kubeconfig(String name, String server, String token) {
        var file = root.resolve(name.replaceAll("[^a-zA-Z0-9-]", "_") + ".kubeconfig");
        var text =
                """
                apiVersion: v1
                kind: Config
                clusters:
                  - name: test
                    cluster:
                      server: %s
                      certificate-authority: %s
                contexts:
                  - name: test
                    context:
                      cluster: test
                      user: "%s"
                current-context: test
                users:
                  - name: "%s"
                    user:
                      token: %s
                """
                        .formatted(server, certificate(), name, name, token);
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /// Trusts the API server's certificate and no other.
    SSLContext trust() {
        try (var in = Files.newInputStream(certificate())) {
            var certificates = KeyStore.getInstance(KeyStore.getDefaultType());
            certificates.load(null, null);
            int number = 0;
            for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                certificates.setCertificateEntry("apiserver-" + number++, each);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(certificates);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The parts that have a log.
    List<String> parts() {
        try (var files = Files.list(logs())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".log") && !auditLog().endsWith(name))
                    .map(name -> name.substring(0, name.length() - ".log".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The last lines of a part's log, for messages.
    String endOfLog(String part, int count) {
        try {
            var file = log(part);
            var bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            var lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete() {
        try (var files = Files.walk(root)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
