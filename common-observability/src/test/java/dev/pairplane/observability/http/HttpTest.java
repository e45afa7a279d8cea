package dev.pairplane.observability.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pairplane.observability.http.BearerTokens.Token;
import dev.pairplane.observability.logging.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpTest {
    private static final Instant AT = Instant.parse("2026-11-21T00:00:00Z");
    private static final String SHA256_OF_ABC =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicReference<List<Token>> tokens =
            new AtomicReference<>(
                    List.of(
                            Token.of("old", BearerTokens.SUBMITTER, Secret.of("one")),
                            Token.of("new", BearerTokens.SUBMITTER, Secret.of("two")),
                            Token.of("eye", BearerTokens.READ_ONLY, Secret.of("three")),
                            Token.of("root", BearerTokens.ADMIN, Secret.of("four"))));
    private HttpServer server = vertx.createHttpServer();

    @BeforeEach
    void serve() throws Exception {
        Router router = Router.router(vertx);
        InstantSource clock = InstantSource.fixed(AT);
        router.route().handler(new RequestIds(() -> "fresh")).handler(SecurityHeaders.api());
        router.get("/jobs")
                .handler(
                        new BearerTokens(tokens::get, false, clock).require(BearerTokens.SUBMITTER))
                .handler(c -> c.end(BearerTokens.caller(c).orElse("nobody")));
        router.get("/open")
                .handler(new BearerTokens(List::of, true, clock).require())
                .handler(c -> c.end(BearerTokens.caller(c).orElse("nobody")));
        router.get("/page").handler(SecurityHeaders.pages()).handler(c -> c.end("page"));
        router.get("/bad")
                .handler(c ->
                        Problem.of(422, "validation_error", "Not valid", "the job is not valid")
                                .with("priority", "unknown", "one of high, low")
                                .send(c, AT));
        server =
                server.requestHandler(router)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.actualPort() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> as(String token) throws Exception {
        return get("/jobs", "Authorization", "Bearer " + token);
    }

    @Test
    void writesProblemDocuments() throws Exception {
        HttpResponse<String> response = get("/bad", "X-Request-ID", "r-1");

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.headers().firstValue("content-type"))
                .contains("application/problem+json");
        assertThat(new JsonObject(response.body()))
                .isEqualTo(
                        new JsonObject(
                                """
                                {"type":"/problems/validation-error","title":"Not valid","status":422,
                                 "detail":"the job is not valid","instance":"/bad",
                                 "error":"validation_error","message":"the job is not valid",
                                 "request_id":"r-1","timestamp":"2026-11-21T00:00:00Z",
                                 "details":[{"field":"priority","issue":"unknown","hint":"one of high, low"}]}\
                                """));
    }

    @Test
    void takesWellFormedRequestIdsOnly() throws Exception {
        String longest = "x".repeat(128);

        assertThat(get("/open", "X-Request-ID", longest).headers().firstValue("x-request-id"))
                .contains(longest);
        assertThat(get("/open", "X-Request-ID", longest + "x").headers().firstValue("x-request-id"))
                .contains("fresh");
        assertThat(get("/open", "X-Request-ID", "a b").headers().firstValue("x-request-id"))
                .contains("fresh");
        assertThat(get("/open").headers().firstValue("x-request-id")).contains("fresh");
    }

    @Test
    void letsTokensPassByRole() throws Exception {
        assertThat(as("one").body()).isEqualTo("old");
        assertThat(as("two").body()).isEqualTo("new");
        assertThat(as("four").body()).isEqualTo("root");

        HttpResponse<String> wrongRole = as("three");
        assertThat(wrongRole.statusCode()).isEqualTo(403);
        assertThat(wrongRole.headers().firstValue("www-authenticate"))
                .contains("Bearer error=\"insufficient_scope\"");
        assertThat(new JsonObject(wrongRole.body()).getString("message"))
                .contains("read-only", "[submitter]");
    }

    @Test
    void refusesWhoHasNoToken() throws Exception {
        assertThat(get("/jobs").statusCode()).isEqualTo(401);
        assertThat(get("/jobs").headers().firstValue("www-authenticate")).contains("Bearer");
        assertThat(as("five").headers().firstValue("www-authenticate"))
                .contains("Bearer error=\"invalid_token\"");
        assertThat(get("/jobs", "Authorization", "Basic one").statusCode()).isEqualTo(401);
        assertThat(get("/jobs", "Authorization", "Bearer ").statusCode()).isEqualTo(401);
        assertThat(get("/jobs", "Authorization", "bEARER one").statusCode()).isEqualTo(200);
    }

    @Test
    void forgetsATokenThatWasRotatedOut() throws Exception {
        tokens.set(List.of(Token.of("new", BearerTokens.SUBMITTER, Secret.of("two"))));

        assertThat(as("one").statusCode()).isEqualTo(401);
        assertThat(as("two").statusCode()).isEqualTo(200);
    }

    @Test
    void letsAnonymousCallersPassWhereAllowed() throws Exception {
        assertThat(get("/open").body()).isEqualTo("nobody");
        assertThat(get("/open", "Authorization", "Bearer x").statusCode()).isEqualTo(401);
    }

    @Test
    void readsTokenFiles() {
        assertThat(Token.parse(List.of("# who", "", "ci submitter " + SHA256_OF_ABC)))
                .singleElement()
                .satisfies(token ->
                        assertThat(token.sha256())
                                .isEqualTo(Token.of("x", "admin", Secret.of("abc")).sha256()));
        assertThatThrownBy(() -> Token.parse(List.of("", "ci submitter abc")))
                .hasMessageStartingWith("line 2 of the tokens: write 'name role sha256'");
        assertThatThrownBy(() -> Token.parse(List.of("ci boss " + SHA256_OF_ABC)))
                .hasMessageContaining("'boss' is none of [admin, read-only, submitter]");
    }

    @Test
    void sendsSecurityHeaders() throws Exception {
        assertThat(get("/page").headers().map())
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .containsEntry("x-frame-options", List.of("DENY"))
                .containsEntry("cache-control", List.of("no-store"))
                .containsEntry("content-security-policy", List.of(SecurityHeaders.PAGE_POLICY));
        assertThat(get("/open").headers().map()).doesNotContainKey("content-security-policy");
    }

    @Test
    void refusesProblemsThatAreNone() {
        assertThatThrownBy(() -> Problem.of(200, "ok", "x", "x"))
                .hasMessageContaining("400 to 599");
        assertThatThrownBy(() -> Problem.of(400, "Not-Ok", "x", "x"))
                .hasMessageContaining("lower case");
    }
}
