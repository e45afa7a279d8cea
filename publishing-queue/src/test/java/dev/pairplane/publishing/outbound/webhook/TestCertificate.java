package dev.pairplane.publishing.outbound.webhook;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A certificate that nobody else trusts, made by the JDK's keytool.
///
/// @param store with the private key
/// @param certificate in PEM
record TestCertificate(Path store, Path certificate) {

    private static final String PASSWORD = "changeit";

    /// One that vouches for itself.
    ///
    /// @param host the only name it is valid for
    static TestCertificate make(Path folder, String host) throws IOException, InterruptedException {
        Path store = folder.resolve(host + ".p12");
        Path certificate = folder.resolve(host + ".pem");
        keytool(
                store,
                "-genkeypair",
                "hook",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host);
        keytool(store, "-exportcert", "hook", "-rfc", "-file", certificate.toString());
        return new TestCertificate(store, certificate);
    }

    /// One that ended days ago, and the certificate of the authority that made it: authorities that
    /// are trusted are not asked how old they are, so it takes two.
    static TestCertificate expired(Path folder, String host)
            throws IOException, InterruptedException {
        Path trusted = folder.resolve("authority.pem");
        Path store = folder.resolve(host + ".p12");
        keytool(store, "-genkeypair", "ca", "-keyalg", "EC", "-dname", "CN=CA", "-ext", "bc:c");
        keytool(store, "-exportcert", "ca", "-rfc", "-file", trusted.toString());
        keytool(
                store,
                "-genkeypair",
                "hook",
                "-signer",
                "ca",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-startdate",
                "-3d",
                "-validity",
                "1");
        return new TestCertificate(store, trusted);
    }

    private static void keytool(Path store, String action, String alias, String... more)
            throws IOException, InterruptedException {
        var arguments =
                new ArrayList<String>(
                        List.of(
                                action,
                                "-alias",
                                alias,
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                PASSWORD));
        arguments.addAll(List.of(more));
        keytool(arguments);
    }

    private static void keytool(List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
    }

    HttpServerOptions server() {
        return new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setSni(true)
                .setKeyCertOptions(
                        new PfxOptions()
                                .setPath(store.toString())
                                .setPassword(PASSWORD)
                                .setAlias("hook"));
    }
}
