package dev.pairplane.difftracker.outbound.azure.token;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;

/// Changes the pod's projected service account token for one of Entra ID's (workload identity
/// federation). The file is read each time, for it is replaced while we run.
final class WorkloadIdentity implements TokenExchange {

    private static final String ASSERTION_TYPE =
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final TokenEndpoint endpoint = new TokenEndpoint("workload identity", false);
    private final URI uri;
    private final String client;
    private final Path file;
    private final String scope;

    /// @param uri the tenant's token endpoint
    /// @param client the application's id
    /// @param file the projected token
    /// @param scope what the token is to be for
    WorkloadIdentity(URI uri, String client, Path file, String scope) {
        this.uri = uri;
        this.client = client;
        this.file = file;
        this.scope = scope;
    }

    @Override
    public Granted fetch(Duration timeout) throws TokenUnavailable, InterruptedException {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", client);
        form.put("scope", scope);
        form.put("client_assertion_type", ASSERTION_TYPE);
        form.put("client_assertion", StaticTokens.read(file).value());
        return endpoint.post(uri, form, timeout);
    }
}
