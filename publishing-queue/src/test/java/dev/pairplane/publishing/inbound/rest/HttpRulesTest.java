package dev.pairplane.publishing.inbound.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pairplane.publishing.core.queue.SchedulerSettings;
import dev.pairplane.publishing.inbound.rest.ServedApi.Answer;
import dev.pairplane.publishing.store.Faults;
import io.vertx.core.http.HttpMethod;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds for every route: who may call, methods, headers, time.
class HttpRulesTest {
    private static final String ID = "01970000-0000-7000-8000-0000000fffff";

    private ServedApi api;

    @BeforeEach
    void serve() throws Exception {
        api = new ServedApi(ServedApi.target("good", true));
    }

    @AfterEach
    void close() throws Exception {
        api.close();
    }

    private void impatient(Duration timeout) throws Exception {
        ApiSettings usual = ApiSettings.DEFAULTS;
        api.close();
        api =
                new ServedApi(
                        false,
                        new ApiSettings(
                                usual.maxBody(),
                                usual.inlineBody(),
                                timeout,
                                usual.maxFaults(),
                                usual.pendingAge(),
                                usual.alert()),
                        SchedulerSettings.DEFAULT,
                        ServedApi.target("good", true));
    }

    private Answer call(String method, String path, String... headers) throws Exception {
        return method.equals("POST")
                ? api.post(path, path.endsWith("/submit") ? ServedApi.ALERT : "", headers)
                : api.send(method, path, BodyPublishers.noBody(), headers);
    }

    /// Publishing invariant 96.
    @ParameterizedTest(name = "{0} {1}: viewer {2}, submitter {3}, operator {4}, admin {5}")
    @CsvSource({
        "POST, /submit, 403, 202, 202, 202",
        "GET, /queue, 200, 403, 200, 200",
        "GET, /queue/stats, 200, 403, 200, 200",
        "GET, /jobs, 200, 403, 200, 200",
        "GET, /jobs/ID, 404, 403, 404, 404",
        "GET, /dlq, 200, 403, 200, 200",
        "GET, /dlq/stats, 200, 403, 200, 200",
        "GET, /dlq/ID, 403, 403, 404, 404",
        "POST, /dlq/ID/replay, 403, 403, 404, 404",
        "GET, /targets, 200, 403, 200, 200",
        "GET, /targets/good, 200, 403, 200, 200",
        "GET, /mode, 200, 403, 200, 200",
        "GET, /circuit-breakers, 200, 403, 200, 200"
    })
    void rolesHaveTheirRights(
            String method, String path, int viewer, int submitter, int operator, int admin)
            throws Exception {
        for (String base : List.of(ServedApi.V1, ServedApi.V2)) {
            String full = base + path.replace("ID", ID);
            assertThat(
                            List.of(
                                    call(method, full, "Authorization", "Bearer viewer").status(),
                                    call(method, full, "Authorization", "Bearer submitter")
                                            .status(),
                                    call(method, full, "Authorization", "Bearer operator").status(),
                                    call(method, full, "Authorization", "Bearer admin").status(),
                                    call(method, full, "Authorization", "Bearer nobody").status()))
                    .containsExactly(viewer, submitter, operator, admin, 401);
            String bare =
                    RawHttp.exchange(
                            api.port(),
                            method
                                    + " "
                                    + full
                                    + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(bare)
                    .startsWith("HTTP/1.1 401 ")
                    .containsIgnoringCase("www-authenticate: Bearer\r\n")
                    .contains("\"error\":\"unauthorized\"");
        }
    }

    @Test
    void everyRouteIsInTheTableOfRoles() {
        // Thirteen above; a new route has to be added there.
        assertThat(api.routes.rows()).hasSize(13);
    }

    /// Publishing invariant 95.
    @Test
    void methodsThatAreNotServedAreRefusedWithThoseThatAre() throws Exception {
        for (ApiRoutes.Row row : api.routes.rows()) {
            String allowed = row.method().equals(HttpMethod.GET) ? "GET, HEAD" : "POST";
            for (String path : row.paths()) {
                for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS")) {
                    Answer answer = call(method, path.replace(":id", ID).replace(":name", "good"));

                    assertThat(answer.status()).isEqualTo(405);
                    assertThat(answer.header("allow")).contains(allowed);
                    assertThat(answer.json().getString("error")).isEqualTo("method_not_allowed");
                }
            }
        }
        assertThat(call("GET", ServedApi.V1 + "/submit").status()).isEqualTo(405);
        assertThat(call("POST", ServedApi.V1 + "/mode").status()).isEqualTo(405);
    }

