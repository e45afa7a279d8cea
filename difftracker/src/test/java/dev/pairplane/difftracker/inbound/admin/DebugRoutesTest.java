package dev.pairplane.difftracker.inbound.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.telemetry.Pictures;
import dev.pairplane.observability.http.BearerTokens;
import dev.pairplane.observability.logging.Secret;
import dev.pairplane.testkit.GoldenFiles;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebugRoutesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-20T10:00:00Z"));

    private ServedRoutes routes = serve(Situations.always(Situations.mixed()), true);

    private static ServedRoutes serve(Snapshots snapshots, boolean anonymous) {
        Access access =
                new Access(
                        new BearerTokens(
                                () ->
                                        List.of(
                                                BearerTokens.Token.of(
                                                        "alice",
                                                        BearerTokens.READ_ONLY,
                                                        Secret.of("look")),
                                                BearerTokens.Token.of(
                                                        "bob",
                                                        BearerTokens.ADMIN,
                                                        Secret.of("all")),
                                                BearerTokens.Token.of(
                                                        "carol",
                                                        BearerTokens.SUBMITTER,
                                                        Secret.of("submit"))),
                                anonymous,
                                CLOCK));
        return new ServedRoutes(router -> {
            new DebugRoutes(snapshots, access, CLOCK).attach(router);
            router.get("/page").handler(access.pages()).handler(c -> c.response().end("a page"));
        });
    }

    private void again(Snapshots snapshots, boolean anonymous) {
        routes.close();
        routes = serve(snapshots, anonymous);
    }

    @AfterEach
    void close() {
        routes.close();
    }

    @Test
    void theStateIsTheCommittedShape() throws Exception {
        HttpResponse<String> response = routes.get("/debug/difftracker/state");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(response.headers().firstValue("cache-control")).contains("no-store");
        GoldenFiles.check(GOLDEN.resolve("debug-state.json"), response.body());
    }

    @Test
    void theServicesAreTheCommittedShape() throws Exception {
        GoldenFiles.check(
                GOLDEN.resolve("debug-services.json"),
                routes.get("/debug/difftracker/services").body());
    }

    @Test
    void theBrakeShowsWhatItHolds() throws Exception {
        again(Situations.always(Situations.held()), true);

        JsonObject state = new JsonObject(routes.get("/debug/difftracker/state").body());

        assertThat(state.getString("phase")).isEqualTo("held_by_brake");
        assertThat(state.getJsonObject("brake").getJsonArray("heldRemovals"))
                .containsExactly("load balancer svc-x", "load balancer svc-y");
    }

    @ParameterizedTest
    @CsvSource({
        "state=created, svc-a",
        "q=QUEUE, svc-c",
        "q=20.0.0.1, svc-a",
        "q=throttled, svc-c",
        "parked=true, svc-c",
        "limit=1, svc-a"
    })
    void servicesAreFound(String query, String uid) throws Exception {
        JsonObject found =
                new JsonObject(routes.get("/debug/difftracker/services?" + query).body());

        assertThat(found.getJsonArray("services")).hasSize(1);
        assertThat(found.getJsonArray("services").getJsonObject(0).getString("serviceUID"))
                .isEqualTo(uid);
    }

    @Test
    void allThatIsWrongWithARequestIsNamed() throws Exception {
        HttpResponse<String> response =
                routes.get("/debug/difftracker/services?state=x&parked=y&limit=0");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("content-type"))
                .contains("application/problem+json");
        JsonObject problem = new JsonObject(response.body());
        assertThat(problem.getString("error")).isEqualTo("validation_error");
        assertThat(problem.getString("request_id"))
                .isEqualTo(response.headers().firstValue("x-request-id").orElseThrow());
        assertThat(problem.getJsonArray("details"))
                .extracting(detail -> ((JsonObject) detail).getString("field"))
                .containsExactly("state", "parked", "limit");
    }

    @Test
    void anUnknownDocumentIsAProblem() throws Exception {
        HttpResponse<String> response = routes.get("/debug/difftracker/plan");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(response.body()).getString("type"))
                .isEqualTo("/problems/not-found");
    }

    @Test
    void aControllerThatDoesNotAnswerIsAProblem() throws Exception {
        again(new Snapshots(_ -> {}, Pictures::busy, Duration.ofMillis(1)), true);

        HttpResponse<String> response = routes.get("/debug/difftracker/state");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(response.body()).getString("error")).isEqualTo("busy");
    }

    @ParameterizedTest
    @CsvSource({
        ", 401",
        "Bearer look, 200",
        "Bearer all, 200",
        "Bearer submit, 403",
        "Bearer wrong, 401",
        "Basic eDpsb29r, 401"
    })
    void onlyWhoHasATokenMayLook(@org.jspecify.annotations.Nullable String header, int status)
            throws Exception {
        again(Situations.always(Situations.mixed()), false);

        HttpResponse<String> response =
                header == null
                        ? routes.get("/debug/difftracker/state")
                        : routes.get("/debug/difftracker/state", "Authorization", header);

        assertThat(response.statusCode()).isEqualTo(status);
        if (status == 401) {
            assertThat(response.headers().firstValue("www-authenticate").orElse(""))
                    .startsWith("Bearer");
        }
    }

    @Test
    void pagesTakeATokenAsThePasswordOfALogin() throws Exception {
        again(Situations.always(Situations.mixed()), false);

        HttpResponse<String> asked = routes.get("/page");
        assertThat(asked.statusCode()).isEqualTo(401);
        assertThat(asked.headers().firstValue("www-authenticate").orElse("")).startsWith("Basic");

        assertThat(routes.get("/page", "Authorization", basic("anybody:look")).body())
                .isEqualTo("a page");
        assertThat(routes.get("/page", "Authorization", basic("look:")).statusCode())
                .isEqualTo(401);
        assertThat(routes.get("/page", "Authorization", "Basic %%%").statusCode()).isEqualTo(401);
        assertThat(routes.get("/page", "Authorization", basic("nocolon")).statusCode())
                .isEqualTo(401);
    }

    private static String basic(String login) {
        return "Basic "
                + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }
}
