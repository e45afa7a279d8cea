package dev.pairplane.publishing.inbound.rest;

import dev.pairplane.publishing.core.intake.Publishing;
import dev.pairplane.publishing.core.queue.QueueFigures;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.core.target.TargetType;
import dev.pairplane.publishing.inbound.json.Faults;
import dev.pairplane.publishing.inbound.json.Json;
import dev.pairplane.publishing.inbound.json.Paths;
import dev.pairplane.publishing.inbound.rest.Parameters.Window;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Shows targets, and whether there is any. URLs are shown masked; headers and secrets are not
/// known here at all.
final class Targets {
    static final String METRICS_ONLY = "metrics-only";

    private static final Set<String> PARAMETERS =
            Set.of("type", "enabled", "limit", "offset", "sort_by", "sort_order");
    private static final Map<String, TargetType> TYPES =
            Parameters.labels(Arrays.stream(TargetType.values()), TargetType::label);
    private static final Map<String, Comparator<Target>> ORDERS = orders();

    private final Publishing publishing;
    private final ApiSettings settings;

    Targets(Publishing publishing, ApiSettings settings) {
        this.publishing = publishing;
        this.settings = settings;
    }

    private static Map<String, Comparator<Target>> orders() {
        Map<String, Comparator<Target>> orders = new LinkedHashMap<>();
        orders.put("name", Comparator.comparing(Target::name));
        orders.put("type", Comparator.comparing(target -> target.type().label()));
        orders.put("enabled", Comparator.comparing(Target::enabled));
        return orders;
    }

    void list(Exchange exchange) {
        Faults faults = new Faults(settings.maxFaults());
        Parameters parameters = exchange.parameters(PARAMETERS, faults);
        Optional<TargetType> type = parameters.oneOf("type", TYPES);
        Optional<Boolean> enabled = parameters.flag("enabled");
        Comparator<Target> order =
                parameters.oneOf("sort_by", ORDERS).orElse(Comparator.comparing(Target::name));
        boolean descending =
                parameters.oneOf("sort_order", Map.of("asc", false, "desc", true)).orElse(false);
        Window window = parameters.window();
        if (!exchange.sound(faults)) {
            return;
        }
        List<Target> found =
                publishing.targets().all().stream()
                        .filter(target -> type.isEmpty() || type.orElseThrow() == target.type())
                        .filter(target ->
                                enabled.isEmpty() || enabled.orElseThrow() == target.enabled())
                        .sorted((descending ? order.reversed() : order).thenComparing(Target::name))
                        .toList();
        QueueFigures figures = publishing.figures();
        List<Json> shown =
                window.of(found).stream().<Json>map(target -> document(target, figures)).toList();
        exchange.response().putHeader("X-Total-Count", Integer.toString(found.size()));
        exchange.answer(
                200,
                exchange.second()
                        ? envelope(exchange, shown, found.size(), window)
                        : new Json.Items(shown));
    }

    private static Json envelope(Exchange exchange, List<Json> shown, int total, Window window) {
        return Json.object()
                .put("data", shown)
                .put(
                        "pagination",
                        Json.object()
                                .put("total", total)
                                .put("count", shown.size())
                                .put("limit", window.limit())
                                .put("offset", window.offset())
                                .put("has_more", window.offset() + (long) shown.size() < total)
                                .build())
                .put(
                        "metadata",
                        Json.object()
                                .put("request_id", exchange.requestId())
                                .put("timestamp", Rfc3339.text(exchange.now()))
                                .put(
                                        "processing_time_ms",
                                        Math.max(
                                                0,
                                                Duration.between(
                                                                exchange.received(), exchange.now())
                                                        .toMillis()))
                                .build())
                .build();
    }

    void find(Exchange exchange) {
        Faults faults = new Faults(settings.maxFaults());
        exchange.parameters(Set.of(), faults);
        if (!exchange.sound(faults)) {
            return;
        }
        String name = exchange.pathParam("name");
        publishing
                .targets()
                .find(name)
                .ifPresentOrElse(
                        target -> exchange.answer(200, document(target, publishing.figures())),
                        () ->
                                exchange.problem(
                                        Problems.notFound(
                                                "there is no target named " + Paths.quoted(name))));
    }

    private static Json document(Target target, QueueFigures figures) {
        return Json.object()
                .put("name", target.name())
                .put("type", target.type().label())
                .put("url", target.shownUrl())
                .put("enabled", target.enabled())
                .put("format", target.format().label())
                .put("generation", target.generation())
                .put("max_retries", target.maxRetries())
                .put("concurrency", target.concurrency())
                .put("timeout_ms", target.timeout().toMillis())
                .put("max_body_bytes", target.maxBody())
                .put("collapse_pairs", target.collapsePairs())
                .put("circuit_breaker", QueueDocument.breakerState(figures, target.name()))
                .build();
    }

    void mode(Exchange exchange) {
        Faults faults = new Faults(settings.maxFaults());
        exchange.parameters(Set.of(), faults);
        if (!exchange.sound(faults)) {
            return;
        }
        int enabled = publishing.targets().enabled().size();
        String mode = enabled == 0 ? METRICS_ONLY : "normal";
        String tag = "\"%s-%d\"".formatted(mode, enabled);
        exchange.response().putHeader("ETag", tag).putHeader("Cache-Control", "public, max-age=5");
        if (matches(exchange.request().headers().getAll("If-None-Match"), tag)) {
            exchange.answer(304);
            return;
        }
        exchange.answer(
                200,
                Json.object()
                        .put("mode", mode)
                        .put("targets_available", enabled > 0)
                        .put("enabled_targets", enabled)
                        .put("metrics_only_active", enabled == 0)
                        .build());
    }

    private static boolean matches(List<String> headers, String tag) {
        return headers.stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .map(String::strip)
                .map(given -> given.startsWith("W/") ? given.substring(2) : given)
                .anyMatch(given -> given.equals(tag) || given.equals("*"));
    }
}
