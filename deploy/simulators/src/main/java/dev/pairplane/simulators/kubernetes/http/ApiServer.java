package dev.pairplane.simulators.kubernetes.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.pairplane.simulators.kubernetes.fault.Call;
import dev.pairplane.simulators.kubernetes.fault.Fault;
import dev.pairplane.simulators.kubernetes.fault.Faults;
import dev.pairplane.simulators.kubernetes.fault.Journal;
import dev.pairplane.simulators.kubernetes.registry.Registry;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.store.Store;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every path of the server.
public final class ApiServer implements HttpHandler {

    private static final String BEARER = "Bearer ";

    private final Clock clock;
    private final Faults faults;
    private final Journal journal;
    private final Map<String, String> users;
    private final Lists lists;
    private final Watches watches;
    private final ObjectRequests objects;
    private final SimulatorApi simulator;

    /// A server for that store.
    ///
    /// @param users who a bearer token stands for; another token stands for itself
    public ApiServer(
            Store store,
            Registry registry,
            Faults faults,
            Journal journal,
            Clock clock,
            Duration bookmarkInterval,
            Map<String, String> users) {
        this.clock = clock;
        this.faults = faults;
        this.journal = journal;
        this.users = Map.copyOf(users);
        Tables tables = new Tables(clock);
        this.lists = new Lists(store, tables);
        this.watches = new Watches(store, tables, bookmarkInterval);
        this.objects = new ObjectRequests(registry, tables);
        this.simulator = new SimulatorApi(store, faults, journal);
    }

