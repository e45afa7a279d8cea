package dev.pairplane.publishing.outbound.webhook;

import dev.pairplane.observability.logging.Secret;
import dev.pairplane.publishing.core.target.BodyFormat;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Where a target's alerts go and how, secrets included: what only the sender knows of a target.
///
/// @param generation of the target that this belongs to
/// @param url http or https, with a host that the guard accepts as it is written and no user
/// @param headers sent besides our own ones
/// @param signing keys of which each makes a signature; none for no signature
/// @param timeout of one attempt, everything included
/// @param maxBody the largest body it is sent, in bytes
/// @param secrets other values that must never be shown
public record Destination(
        String name,
        long generation,
        URI url,
        Method method,
        BodyFormat format,
        Map<String, Secret> headers,
        Auth auth,
        List<SigningKey> signing,
        Duration timeout,
        int maxBody,
        List<Secret> secrets) {

    public Destination {
        headers = Map.copyOf(headers);
        signing = List.copyOf(signing);
        secrets = List.copyOf(secrets);
    }

    /// How the request is made.
    public enum Method {
        POST,
        PUT,
        PATCH
    }

    /// The same with another generation.
    public Destination withGeneration(long generation) {
        return new Destination(
                name,
                generation,
                url,
                method,
                format,
                headers,
                auth,
                signing,
                timeout,
                maxBody,
                secrets);
    }

    /// Whether the other one sends the same to the same place; times and limits may differ.
    public boolean sendsLike(Destination other) {
        return url.equals(other.url)
                && method == other.method
                && format == other.format
                && headers.equals(other.headers)
                && auth.equals(other.auth)
                && signing.equals(other.signing);
    }

    /// The URL as it may be shown. Hooks carry secrets in their paths, so nothing after the host
    /// is.
    public String shownUrl() {
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        boolean bare = url.getRawPath().length() <= 1 && url.getRawQuery() == null;
        return url.getScheme().toLowerCase(Locale.ROOT)
                + "://"
                + url.getHost()
                + port
                + "/"
                + (bare ? "" : Secret.REDACTED);
    }

    /// Without secrets: of the URL only what may be shown.
    @Override
    public String toString() {
        return "destination " + name + " generation " + generation + " at " + shownUrl();
    }

    boolean isHttps() {
        return url.getScheme().equalsIgnoreCase("https");
    }

    int port() {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return isHttps() ? 443 : 80;
    }

    /// Path and query as they are sent.
    String requestTarget() {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }
}
