package dev.pairplane.difftracker.outbound.azure;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/// Makes the addresses of requests, and says which links in answers may be followed: those to the
/// configured endpoint, for a token goes with them.
final class ArmUris {

    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    private final URI endpoint;
    private final String base;
    private final String query;

    ArmUris(ArmSettings settings) {
        this.endpoint = settings.endpoint();
        String path = endpoint.getPath() == null ? "" : endpoint.getPath();
        this.base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        this.query = "api-version=" + settings.apiVersion();
    }

    /// The address of a resource or of an action on one.
    ///
    /// @param path begins with `/`
    URI of(String path) {
        try {
            return URI.create(
                    new URI(
                                    endpoint.getScheme(),
                                    null,
                                    endpoint.getHost(),
                                    endpoint.getPort(),
                                    base + path,
                                    query,
                                    null)
                            .toASCIIString());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no path of a resource: " + path, e);
        }
    }

    /// Where a link leads; nothing when it cannot be read or leads away from the endpoint.
    ///
    /// @param from the address of the answer that has it
    Optional<URI> link(URI from, String text) {
        try {
            URI uri = from.resolve(new URI(text.strip()));
            return leadsHome(uri) ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private boolean leadsHome(URI uri) {
        return uri.getHost() != null
                && uri.getRawUserInfo() == null
                && same(endpoint.getScheme(), uri.getScheme())
                && same(endpoint.getHost(), uri.getHost())
                && port(endpoint) == port(uri);
    }

    private static boolean same(String one, String other) {
        return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : same(uri.getScheme(), "https") ? HTTPS : HTTP;
    }
}
