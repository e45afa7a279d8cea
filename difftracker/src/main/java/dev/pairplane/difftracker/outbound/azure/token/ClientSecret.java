package dev.pairplane.difftracker.outbound.azure.token;

import dev.pairplane.observability.logging.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;

/// Shows an application's secret to Entra ID.
final class ClientSecret implements TokenExchange {

    private final TokenEndpoint endpoint = new TokenEndpoint("client secret", false);
    private final URI uri;
    private final String client;
    private final Secret secret;
    private final String scope;

    /// @param uri the tenant's token endpoint
    /// @param client the application's id
    /// @param scope what the token is to be for
    ClientSecret(URI uri, String client, Secret secret, String scope) {
        this.uri = uri;
        this.client = client;
        this.secret = secret;
        this.scope = scope;
    }

    @Override
    public Granted fetch(Duration timeout) throws TokenUnavailable, InterruptedException {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", client);
        form.put("scope", scope);
        form.put("client_secret", secret.value());
        return endpoint.post(uri, form, timeout);
    }
}
