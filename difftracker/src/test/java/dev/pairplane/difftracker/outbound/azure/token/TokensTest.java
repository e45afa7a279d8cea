package dev.pairplane.difftracker.outbound.azure.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.difftracker.outbound.guard.ScriptedServer;
import dev.pairplane.difftracker.outbound.guard.ScriptedServer.Reply;
import dev.pairplane.difftracker.outbound.guard.ScriptedServer.Request;
import dev.pairplane.observability.logging.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {

    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String GRANTED =
            "{\"access_token\": \"fresh\", \"expires_in\": 3600, \"token_type\": \"Bearer\"}";

    @TempDir Path folder;

    private static Map<String, String> environment(ScriptedServer server, String... more) {
        var environment = new HashMap<String, String>();
        environment.put("AZURE_AUTHORITY_HOST", server.uri() + "/");
        environment.put("AZURE_POD_IDENTITY_AUTHORITY_HOST", server.uri().toString());
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    @Test
    void changesThePodsTokenForOneOfEntra() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "pod-token\n");
        try (var server = new ScriptedServer(_ -> ScriptedServer.json(200, GRANTED))) {
            TokenSource tokens =
                    AzureCredentials.from(
                            environment(
                                    server,
                                    "AZURE_TENANT_ID",
                                    "tenant",
                                    "AZURE_CLIENT_ID",
                                    "client",
                                    "AZURE_FEDERATED_TOKEN_FILE",
                                    file.toString()),
                            "https://management.azure.com");

            assertThat(tokens.token(WAIT).value()).isEqualTo("fresh");
            assertThat(tokens.token(WAIT).value()).isEqualTo("fresh");

            assertThat(server.requests()).hasSize(1);
            Request request = server.requests().getFirst();
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.target()).isEqualTo("/tenant/oauth2/v2.0/token");
            assertThat(request.body().split("&", -1))
                    .containsExactlyInAnyOrder(
                            "grant_type=client_credentials",
                            "client_id=client",
                            "scope=https%3A%2F%2Fmanagement.azure.com%2F.default",
                            "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion"
                                    + "-type%3Ajwt-bearer",
                            "client_assertion=pod-token");
        }
    }

    @Test
    void showsAClientSecretWhereThereIsOne() throws Exception {
        try (var server = new ScriptedServer(_ -> ScriptedServer.json(200, GRANTED))) {
            TokenSource tokens =
                    AzureCredentials.from(
                            environment(
                                    server,
                                    "AZURE_TENANT_ID",
                                    "tenant",
                                    "AZURE_CLIENT_ID",
                                    "client",
                                    "AZURE_CLIENT_SECRET",
                                    "s3cret"),
                            AzureCredentials.PUBLIC_AUDIENCE);

            assertThat(tokens.token(WAIT).value()).isEqualTo("fresh");
            assertThat(server.requests().getFirst().body()).contains("client_secret=s3cret");
        }
    }

    @Test
    void asksTheMachineWhereNothingElseIsSet() throws Exception {
        try (var server =
                new ScriptedServer(_ ->
                        ScriptedServer.json(
                                200, "{\"access_token\": \"m\", \"expires_in\": \"86399\"}"))) {
            TokenSource tokens =
                    AzureCredentials.from(
                            environment(server, "AZURE_CLIENT_ID", "user-assigned"),
                            AzureCredentials.PUBLIC_AUDIENCE);

            assertThat(tokens.token(WAIT).value()).isEqualTo("m");
            Request request = server.requests().getFirst();
            assertThat(request.header("Metadata")).isEqualTo("true");
            assertThat(request.target())
                    .isEqualTo(
                            "/metadata/identity/oauth2/token?api-version=2018-02-01"
                                    + "&resource=https%3A%2F%2Fmanagement.azure.com%2F"
                                    + "&client_id=user-assigned");
        }
    }

    @Test
    void saysWhyThereIsNoTokenAndShowsNoSecret() throws Exception {
        List<Reply> replies =
                List.of(
                        ScriptedServer.json(
                                401,
                                "{\"error\": \"invalid_client\", \"error_description\":"
                                        + " \"AADSTS7000215: Invalid.\\r\\nTrace ID: 1\"}"),
                        new Reply.Answer(503, Map.of(), "<html>"),
                        ScriptedServer.json(200, "{}"),
                        new Reply.Cut());
        for (Reply reply : replies) {
            try (var server = new ScriptedServer(_ -> reply)) {
                TokenSource tokens =
                        AzureCredentials.from(
                                environment(
                                        server,
                                        "AZURE_TENANT_ID",
                                        "tenant",
                                        "AZURE_CLIENT_ID",
                                        "client",
                                        "AZURE_CLIENT_SECRET",
                                        "s3cret"),
                                AzureCredentials.PUBLIC_AUDIENCE);

                assertThatThrownBy(() -> tokens.token(WAIT))
                        .isInstanceOf(TokenUnavailable.class)
                        .hasMessageStartingWith("client secret: ")
                        .hasMessageNotContaining("s3cret")
                        .hasMessageNotContaining("Trace");
            }
        }
    }

    @Test
    void aStaticTokenIsReadEachTime() throws Exception {
        Path file = folder.resolve("token");
        TokenSource tokens = StaticTokens.in(file);
        assertThatThrownBy(() -> tokens.token(WAIT))
                .isInstanceOf(TokenUnavailable.class)
                .hasMessageContaining(file.toString());
        Files.writeString(file, " one \n");
        assertThat(tokens.token(WAIT).value()).isEqualTo("one");
        Files.writeString(file, "two");
        assertThat(tokens.token(WAIT).value()).isEqualTo("two");
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> tokens.token(WAIT)).hasMessageContaining("empty");
        assertThat(StaticTokens.of(Secret.of("s")).token(WAIT).value()).isEqualTo("s");
    }

    @Test
    void refusesToShowASecretInClear() {
        var environment =
                Map.of(
                        "AZURE_AUTHORITY_HOST",
                        "http://login.example.com",
                        "AZURE_TENANT_ID",
                        "t",
                        "AZURE_CLIENT_ID",
                        "c",
                        "AZURE_CLIENT_SECRET",
                        "s");

        assertThatThrownBy(
                        () -> AzureCredentials.from(environment, AzureCredentials.PUBLIC_AUDIENCE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AZURE_AUTHORITY_HOST");
    }

    @Test
    void renewsInTimeAndKeepsTheOldOneWhileANewOneIsRefused() throws Exception {
        var now = new AtomicLong();
        var asked = new AtomicInteger();
        TokenExchange exchange =
                _ -> {
                    int n = asked.incrementAndGet();
                    if (n == 2) {
                        throw new TokenUnavailable("not now");
                    }
                    return new TokenExchange.Granted(Secret.of("t" + n), HOUR);
                };
        var tokens = new CachedTokens(exchange, now::get);
        assertThat(tokens.token(WAIT).value()).isEqualTo("t1");
        now.addAndGet(Duration.ofMinutes(54).toNanos());
        assertThat(tokens.token(WAIT).value()).isEqualTo("t1");
        assertThat(asked).hasValue(1);

        now.addAndGet(Duration.ofMinutes(2).toNanos());
        assertThat(tokens.token(WAIT).value()).isEqualTo("t1");
        assertThat(tokens.token(WAIT).value()).isEqualTo("t1");
        assertThat(asked).hasValue(2);
        now.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(tokens.token(WAIT).value()).isEqualTo("t3");

        tokens.rejected(Secret.of("t1"));
        assertThat(tokens.token(WAIT).value()).isEqualTo("t3");
        tokens.rejected(Secret.of("t3"));
        assertThat(tokens.token(WAIT).value()).isEqualTo("t4");
    }

    @Test
    void anEndedTokenIsNotHandedOut() throws Exception {
        var now = new AtomicLong();
        var asked = new AtomicInteger();
        var tokens =
                new CachedTokens(
                        _ -> {
                            if (asked.incrementAndGet() > 1) {
                                throw new TokenUnavailable("never again");
                            }
                            return new TokenExchange.Granted(Secret.of("t"), HOUR);
                        },
                        now::get);
        tokens.token(WAIT);
        now.addAndGet(HOUR.toNanos() + 1);

        assertThatThrownBy(() -> tokens.token(WAIT))
                .isInstanceOf(TokenUnavailable.class)
                .hasMessage("never again");
    }
}
