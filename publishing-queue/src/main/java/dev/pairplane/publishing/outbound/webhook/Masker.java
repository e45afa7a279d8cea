package dev.pairplane.publishing.outbound.webhook;

import dev.pairplane.observability.logging.Secret;
import dev.pairplane.publishing.outbound.webhook.format.CutText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/// Takes a destination's secrets out of texts that are shown or stored. Immutable; safe for
/// threads.
final class Masker {

    /// What is stored of an answer, in code points.
    static final int EXCERPT = 1024;

    /// Shorter values of plain headers and parts of URLs are ordinary words, and hiding them would
    /// make answers unreadable.
    private static final int LEAST_PLAIN = 8;

    private final List<String> secrets;
    private final int longest;

    Masker(Destination destination) {
        var found = new TreeSet<String>();
        destination.secrets().forEach(s -> add(found, s.value(), 1));
        switch (destination.auth()) {
            case Auth.None() -> {}
            case Auth.Bearer(Secret token) -> add(found, token.value(), 1);
            case Auth.Basic(_, Secret password) -> add(found, password.value(), 1);
            case Auth.ApiKey(_, Secret key) -> add(found, key.value(), 1);
            case Auth.Custom(var headers) ->
                    headers.values().forEach(h -> add(found, h.value(), 1));
        }
        destination
                .auth()
                .asHeaders()
                .values()
                .forEach(h -> {
                    add(found, h.value(), 1);
                    // What follows "Basic" and "Bearer".
                    add(found, h.value().substring(h.value().indexOf(' ') + 1), 1);
                });
        for (SigningKey key : destination.signing()) {
            add(found, key.text().value(), 1);
            add(found, key.bare().value(), 1);
        }
        destination.headers().values().forEach(h -> add(found, h.value(), LEAST_PLAIN));
        url(found, destination);
        secrets =
                found.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
        longest = secrets.isEmpty() ? 0 : secrets.getFirst().length();
    }

    private static void url(Collection<String> found, Destination destination) {
        String path = destination.url().getRawPath();
        add(found, path, 2);
        for (String part : path.split("/", -1)) {
            add(found, part, LEAST_PLAIN);
        }
        String query = destination.url().getRawQuery();
        if (query != null) {
            add(found, query, 1);
            for (String pair : query.split("&", -1)) {
                add(found, pair.substring(pair.indexOf('=') + 1), LEAST_PLAIN);
            }
        }
    }

    /// Adds a secret and the ways it may come back: JSON's escapes, a URL's escapes undone.
    private static void add(Collection<String> found, String secret, int least) {
        if (secret.length() < least || secret.isEmpty()) {
            return;
        }
        found.add(secret);
        found.add(secret.replace("\\", "\\\\").replace("\"", "\\\"").replace("/", "\\/"));
        found.add(secret.replace("\\", "\\\\").replace("\"", "\\\""));
        if (secret.indexOf('%') >= 0) {
            try {
                found.add(URLDecoder.decode(secret.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                // Not an escape, so nobody undoes it.
            }
        }
    }

    /// The text without secrets.
    String mask(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, Secret.REDACTED);
        }
        return masked;
    }

    /// What may be stored of an answer's body: no NUL, no secret, not long.
    ///
    /// @param cut whether more came, so that the end may be the beginning of a secret
    String excerpt(byte[] body, boolean cut) {
        String text = new String(body, StandardCharsets.UTF_8).replace("\0", "");
        if (cut) {
            text = text.substring(0, Math.max(0, text.length() - longest));
        }
        return CutText.to(EXCERPT, mask(text)).strip();
    }
}
