package dev.pairplane.publishing.inbound.rest;

import dev.pairplane.observability.http.BearerTokens;
import dev.pairplane.observability.http.Problem;
import dev.pairplane.observability.http.RequestIds;
import dev.pairplane.observability.http.SecurityHeaders;
import dev.pairplane.publishing.core.intake.Publishing;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The routes of the HTTP API, all below `/api`. What each takes and answers is written in
/// `docs/reference/publishing-api.md`.
public final class ApiRoutes {
    static final String V1 = "/api/v1/publishing";
    static final String V2 = "/api/v2/publishing";

    private static final String OUTSIDE = "/api/v2/queue";
    private static final String ALL = "/api/*";
    private static final String EXCHANGE = "publishing.exchange";
    private static final String ENDPOINT = "publishing.endpoint";
    private static final String[] VIEWERS = {BearerTokens.READ_ONLY};
    private static final String[] OPERATORS = {BearerTokens.OPERATOR};
    private static final String[] SUBMITTERS = {BearerTokens.SUBMITTER, BearerTokens.OPERATOR};

    private final BearerTokens tokens;
    private final InstantSource clock;
    private final ApiSettings settings;
    private final ApiListener listener;
    private final List<Row> rows;

    /// One route.
    ///
    /// @param paths in Vert.x's form
    /// @param roles one of them is needed
    record Row(
            HttpMethod method, List<String> paths, List<String> roles, Consumer<Exchange> action) {}

    /// @param publishing the core
    /// @param tokens who may call
    /// @param clock time of day, for what is written into answers and for the checks of alerts'
    ///   times
    /// @param listener told of each request
    public ApiRoutes(
            Publishing publishing,
            BearerTokens tokens,
            InstantSource clock,
            ApiSettings settings,
            ApiListener listener) {
        this.tokens = tokens;
        this.clock = clock;
        this.settings = settings;
        this.listener = listener;
        Submissions submissions = new Submissions(publishing, settings);
        QueueRoutes queue = new QueueRoutes(publishing, settings, clock);
        JobRoutes jobs = new JobRoutes(publishing, settings);
        DeadLetterRoutes letters = new DeadLetterRoutes(publishing, settings);
        Targets targets = new Targets(publishing, settings);
        // Literal paths stand before those with a parameter, which would take them.
        this.rows =
                List.of(
                        post("/submit", SUBMITTERS, submissions::submit, V2 + "/queue/submit"),
                        get("/queue", VIEWERS, queue::status, V2 + "/queue/status"),
                        get("/queue/stats", VIEWERS, queue::stats),
                        get("/jobs", VIEWERS, jobs::list, V2 + "/queue/jobs", OUTSIDE + "/jobs"),
                        get("/jobs/:id", VIEWERS, jobs::find, V2 + "/queue/jobs/:id"),
                        get("/dlq", VIEWERS, letters::list, OUTSIDE + "/dlq"),
                        get("/dlq/stats", VIEWERS, letters::stats),
                        get("/dlq/:id", OPERATORS, letters::find),
                        post(
                                "/dlq/:id/replay",
                                OPERATORS,
                                letters::replay,
                                OUTSIDE + "/dlq/:id/replay"),
                        get("/targets", VIEWERS, targets::list),
                        get("/targets/:name", VIEWERS, targets::find),
                        get("/mode", VIEWERS, targets::mode),
                        get(
                                "/circuit-breakers",
                                VIEWERS,
                                queue::breakers,
                                OUTSIDE + "/circuit-breakers"));
    }

    private static Row get(
            String path, String[] roles, Consumer<Exchange> action, String... aliases) {
        return new Row(HttpMethod.GET, paths(path, aliases), List.of(roles), action);
    }

    private static Row post(
            String path, String[] roles, Consumer<Exchange> action, String... aliases) {
        return new Row(HttpMethod.POST, paths(path, aliases), List.of(roles), action);
    }

    private static List<String> paths(String path, String... aliases) {
        return Stream.concat(Stream.of(V1 + path, V2 + path), Stream.of(aliases)).toList();
    }

    /// Every route.
    List<Row> rows() {
        return rows;
    }

