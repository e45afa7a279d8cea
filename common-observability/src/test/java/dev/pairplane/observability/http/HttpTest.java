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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                            Token.of("root", BearerTokens.ADMIN, Secret.of("four")),
                            Token.of("ops", BearerTokens.OPERATOR, Secret.of("five")),
                            Token.of("desk", "viewer", Secret.of("six"))));
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
        for (String role : List.of(BearerTokens.READ_ONLY, BearerTokens.OPERATOR)) {
            router.get("/" + role)
                    .handler(new BearerTokens(tokens::get, false, clock).require(role))
                    .handler(c -> c.end(BearerTokens.caller(c).orElse("nobody")));
        }
        router.get("/open")
                .handler(new BearerTokens(List::of, true, clock).require())
                .handler(c -> c.end(BearerTokens.caller(c).orElse("nobody")));
        router.get("/page").handler(SecurityHeaders.pages()).handler(c -> c.end("page"));
        router.head("/bad").handler(c -> Problem.of(404, "not_found", "No", "no").send(c, AT));
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
    void answersToHeadHaveNoBody() throws Exception {
        HttpResponse<String> response =
                client.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:" + server.actualPort() + "/bad"))
                                .HEAD()
                                .build(),
                        BodyHandlers.ofString());

        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("content-type"))
                .contains("application/problem+json");
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

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @CsvSource({
        "/read-only, one, 403",
        "/read-only, three, 200",
        "/read-only, four, 200",
        "/read-only, five, 200",
        "/read-only, six, 200",
        "/jobs, one, 200",
        "/jobs, three, 403",
        "/jobs, five, 200",
        "/jobs, six, 403",
        "/operator, one, 403",
        "/operator, three, 403",
        "/operator, four, 200",
        "/operator, five, 200",
        "/operator, six, 403"
    })
    void whoMayDoMoreMayDoLess(String path, String token, int status) throws Exception {
        assertThat(get(path, "Authorization", "Bearer " + token).statusCode()).isEqualTo(status);
        assertThat(get(path, "X-API-Key", token).statusCode()).isEqualTo(status);
    }

    @Test
    void findsTheTokenThatIsPresentedAndSaysWhatItMay() {
        BearerTokens known = new BearerTokens(tokens::get, false, () -> AT);

        assertThat(known.find(" five ").map(Token::name)).contains("ops");
        assertThat(known.find("seven")).isEmpty();
        assertThat(known.find(" ")).isEmpty();
        Token ops = known.find("five").orElseThrow();
        assertThat(ops.may(BearerTokens.READ_ONLY)).isTrue();
        assertThat(ops.may(BearerTokens.ADMIN)).isFalse();
        assertThat(known.find("one").orElseThrow().may(BearerTokens.READ_ONLY)).isFalse();
        assertThat(known.anonymous()).isFalse();
        assertThat(new BearerTokens(List::of, true, () -> AT).anonymous()).isTrue();
    }

    @Test
    void aTokenIsValidWhileItIsKnownInItsRole() {
        BearerTokens known = new BearerTokens(tokens::get, false, () -> AT);
        Token ops = known.find("five").orElseThrow();
        assertThat(known.valid(ops)).isTrue();

        tokens.set(List.of(Token.of("ops", BearerTokens.READ_ONLY, Secret.of("five"))));
        assertThat(known.valid(ops)).isFalse();

        tokens.set(List.of());
        assertThat(known.valid(ops)).isFalse();
    }

    @Test
    void theOtherHeaderCountsOnlyWhereThereIsNoAuthorization() throws Exception {
        assertThat(get("/jobs", "X-API-Key", "one").body()).isEqualTo("old");
        assertThat(get("/jobs", "X-API-Key", "wrong").statusCode()).isEqualTo(401);
        assertThat(get("/jobs", "X-API-Key", "").statusCode()).isEqualTo(401);
        assertThat(get("/jobs", "X-API-Key", "one", "Authorization", "Bearer two").body())
                .isEqualTo("new");
        assertThat(get("/jobs", "X-API-Key", "one", "Authorization", "Bearer no").statusCode())
                .isEqualTo(401);
        assertThat(get("/open", "X-API-Key", "wrong").statusCode()).isEqualTo(401);
    }

    @Test
    void refusesWhoHasNoToken() throws Exception {
        assertThat(get("/jobs").statusCode()).isEqualTo(401);
        assertThat(get("/jobs").headers().firstValue("www-authenticate")).contains("Bearer");
        assertThat(as("seven").headers().firstValue("www-authenticate"))
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
                .hasMessageContaining("'boss' is none of [admin, operator, read-only, submitter]");
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
