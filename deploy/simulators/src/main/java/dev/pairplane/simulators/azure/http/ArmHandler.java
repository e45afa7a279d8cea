package dev.pairplane.simulators.azure.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.pairplane.simulators.azure.cloud.Timer;
import dev.pairplane.simulators.azure.fault.Behaviour;
import dev.pairplane.simulators.azure.fault.Bucket;
import dev.pairplane.simulators.azure.fault.CallKind;
import dev.pairplane.simulators.azure.fault.FaultAction;
import dev.pairplane.simulators.azure.fault.Faults;
import dev.pairplane.simulators.azure.fault.Flavour;
import dev.pairplane.simulators.azure.fault.Latency;
import dev.pairplane.simulators.azure.fault.Throttle;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Takes requests: injects faults and delays, has [Arm] answer, and writes the journal.
final class ArmHandler implements HttpHandler {

    private static final System.Logger LOG = System.getLogger(ArmHandler.class.getName());

    private final Arm arm;
    private final Control control;
    private final Faults faults;
    private final Journal journal;
    private final Activity activity;
    private final Timer timer;
    private final Clock clock;
    private final int bodyLimit;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicInteger epoch = new AtomicInteger();
    private volatile Standing standing;

    /// A behaviour with the state of its bucket.
    private record Standing(Behaviour behaviour, Optional<Throttle> throttle) {}

    ArmHandler(
            Arm arm,
            Control control,
            Faults faults,
            Journal journal,
            Activity activity,
            Timer timer,
            Clock clock,
            int bodyLimit,
            Behaviour behaviour) {
        this.arm = arm;
        this.control = control;
        this.faults = faults;
        this.journal = journal;
        this.activity = activity;
        this.timer = timer;
        this.clock = clock;
        this.bodyLimit = bodyLimit;
        this.standing = standing(behaviour, clock);
    }

    private static Standing standing(Behaviour behaviour, Clock clock) {
        return new Standing(
                behaviour, behaviour.bucket().map((Bucket b) -> new Throttle(b, clock)));
    }

    Behaviour behaviour() {
        return standing.behaviour();
    }

    /// Takes effect with the next request; a bucket starts full.
    void behave(Behaviour behaviour) {
        standing = standing(behaviour, clock);
    }

    /// Effects that are still to come late do not come any more.
    void forgetLate() {
        epoch.incrementAndGet();
    }