    /// Publishing invariant 95.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/publishing/nothing",
                "/api/v1/publishing",
                "/api/v1/publishing/jobs/a/b",
                "/api/v1/publishing/queue/jobs",
                "/api/v3/publishing/queue",
                "/api/v1/queue/dlq",
                "/api/",
                "/api/v2/publishing/targets/refresh/now"
            })
    void unknownPathsAreNotFoundInTheErrorShape(String path) throws Exception {
        Answer answer = call("GET", path, "X-Request-ID", "r-1");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("content-type")).contains("application/problem+json");
        assertThat(answer.json().fieldNames())
                .containsExactlyInAnyOrder(
                        "type",
                        "title",
                        "status",
                        "detail",
                        "instance",
                        "error",
                        "message",
                        "request_id",
                        "timestamp",
                        "details");
        assertThat(answer.json().getString("error")).isEqualTo("not_found");
        assertThat(answer.json().getString("request_id")).isEqualTo("r-1");
    }

    @Test
    void headGivesTheHeadersOfGetAndNothingElse() throws Exception {
        for (String path :
                List.of("/queue", "/jobs", "/targets/good", "/targets/nobody", "/mode")) {
            Answer get = call("GET", ServedApi.V1 + path, "X-Request-ID", "r");
            Answer head = call("HEAD", ServedApi.V1 + path, "X-Request-ID", "r");

            assertThat(head.status()).isEqualTo(get.status());
            assertThat(head.text()).isEmpty();
            assertThat(head.header("content-type")).isEqualTo(get.header("content-type"));
            assertThat(head.header("etag")).isEqualTo(get.header("etag"));
        }
        String raw = RawHttp.send(api.port(), "HEAD " + ServedApi.V1 + "/mode HTTP/1.1");
        assertThat(raw).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
    }

    @Test
    void everyAnswerHasTheHeadersThatProtect() throws Exception {
        for (String path : List.of("/queue", "/nothing", "/jobs/x")) {
            Answer answer = call("GET", ServedApi.V1 + path);

            assertThat(answer.header("x-content-type-options")).contains("nosniff");
            assertThat(answer.header("x-frame-options")).contains("DENY");
            assertThat(answer.header("content-security-policy").orElseThrow())
                    .startsWith("default-src 'none'");
            assertThat(answer.header("permissions-policy")).isPresent();
            assertThat(answer.header("cache-control")).contains("no-store");
            assertThat(answer.header("access-control-allow-origin")).isEmpty();
            assertThat(answer.header("x-request-id").orElseThrow()).isNotEmpty();
        }
    }

    @Test
    void aFaultOfTheServiceShowsNothingOfItsInside() throws Exception {
        api.breakCore();

        Answer answer = call("POST", ServedApi.V1 + "/submit", "X-Request-ID", "r-1");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().getString("error")).isEqualTo("internal_error");
        assertThat(answer.json().getString("request_id")).isEqualTo("r-1");
        assertThat(answer.text()).doesNotContain("Exception", "executor", "dev.pairplane", "java");
        assertThat(call("GET", ServedApi.V1 + "/queue").status()).isEqualTo(200);
    }

    @Test
    void http2IsServedAlike() throws Exception {
        api.core.stop(Duration.ofSeconds(10), _ -> {});
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.0.0.1:"
                                                    + api.port()
                                                    + ServedApi.V1
                                                    + "/submit"))
                            .header("X-API-Key", "admin")
                            .header("Content-Type", "application/json");
            String large = "{\"x\":\"" + "y".repeat(1024 * 1024) + "\"}";

            HttpResponse<String> refused =
                    client.send(
                            request.POST(BodyPublishers.ofString(ServedApi.ALERT)).build(),
                            BodyHandlers.ofString());
            HttpResponse<String> tooLarge =
                    client.send(
                            request.POST(BodyPublishers.ofString(large)).build(),
                            BodyHandlers.ofString());

            HttpResponse<String> head =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:"
                                                            + api.port()
                                                            + ServedApi.V1
                                                            + "/targets/nobody"))
                                    .header("X-API-Key", "admin")
                                    .HEAD()
                                    .build(),
                            BodyHandlers.ofString());

            assertThat(head.statusCode()).isEqualTo(404);
            assertThat(head.body()).isEmpty();
            assertThat(refused.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(tooLarge.statusCode()).isEqualTo(413);
        }
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedForLong() throws Exception {
        impatient(Duration.ofMillis(300));

        String answer =
                RawHttp.exchange(
                        api.port(),
                        """
                        POST %s/submit HTTP/1.1\r
                        Host: x\r
                        Authorization: Bearer admin\r
                        Content-Type: application/json\r
                        Content-Length: 100\r
                        \r
                        {"alert\
                        """
                                .formatted(ServedApi.V1));

        assertThat(answer).startsWith("HTTP/1.1 408 ").contains("request_timeout");
    }

    @Test
    void anAnswerThatDoesNotComeIsNotWaitedForLong() throws Exception {
        impatient(Duration.ofMillis(300));
        api.onSerial(store ->
                store.faults((_, call) ->
                        call == Faults.Call.LIST_JOBS
                                ? Faults.Fate.within(Duration.ofSeconds(20))
                                : Faults.Fate.GOOD));

        Answer answer = call("GET", ServedApi.V1 + "/jobs");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().getString("error")).isEqualTo("service_unavailable");
    }

    @Test
    void eachRequestIsToldOnceUnderItsRouteAndNotUnderWhatTheCallerWrote() throws Exception {
        api.get(ServedApi.V1 + "/jobs/" + ID);
        api.get(ServedApi.V1 + "/jobs?limit=0");
        api.get("/api/v9/whatever");
        call("DELETE", ServedApi.V2 + "/targets/good");
        api.get(ServedApi.V1 + "/queue", "Authorization", "Bearer nobody");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(api.requests)
                                .containsExactlyInAnyOrder(
                                        "GET " + ServedApi.V1 + "/jobs/:id 404",
                                        "GET " + ServedApi.V1 + "/jobs 400",
                                        "GET unmatched 404",
                                        "DELETE " + ServedApi.V2 + "/targets/:name 405",
                                        "GET " + ServedApi.V1 + "/queue 401"));
    }

    @Test
    void aCallerThatGoesBeforeItsAnswerIsToldAsGone() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.getOutputStream()
                    .write(
                            """
                            POST %s/submit HTTP/1.1\r
                            Host: x\r
                            Authorization: Bearer admin\r
                            Content-Type: application/json\r
                            Expect: 100-continue\r
                            Content-Length: 100\r
                            \r
                            """
                                    .formatted(ServedApi.V1)
                                    .getBytes(StandardCharsets.UTF_8));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(api.requests)
                                .containsExactly("POST " + ServedApi.V1 + "/submit 499"));
    }

    @Test
    void aClientThatAsksFirstIsToldToGoOnOrNot() throws Exception {
        String head =
                """
                POST %s/submit HTTP/1.1\r
                Host: x\r
                Authorization: Bearer admin\r
                Content-Type: application/json\r
                Connection: close\r
                Expect: 100-continue\r
                Content-Length: %d\r
                \r
                """;

        assertThat(
                        RawHttp.exchange(
                                api.port(),
                                head.formatted(ServedApi.V1, ServedApi.ALERT.length())
                                        + ServedApi.ALERT))
                .startsWith("HTTP/1.1 100 ")
                .contains("HTTP/1.1 202 ");
        assertThat(RawHttp.exchange(api.port(), head.formatted(ServedApi.V1, 2_000_000)))
                .startsWith("HTTP/1.1 413 ");
    }
}
