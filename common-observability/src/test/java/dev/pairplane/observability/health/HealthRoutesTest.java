package dev.pairplane.observability.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthRoutesTest {
    private static final String AT = "2026-11-21T00:00:00Z";

    private final AtomicLong nanos = new AtomicLong();
    private final Watchdog watchdog = new Watchdog(nanos::get, Duration.ofSeconds(60));
    private final AtomicReference<CheckResult> disk =
            new AtomicReference<>(CheckResult.ok("fine").with("disk_usage_percent", 41.2));
    private final Health health =
            new Health(
                    InstantSource.fixed(Instant.parse(AT)),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    watchdog,
                    List.of(
                            new HealthCheck() {
                                @Override
                                public String name() {
                                    return "disk_space";
                                }

                                @Override
                                public CheckResult check() {
                                    return disk.get();
                                }
                            }));
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server = vertx.createHttpServer();

    @BeforeEach
    void serve() throws Exception {
        Router router = Router.router(vertx);
        HealthRoutes.attach(router, health);
        server =
                server.requestHandler(router)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
        health.round();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private void answers(String path, int status, String body) throws Exception {
        HttpResponse<String> response = send("GET", path);
        assertThat(new JsonObject(response.body())).as(path).isEqualTo(new JsonObject(body));
        assertThat(response.statusCode()).as(path).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
    }

    @Test
    void answersWhileStarting() throws Exception {
        answers("/health/live", 200, "{\"healthy\":true,\"status\":\"alive\"}");
        answers("/health/started", 503, "{\"started\":false,\"status\":\"starting\"}");
        answers("/startupz", 503, "{\"started\":false,\"status\":\"starting\"}");
        answers(
                "/health/ready",
                503,
                "{\"ready\":false,\"status\":\"healthy\",\"reason\":\"starting\"}");
    }

    @Test
    void answersWhenAllIsWell() throws Exception {
        health.completeStart();

        answers("/health", 200, "{\"status\":\"healthy\",\"timestamp\":\"" + AT + "\"}");
        answers("/healthz", 200, "{\"healthy\":true,\"status\":\"alive\"}");
        answers("/livez", 200, "{\"healthy\":true,\"status\":\"alive\"}");
        answers("/health/ready", 200, "{\"ready\":true,\"status\":\"healthy\"}");
        answers("/startupz", 200, "{\"started\":true,\"status\":\"started\"}");
        answers(
                "/ready",
                200,
                "{\"status\":\"ready\",\"timestamp\":\"" + AT + "\",\"disk_usage_percent\":41.2}");
        answers(
                "/readyz",
                200,
                """
                {"ready":true,"status":"healthy","conditions":[],
                 "checks":{"disk_space":{"severity":"OK","evidence":"fine"}}}\
                """);
    }

    @Test
    void saysWhyItIsNotReady() throws Exception {
        health.completeStart();
        disk.set(CheckResult.critical("disk_full", "full").with("disk_usage_percent", 99));
        health.round();

        answers(
                "/health/ready",
                503,
                "{\"ready\":false,\"status\":\"unhealthy\",\"reason\":\"disk_full\"}");
        answers(
                "/ready",
                503,
                "{\"status\":\"not_ready\",\"reason\":\"disk_full\",\"timestamp\":\""
                        + AT
                        + "\",\"disk_usage_percent\":99.0}");
        answers("/health/live", 200, "{\"healthy\":true,\"status\":\"alive\"}");
    }

    @Test
    void isDeadWhenALoopStalls() throws Exception {
        watchdog.register("flush");
        nanos.set(Duration.ofSeconds(61).toNanos());

        answers("/health/live", 503, "{\"healthy\":false,\"status\":\"stalled: flush\"}");
        answers("/health", 503, "{\"status\":\"unhealthy\",\"timestamp\":\"" + AT + "\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/healthz",
                "/livez",
                "/readyz",
                "/startupz",
                "/health",
                "/health/live",
                "/health/ready",
                "/health/started",
                "/ready"
            })
    void takesHeadAndGetOnly(String path) throws Exception {
        health.completeStart();

        assertThat(send("HEAD", path).statusCode()).isEqualTo(200);
        assertThat(send("HEAD", path).body()).isEmpty();
        assertThat(send("POST", path).statusCode()).isEqualTo(405);
        assertThat(send("DELETE", path).headers().firstValue("allow")).contains("GET, HEAD");
    }
}
