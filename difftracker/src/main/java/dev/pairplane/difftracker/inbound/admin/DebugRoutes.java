package dev.pairplane.difftracker.inbound.admin;

import dev.pairplane.difftracker.core.engine.ServiceState;
import dev.pairplane.difftracker.core.engine.Snapshot;
import dev.pairplane.observability.http.Problem;
import dev.pairplane.observability.http.RequestIds;
import dev.pairplane.observability.http.SecurityHeaders;
import io.vertx.core.Context;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/// Serves the debug documents.
///
/// `/debug/difftracker/services` takes `state` (one of the states), `q` (part of namespace, name,
/// UID, address or reason), `parked` (`true` for those that are) and `limit` (1 to 10000, 1000
/// unless given).
public final class DebugRoutes {
    /// Where they begin.
    public static final String ROOT = "/debug/difftracker";

    private static final int LIMIT = 1000;
    private static final int MOST = 10_000;
    private static final List<String> STATES =
            Arrays.stream(ServiceState.values()).map(ServiceState::label).toList();

    private final Snapshots snapshots;
    private final Access access;
    private final InstantSource clock;

    /// @param access who may look
    public DebugRoutes(Snapshots snapshots, Access access, InstantSource clock) {
        this.snapshots = snapshots;
        this.access = access;
        this.clock = clock;
    }

    /// Adds the documents to a router.
    public void attach(Router router) {
        router.route(ROOT + "/*")
                .handler(new RequestIds())
                .handler(SecurityHeaders.api())
                .handler(access.api());
        router.get(ROOT + "/state")
                .handler(context ->
                        answer(context, now -> StateDocument.state(now, clock.instant())));
        router.get(ROOT + "/services").handler(this::services);
        router.route(ROOT + "/*")
                .handler(context ->
                        problem(
                                context,
                                Problem.of(
                                        404,
                                        "not_found",
                                        "There is no such document",
                                        "GET %1$s/state and GET %1$s/services are served here"
                                                .formatted(ROOT))));
    }

    private void services(RoutingContext context) {
        String state = parameter(context, "state").orElse("");
        String parked = parameter(context, "parked").orElse("false");
        String limit = parameter(context, "limit").orElse(Integer.toString(LIMIT));
        Problem wrong =
                Problem.of(
                        400, "validation_error", "The request is wrong", "see the details for why");
        if (!state.isEmpty() && !STATES.contains(state)) {
            wrong = wrong.with("state", "is no state", "one of " + String.join(", ", STATES));
        }
        if (!parked.equals("true") && !parked.equals("false")) {
            wrong = wrong.with("parked", "is neither true nor false", "true or false");
        }
        if (!limit.matches("[0-9]{1,5}")
                || Integer.parseInt(limit) < 1
                || Integer.parseInt(limit) > MOST) {
            wrong = wrong.with("limit", "is outside its range", "a number from 1 to " + MOST);
        }
        if (!wrong.details().isEmpty()) {
            problem(context, wrong);
            return;
        }
        Predicate<Snapshot.Service> shown =
                matching(state, parameter(context, "q").orElse(""))
                        .and(s -> parked.equals("false") || s.parked().isPresent());
        answer(
                context,
                now ->
                        StateDocument.services(
                                now,
                                clock.instant(),
                                snapshots.totals(),
                                shown,
                                Integer.parseInt(limit)));
    }

    /// Services in a state and with a text in them; an empty text fits all.
    public static Predicate<Snapshot.Service> matching(String state, String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        return service ->
                (state.isEmpty() || service.state().label().equals(state))
                        && (wanted.isEmpty()
                                || service.object().path().contains(wanted)
                                || service.key().identity().contains(wanted)
                                || service.address()
                                        .filter(a -> a.text().contains(wanted))
                                        .isPresent()
                                || service.reason().toLowerCase(Locale.ROOT).contains(wanted));
    }

    private static Optional<String> parameter(RoutingContext context, String name) {
        return Optional.ofNullable(context.request().getParam(name)).map(String::strip);
    }

    /// Makes a document of the state.
    private interface Document {
        JsonObject of(Snapshot now);
    }

    private void answer(RoutingContext context, Document document) {
        Context loop = context.vertx().getOrCreateContext();
        Thread.ofVirtual()
                .name("debug")
                .start(() -> {
                    Runnable end = made(context, document);
                    loop.runOnContext(_ -> end.run());
                });
    }

    private Runnable made(RoutingContext context, Document document) {
        try {
            Optional<Snapshot> taken = snapshots.take();
            if (taken.isPresent()) {
                String text = document.of(taken.orElseThrow()).encodePrettily() + "\n";
                return () ->
                        context.response().putHeader("Content-Type", "application/json").end(text);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return () ->
                problem(
                        context,
                        Problem.of(
                                503,
                                "busy",
                                "The state cannot be shown now",
                                "the controller did not hand out its state in time; try again"));
    }

    private void problem(RoutingContext context, Problem problem) {
        problem.send(context, clock.instant());
    }
}