    @Override
    public void handle(HttpExchange exchange) {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(bodyLimit + 1);
            boolean tooLarge = body.length > bodyLimit;
            if (tooLarge) {
                // A caller that is still sending would not see the answer.
                exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            }
            ArmRequest request = ArmRequest.of(exchange, tooLarge ? new byte[0] : body, tooLarge);
            if (request.path().startsWith("/simulator/")) {
                send(exchange, control.answer(request));
                return;
            }
            activity.begin();
            try {
                serve(exchange, request);
            } finally {
                activity.end();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a caller went away", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a request failed: " + exchange.getRequestURI(), e);
        }
    }

    private void serve(HttpExchange exchange, ArmRequest request)
            throws IOException, InterruptedException {
        Instant at = clock.instant();
        Route route = Route.of(request.path());
        Standing now = standing;
        Optional<FaultAction> fault = faults.hit(route.subject(request.method()));
        pause(faults.draw(latency(now.behaviour(), route, request.method())));
        Behaviour behaviour = now.behaviour();
        Optional<Answer> answer = Optional.empty();
        String lost = "";
        boolean cut = false;
        if (fault.isPresent()) {
            switch (fault.orElseThrow()) {
                case FaultAction.Failure error -> answer = Optional.of(error(error));
                case FaultAction.CutBefore _ -> cut = true;
                case FaultAction.CutAfter _ -> {
                    lost = answer(request, route, now, behaviour).errorCode();
                    cut = true;
                }
                case FaultAction.Hang hang -> {
                    if (hang.afterEffect()) {
                        lost = answer(request, route, now, behaviour).errorCode();
                    }
                    record(at, request, route, 0, fault, lost);
                    hang();
                    return;
                }
                case FaultAction.LateEffect late -> {
                    answerLate(request, route, now, late.delay());
                    cut = true;
                }
                case FaultAction.Slow slow -> pause(slow.delay());
                case FaultAction.Answered answered ->
                        behaviour = flavoured(behaviour, answered.flavour());
            }
        }
        if (cut) {
            // Closing an exchange that has no answer cuts the connection.
            record(at, request, route, 0, fault, lost);
            return;
        }
        Answer given =
                answer.isPresent() ? answer.orElseThrow() : answer(request, route, now, behaviour);
        record(at, request, route, given.status(), fault, given.errorCode());
        send(exchange, given);
    }

    private void answerLate(ArmRequest request, Route route, Standing now, Duration delay) {
        int then = epoch.get();
        activity.begin();
        timer.after(
                delay,
                () -> {
                    try {
                        if (epoch.get() == then) {
                            answer(request, route, now, now.behaviour());
                        }
                    } finally {
                        activity.end();
                    }
                });
    }

    private void record(
            Instant at,
            ArmRequest request,
            Route route,
            int status,
            Optional<FaultAction> fault,
            String error) {
        journal.add(
                at,
                request,
                route.label(request.method()),
                status,
                fault.map(f -> f.getClass().getSimpleName()).orElse(""),
                error);
    }

    private Answer answer(ArmRequest request, Route route, Standing now, Behaviour behaviour) {
        int wait = route instanceof Route.Poll ? 0 : now.throttle().map(Throttle::take).orElse(0);
        try {
            return arm.answer(request, route, behaviour, wait);
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.ERROR, "a request failed: " + request.target(), e);
            return Answer.error(500, "InternalServerError", String.valueOf(e.getMessage()));
        }
    }

    private static Behaviour flavoured(Behaviour behaviour, Flavour flavour) {
        return behaviour.flavours(flavour, flavour, flavour);
    }

    private static Answer error(FaultAction.Failure error) {
        Answer answer = Answer.error(error.status(), error.code(), error.message());
        return error.retryAfter().isPresent()
                ? answer.with("Retry-After", Integer.toString(error.retryAfter().orElseThrow()))
                : answer;
    }

    private static Latency latency(Behaviour behaviour, Route route, String method) {
        CallKind kind =
                switch (route) {
                    case Route.Poll _ -> CallKind.POLL;
                    case Route.All _ -> CallKind.LIST;
                    case Route.Call _ -> method.equals("GET") ? CallKind.LIST : CallKind.UPDATE;
                    case Route.One _ ->
                            switch (method) {
                                case "PUT" -> CallKind.PUT;
                                case "PATCH" -> CallKind.TAGS;
                                case "DELETE" -> CallKind.DELETE;
                                default -> CallKind.READ;
                            };
                    case Route.Unknown _ -> CallKind.READ;
                };
        return behaviour.latency().getOrDefault(kind, Latency.NONE);
    }

    /// Lets the timer's time pass.
    private void pause(Duration delay) throws InterruptedException {
        if (!delay.isZero()) {
            CompletableFuture<Void> over = new CompletableFuture<>();
            timer.after(delay, () -> over.complete(null));
            join(over);
        }
    }

    private void hang() throws InterruptedException {
        // A request that hangs is not being worked on.
        activity.end();
        try {
            join(faults.released());
        } finally {
            activity.begin();
        }
    }

    private static void join(Future<Void> future) throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void send(HttpExchange exchange, Answer answer) throws IOException {
        var headers = exchange.getResponseHeaders();
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            headers.set(header.getKey(), header.getValue());
        }
        headers.set(
                "x-ms-request-id",
                new UUID(0x7000L, Long.MIN_VALUE | requests.incrementAndGet()).toString());
        if (answer.body().isEmpty()) {
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        byte[] bytes = Arm.JSON.writeValueAsBytes(answer.body().orElseThrow());
        headers.set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
