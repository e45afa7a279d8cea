package dev.pairplane.difftracker.outbound.azure.token;

import dev.pairplane.observability.logging.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Picks the way to a token from the environment, with the names that Microsoft's libraries and the
/// workload identity webhook use.
///
/// | set | way |
/// |---|---|
/// | `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_FEDERATED_TOKEN_FILE` | workload identity |
/// | `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET` | client secret |
/// | anything else | managed identity; `AZURE_CLIENT_ID` names a user-assigned one |
///
/// `AZURE_AUTHORITY_HOST` and `AZURE_POD_IDENTITY_AUTHORITY_HOST` replace the addresses of Entra ID
/// and of the metadata service.
public final class AzureCredentials {

    /// Who the tokens are for in Azure's public cloud.
    public static final String PUBLIC_AUDIENCE = "https://management.azure.com/";

    private static final String PUBLIC_AUTHORITY = "https://login.microsoftonline.com/";
    private static final String METADATA = "http://169.254.169.254";

    private final Map<String, String> environment;
    private final String audience;

    private AzureCredentials(Map<String, String> environment, String audience) {
        this.environment = environment;
        this.audience = audience.endsWith("/") ? audience : audience + "/";
    }

    /// Tokens by the way that the environment asks for.
    ///
    /// @param environment names and values, as of [System#getenv()]
    /// @param audience who the tokens are for, such as [#PUBLIC_AUDIENCE]
    /// @throws IllegalArgumentException when `AZURE_AUTHORITY_HOST` is no https URL
    public static TokenSource from(Map<String, String> environment, String audience) {
        return new CachedTokens(
                new AzureCredentials(environment, audience).choose(), System::nanoTime);
    }

    /// What the way is called, for people.
    public static String describe(Map<String, String> environment) {
        return switch (new AzureCredentials(environment, PUBLIC_AUDIENCE).choose()) {
            case WorkloadIdentity _ -> "workload identity";
            case ClientSecret _ -> "client secret";
            default -> "managed identity";
        };
    }

    private TokenExchange choose() {
        Optional<String> client = variable("AZURE_CLIENT_ID");
        Optional<String> tenant = variable("AZURE_TENANT_ID");
        Optional<String> file = variable("AZURE_FEDERATED_TOKEN_FILE");
        Optional<String> secret = variable("AZURE_CLIENT_SECRET");
        String scope = audience + ".default";
        if (client.isPresent() && tenant.isPresent()) {
            if (file.isPresent()) {
                return new WorkloadIdentity(
                        endpoint(tenant.orElseThrow()),
                        client.orElseThrow(),
                        Path.of(file.orElseThrow()),
                        scope);
            }
            if (secret.isPresent()) {
                return new ClientSecret(
                        endpoint(tenant.orElseThrow()),
                        client.orElseThrow(),
                        Secret.of(secret.orElseThrow()),
                        scope);
            }
        }
        String metadata = variable("AZURE_POD_IDENTITY_AUTHORITY_HOST").orElse(METADATA);
        return new ManagedIdentity(URI.create(metadata), client, audience);
    }

    private URI endpoint(String tenant) {
        String host = variable("AZURE_AUTHORITY_HOST").orElse(PUBLIC_AUTHORITY);
        URI uri =
                URI.create(
                        (host.endsWith("/") ? host : host + "/") + tenant + "/oauth2/v2.0/token");
        if (!"https".equalsIgnoreCase(uri.getScheme()) && !isLoopback(uri)) {
            throw new IllegalArgumentException(
                    "AZURE_AUTHORITY_HOST is an https URL such as "
                            + PUBLIC_AUTHORITY
                            + ", not "
                            + host
                            + ": a secret is sent there");
        }
        return uri;
    }

    private static boolean isLoopback(URI uri) {
        return "127.0.0.1".equals(uri.getHost()) || "localhost".equals(uri.getHost());
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }
}
