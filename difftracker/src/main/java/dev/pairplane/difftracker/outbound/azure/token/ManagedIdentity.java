package dev.pairplane.difftracker.outbound.azure.token;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;

/// Asks the machine's metadata service (IMDS), which is reached directly, past any proxy.
final class ManagedIdentity implements TokenExchange {

    private static final String PATH = "/metadata/identity/oauth2/token?";
    private static final String API_VERSION = "2018-02-01";

    private final TokenEndpoint endpoint = new TokenEndpoint("managed identity", true);
    private final URI uri;

    /// @param authority where the metadata service is
    /// @param client the user-assigned identity; none for the machine's own
    /// @param resource what the token is to be for
    ManagedIdentity(URI authority, Optional<String> client, String resource) {
        var query = new LinkedHashMap<String, String>();
        query.put("api-version", API_VERSION);
        query.put("resource", resource);
        client.ifPresent(id -> query.put("client_id", id));
        String base = authority.toString();
        this.uri =
                URI.create(
                        (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                                + PATH
                                + TokenEndpoint.encode(query));
    }

    @Override
    public Granted fetch(Duration timeout) throws TokenUnavailable, InterruptedException {
        return endpoint.metadata(uri, timeout);
    }
}