    /// What fails here fails after the answer has begun: the server then breaks the connection, so
    /// that a client does not take half an answer for a whole one.
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            reply(exchange).body().send(exchange);
            exchange.close();
        } catch (ConnectionCut cut) {
            // Before anything is sent, this closes the connection.
            exchange.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("stopped").initCause(e);
        }
    }

    /// A fault that closes the connection.
    private static final class ConnectionCut extends Exception {
        private static final long serialVersionUID = 1L;

        ConnectionCut() {
            super("cut", null, false, false);
        }
    }

    private Reply reply(HttpExchange exchange)
            throws IOException, ConnectionCut, InterruptedException {
        try {
            return dispatch(exchange);
        } catch (ApiException refusal) {
            return Reply.of(refusal);
        }
    }

    private Reply dispatch(HttpExchange exchange)
            throws IOException, ConnectionCut, InterruptedException {
        List<String> path =
                Arrays.stream(exchange.getRequestURI().getRawPath().split("/", -1))
                        .filter(segment -> !segment.isEmpty())
                        .map(Query::decode)
                        .toList();
        Query query = Query.parse(Optional.ofNullable(exchange.getRequestURI().getRawQuery()));
        String accept = header(exchange, "Accept");
        String first = path.isEmpty() ? "" : path.getFirst();
        int size = path.size();
        if ("apis".equals(first) && size > 1 && !Discovery.knows(path)) {
            return notFound();
        }
        return switch (first) {
            case "api" -> {
                if (size == 1) {
                    yield Discovery.core(accept, header(exchange, "Host"));
                }
                yield size == 2
                        ? Discovery.resources("", path.get(1))
                        : resource(
                                exchange,
                                Route.parse("", path.get(1), path.subList(2, size)),
                                query);
            }
            case "apis" ->
                    switch (size) {
                        case 1 -> Discovery.groups(accept);
                        case 2 -> Discovery.oneGroup(path.get(1));
                        case 3 -> Discovery.resources(path.get(1), path.get(2));
                        default ->
                                resource(
                                        exchange,
                                        Route.parse(
                                                path.get(1), path.get(2), path.subList(3, size)),
                                        query);
                    };
            case "openapi" -> openApi(path);
            case "version" -> Discovery.version();
            case "healthz", "livez", "readyz" -> Reply.text(200, "ok");
            case "simulator" -> simulator.handle(exchange, path.subList(1, size), query);
            default -> notFound();
        };
    }

    private static Reply notFound() {
        return Reply.text(404, "404 page not found\n");
    }

    private static Reply openApi(List<String> path) {
        if (path.size() < 2 || !"v3".equals(path.get(1))) {
            throw ApiException.noSuchResource();
        }
        return path.size() == 2
                ? OpenApi.index()
                : OpenApi.document(String.join("/", path.subList(2, path.size())));
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }

    private Reply resource(HttpExchange exchange, Route route, Query query)
            throws IOException, ConnectionCut, InterruptedException {
        String verb =
                route.verb(exchange.getRequestMethod(), query)
                        .orElseThrow(ApiException::methodNotAllowed);
        if ("websocket".equalsIgnoreCase(header(exchange, "Upgrade"))) {
            // Clients that try this first take it as a no, and watch over plain HTTP.
            return Reply.text(200, "");
        }
        Call call =
                new Call(verb, route.resource(), route.namespace(), route.name(), user(exchange));
        List<Fault.Effect> effects = faults.draw(call);
        Reply reply;
        try {
            before(effects);
            reply = perform(exchange, verb, route, query, effects);
            after(effects);
        } catch (ApiException refusal) {
            reply = Reply.of(refusal);
        } catch (ConnectionCut cut) {
            journal.add(clock.instant(), call, 0);
            throw cut;
        }
        journal.add(clock.instant(), call, reply.code());
        return reply;
    }

    private Reply perform(
            HttpExchange exchange,
            String verb,
            Route route,
            Query query,
            List<Fault.Effect> effects)
            throws IOException {
        Representation form = Representation.of(header(exchange, "Accept"));
        return switch (verb) {
            case "list" ->
                    lists.list(
                            route,
                            query,
                            form,
                            first(effects, Fault.Effect.StaleList.class)
                                    .map(Fault.Effect.StaleList::changes));
            case "watch" ->
                    watches.watch(route, query, form, first(effects, Fault.Effect.DropWatch.class));
            default -> objects.handle(verb, route, query, form, exchange);
        };
    }

    private static <T> Optional<T> first(List<Fault.Effect> effects, Class<T> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private static void before(List<Fault.Effect> effects)
            throws ConnectionCut, InterruptedException {
        for (Fault.Effect effect : effects) {
            switch (effect) {
                case Fault.Effect.Latency(Duration delay) -> Thread.sleep(delay);
                case Fault.Effect.Answer answer when !answer.afterEffect() -> throw error(answer);
                case Fault.Effect.Cut(boolean afterEffect) when !afterEffect ->
                        throw new ConnectionCut();
                case Fault.Effect.Answer _,
                        Fault.Effect.Cut _,
                        Fault.Effect.DropWatch _,
                        Fault.Effect.StaleList _ -> {}
            }
        }
    }

    private static void after(List<Fault.Effect> effects) throws ConnectionCut {
        for (Fault.Effect effect : effects) {
            switch (effect) {
                case Fault.Effect.Answer answer when answer.afterEffect() -> throw error(answer);
                case Fault.Effect.Cut(boolean afterEffect) when afterEffect ->
                        throw new ConnectionCut();
                case Fault.Effect.Answer _,
                        Fault.Effect.Cut _,
                        Fault.Effect.Latency _,
                        Fault.Effect.DropWatch _,
                        Fault.Effect.StaleList _ -> {}
            }
        }
    }

    private static ApiException error(Fault.Effect.Answer answer) {
        String reason =
                switch (answer.code()) {
                    case 401 -> "Unauthorized";
                    case 403 -> "Forbidden";
                    case 404 -> "NotFound";
                    case 409 -> "Conflict";
                    case 410 -> "Expired";
                    case 429 -> "TooManyRequests";
                    case 500 -> "InternalError";
                    case 503 -> "ServiceUnavailable";
                    case 504 -> "Timeout";
                    default -> "";
                };
        return ApiException.retry(
                answer.code(), reason, "an injected fault", answer.retryAfterSeconds());
    }

    private String user(HttpExchange exchange) {
        String authorization = header(exchange, "Authorization");
        if (!authorization.startsWith(BEARER)) {
            return "anonymous";
        }
        String token = authorization.substring(BEARER.length()).strip();
        return users.getOrDefault(token, token);
    }
}