    /// Adds the routes to a router.
    public void attach(Router router) {
        router.route(ALL)
                .handler(new RequestIds())
                .handler(SecurityHeaders.api())
                .handler(this::begin)
                .failureHandler(this::failed);
        Map<String, Map<HttpMethod, Row>> byPath = new LinkedHashMap<>();
        for (Row row : rows) {
            for (String path : row.paths()) {
                byPath.computeIfAbsent(path, _ -> new LinkedHashMap<>()).put(row.method(), row);
            }
        }
        byPath.forEach((path, methods) -> attach(router, path, methods));
        router.route(ALL)
                .handler(context ->
                        exchange(context)
                                .problem(
                                        Problems.notFound(
                                                "nothing is served at this path; the API is at "
                                                        + V1
                                                        + " and "
                                                        + V2)));
    }

    private void attach(Router router, String path, Map<HttpMethod, Row> methods) {
        Map<HttpMethod, Row> all = new LinkedHashMap<>(methods);
        Optional.ofNullable(methods.get(HttpMethod.GET))
                .ifPresent(row -> all.put(HttpMethod.HEAD, row));
        String allow =
                all.keySet().stream().map(HttpMethod::name).collect(Collectors.joining(", "));
        Map<HttpMethod, Handler<RoutingContext>> gates = new LinkedHashMap<>();
        all.forEach((method, row) ->
                gates.put(method, tokens.require(row.roles().toArray(String[]::new))));
        router.route(path)
                .handler(context -> {
                    context.put(ENDPOINT, path);
                    Handler<RoutingContext> gate = gates.get(context.request().method());
                    if (gate == null) {
                        context.response().putHeader("Allow", allow);
                        exchange(context).problem(wrongMethod(allow));
                    } else {
                        gate.handle(context);
                    }
                })
                .handler(context -> {
                    Row row = all.get(context.request().method());
                    if (row != null) {
                        row.action().accept(exchange(context));
                    }
                });
    }

    private static Problem wrongMethod(String allow) {
        return Problem.of(
                405, "method_not_allowed", "The method is not served here", "use " + allow);
    }

    private void begin(RoutingContext context) {
        tell(context, listener.began(context.request().method().name()));
        Exchange exchange = new Exchange(context, clock);
        context.put(EXCHANGE, exchange);
        String path = Exchange.path(context);
        context.response()
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .putHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
        if (path.startsWith("/api/v1/")) {
            context.response().putHeader("X-API-Version", "1.0.0");
        } else if (path.startsWith("/api/v2/")) {
            context.response().putHeader("X-API-Version", "2.0.0");
        }
        limitTime(context, exchange);
        if (Parameters.decode(path).isEmpty()) {
            exchange.problem(
                    Problems.invalid(
                            "path",
                            "is not percent-encoded UTF-8 text without NUL",
                            "percent-encoded UTF-8"));
        } else {
            context.next();
        }
    }

    private static void tell(RoutingContext context, ApiListener.Request request) {
        context.addEndHandler(end ->
                request.ended(
                        context.get(ENDPOINT, ApiListener.UNMATCHED),
                        end.succeeded()
                                ? context.response().getStatusCode()
                                : ApiListener.CALLER_GONE));
    }

    private void limitTime(RoutingContext context, Exchange exchange) {
        long timer =
                context.vertx()
                        .setTimer(
                                settings.timeout().toMillis(),
                                _ -> exchange.guarded(() -> timedOut(context, exchange)));
        context.addEndHandler(_ -> context.vertx().cancelTimer(timer));
    }

    private static void timedOut(RoutingContext context, Exchange exchange) {
        if (context.request().isEnded()) {
            exchange.close();
            exchange.problem(
                    Problems.unavailable(
                            "the request took too long; whether it was carried out is not known"));
        } else {
            exchange.hangUp();
            exchange.problem(
                    Problem.of(
                            408,
                            "request_timeout",
                            "The request took too long",
                            "the body did not come in time; send it at once"));
        }
    }

    private static Exchange exchange(RoutingContext context) {
        return Objects.requireNonNull(context.get(EXCHANGE), "a request has begun");
    }

    private void failed(RoutingContext context) {
        Exchange exchange = context.get(EXCHANGE);
        Exchange known = exchange == null ? new Exchange(context, clock) : exchange;
        Throwable cause = context.failure();
        if (cause == null && context.statusCode() == 400) {
            known.problem(Problems.invalid("path", "is malformed", "a path of this API"));
        } else {
            known.failed(cause == null ? new IllegalStateException("failed") : cause);
        }
    }
}
