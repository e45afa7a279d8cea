package dev.pairplane.observability.health;

import dev.pairplane.observability.health.HealthAnswers.Answer;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.function.Function;

/// Serves the health paths under all their names, on the main port and, where the service has one,
/// on the management port. Answers on the event loop, from the snapshot.
@Singleton
public final class HealthRoutes {
    private final Health health;

    HealthRoutes(Health health) {
        this.health = health;
    }

    void onMain(@Observes Router router) {
        attach(router, health);
    }

    void onManagement(@Observes ManagementInterface management) {
        attach(management.router(), health);
    }

    /// Adds the paths to a router.
    public static void attach(Router router, Health health) {
        route(router, health, "/health", HealthAnswers::health);
        route(router, health, "/health/live", HealthAnswers::live);
        route(router, health, "/healthz", HealthAnswers::live);
        route(router, health, "/livez", HealthAnswers::live);
        route(router, health, "/health/ready", HealthAnswers::ready);
        route(router, health, "/readyz", HealthAnswers::readyWithChecks);
        route(router, health, "/ready", HealthAnswers::shortReady);
        route(router, health, "/health/started", HealthAnswers::started);
        route(router, health, "/startupz", HealthAnswers::started);
    }

    private static void route(
            Router router, Health health, String path, Function<HealthSnapshot, Answer> answer) {
        router.route(path).handler(context -> respond(context, answer.apply(health.snapshot())));
    }

    private static void respond(RoutingContext context, Answer answer) {
        HttpMethod method = context.request().method();
        boolean head = method.equals(HttpMethod.HEAD);
        if (!head && !method.equals(HttpMethod.GET)) {
            context.response().setStatusCode(405).putHeader("Allow", "GET, HEAD").end();
            return;
        }
        String body = answer.body().encode();
        context.response()
                .setStatusCode(answer.status())
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store");
        if (head) {
            context.response().end();
        } else {
            context.response().end(body);
        }
    }
}
