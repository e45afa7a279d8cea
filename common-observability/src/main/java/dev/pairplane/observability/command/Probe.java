package dev.pairplane.observability.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/// Asks a running service whether it is ready: `probe [URL]`.
public final class Probe {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int BODY_LIMIT = 512;

    private final URI fallback;
    private final PrintStream err;
    private final Duration timeout;

    /// @param fallback what to ask when no URL is given: the readiness of this service on its own
    ///   machine
    /// @param err gets the one line that says why not
    public Probe(URI fallback, PrintStream err) {
        this(fallback, err, TIMEOUT);
    }

    Probe(URI fallback, PrintStream err, Duration timeout) {
        this.fallback = fallback;
        this.err = err;
        this.timeout = timeout;
    }

    /// Asks once.
    ///
    /// @param arguments nothing, or the URL to ask
    /// @return the exit code: 0 when ready, 1 when not, 2 when the arguments are wrong
    public int run(String... arguments) {
        if (arguments.length > 1) {
            err.println("probe takes one URL at most; usage: probe [URL]");
            return 2;
        }
        URI uri;
        try {
            uri = arguments.length == 0 ? fallback : http(arguments[0]);
        } catch (URISyntaxException e) {
            err.println(
                    "not a URL that can be asked: " + arguments[0] + "; use http://host:port/path");
            return 2;
        }
        return ask(uri);
    }

    private int ask(URI uri) {
        try {
            // Not java.net.http: its threads and selector cost more than this whole command.
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(Math.toIntExact(timeout.toMillis()));
            connection.setReadTimeout(Math.toIntExact(timeout.toMillis()));
            connection.setInstanceFollowRedirects(false);
            int status = connection.getResponseCode();
            if (status / 100 == 2) {
                return 0;
            }
            err.println("not ready: " + uri + " answered " + status + " " + body(connection));
        } catch (IOException e) {
            err.println("not ready: " + uri + " does not answer: " + e.getMessage());
        }
        return 1;
    }

    private static String body(HttpURLConnection connection) throws IOException {
        try (InputStream in = connection.getErrorStream()) {
            return in == null
                    ? ""
                    : new String(in.readNBytes(BODY_LIMIT), StandardCharsets.UTF_8)
                            .replaceAll("\\s+", " ")
                            .strip();
        }
    }

    private static URI http(String text) throws URISyntaxException {
        URI uri = new URI(text);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new URISyntaxException(text, "no http URL");
        }
        return uri;
    }
}
