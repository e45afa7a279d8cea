package dev.pairplane.publishing.app;

import dev.pairplane.observability.command.BuildInfo;
import dev.pairplane.observability.console.Console;
import dev.pairplane.observability.http.BearerTokens;
import dev.pairplane.observability.metrics.Metrics;
import dev.pairplane.publishing.config.ServerConfig;
import dev.pairplane.publishing.core.intake.PublishingCore;
import dev.pairplane.publishing.inbound.console.ConsolePages;
import dev.pairplane.publishing.inbound.console.ConsoleSettings;
import dev.pairplane.publishing.inbound.rest.ApiListener;
import dev.pairplane.publishing.inbound.rest.ApiRoutes;
import dev.pairplane.publishing.inbound.rest.ApiSettings;
import dev.pairplane.publishing.telemetry.ApiTelemetry;
import io.quarkus.qute.Engine;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/// Puts the API and the console on the main port.
@Singleton
final class HttpRoutes {
    private final PublishingCore core;
    private final BearerTokens tokens;
    private final Engine engine;
    private final ApiTelemetry telemetry;
    private final List<Console.Link> siblings;

    HttpRoutes(
            PublishingCore core,
            BearerTokens tokens,
            Engine engine,
            Metrics metrics,
            ServerConfig server) {
        this.core = core;
        this.tokens = tokens;
        this.engine = engine;
        this.telemetry = new ApiTelemetry(metrics, System::nanoTime);
        this.siblings =
                server.consoleLinks().stream()
                        .flatMap(text -> Stream.of(text.split(",", -1)))
                        .map(String::strip)
                        .map(HttpRoutes::link)
                        .toList();
    }

    private static Console.Link link(String text) {
        int equals = text.indexOf('=');
        return new Console.Link(text.substring(0, equals), text.substring(equals + 1));
    }

    private ApiListener.Request request(String method) {
        long began = telemetry.began();
        return (endpoint, status) -> telemetry.ended(began, method, endpoint, status);
    }

    void attach(@Observes Router router) {
        InstantSource clock = InstantSource.system();
        new ApiRoutes(core, tokens, clock, ApiSettings.DEFAULTS, this::request).attach(router);
        new ConsolePages(
                        engine,
                        BuildInfo.read().version(),
                        siblings,
                        core,
                        core::ready,
                        tokens,
                        new SecureRandom(),
                        clock,
                        System::nanoTime,
                        ConsoleSettings.DEFAULTS)
                .attach(router);
    }
}
