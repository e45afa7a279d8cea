package dev.pairplane.publishing.inbound.rest;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.intake.Publishing;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.core.job.Jobs;
import dev.pairplane.publishing.inbound.json.Faults;
import dev.pairplane.publishing.inbound.json.Json;
import dev.pairplane.publishing.inbound.rest.Parameters.Window;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Shows jobs.
final class JobRoutes {
    static final Map<String, Tier> TIERS =
            Parameters.labels(Arrays.stream(Tier.values()), Tier::label);
    static final Map<String, ErrorType> ERROR_TYPES =
            Parameters.labels(Arrays.stream(ErrorType.values()), ErrorType::label);

    private static final Map<String, JobState> STATES =
            Parameters.labels(Arrays.stream(JobState.values()), JobState::label);
    private static final Map<String, Jobs.Sort> SORTS = sorts();
    private static final Jobs.Sort NEWEST = new Jobs.Sort(Jobs.Sort.Field.CREATED_AT, true);

    private static final Set<String> PARAMETERS =
            Set.of(
                    "state",
                    "target",
                    "priority",
                    "fingerprint",
                    "error_type",
                    "created_after",
                    "created_before",
                    "limit",
                    "offset",
                    "sort");

    private final Publishing publishing;
    private final ApiSettings settings;

    JobRoutes(Publishing publishing, ApiSettings settings) {
        this.publishing = publishing;
        this.settings = settings;
    }

    private static Map<String, Jobs.Sort> sorts() {
        Map<String, Jobs.Sort> sorts = new LinkedHashMap<>();
        for (Jobs.Sort.Field field : Jobs.Sort.Field.values()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            sorts.put(name + ":desc", new Jobs.Sort(field, true));
            sorts.put(name + ":asc", new Jobs.Sort(field, false));
        }
        return sorts;
    }

    void list(Exchange exchange) {
        Faults faults = new Faults(settings.maxFaults());
        Parameters parameters = exchange.parameters(PARAMETERS, faults);
        Jobs.Filter filter =
                new Jobs.Filter(
                        parameters.oneOf("state", STATES).stream().collect(Collectors.toSet()),
                        parameters.text("target"),
                        parameters.oneOf("priority", TIERS),
                        parameters.text("fingerprint"),
                        parameters.oneOf("error_type", ERROR_TYPES),
                        parameters.time("created_after"),
                        parameters.time("created_before"));
        Jobs.Sort sort = parameters.oneOf("sort", SORTS).orElse(NEWEST);
        Window window = parameters.window();
        if (!exchange.sound(faults)) {
            return;
        }
        publishing
                .jobs()
                .list(
                        filter,
                        sort,
                        window.limit(),
                        window.offset(),
                        exchange.found(page ->
                                exchange.answer(
                                        200,
                                        page(
                                                        "jobs",
                                                        page.jobs().stream()
                                                                .<Json>map(JobDocument::row)
                                                                .toList(),
                                                        page.total(),
                                                        window)
                                                .build())));
    }

    /// A part of a list, as every list of the API shows it.
    static Json.Builder page(String name, List<Json> items, long total, Window window) {
        return Json.object()
                .put(name, items)
                .put("total_count", total)
                .put("total", total)
                .put("limit", window.limit())
                .put("offset", window.offset())
                .put("has_more", window.offset() + (long) items.size() < total);
    }

    void find(Exchange exchange) {
        Optional<UUID> id = exchange.id();
        if (id.isEmpty()) {
            return;
        }
        Optional<JobView> recent = publishing.recent(id.orElseThrow());
        if (recent.isPresent()) {
            show(exchange, recent.orElseThrow());
            return;
        }
        publishing
                .jobs()
                .find(
                        id.orElseThrow(),
                        exchange.found(found ->
                                found.ifPresentOrElse(
                                        job -> show(exchange, job),
                                        () ->
                                                exchange.problem(
                                                        Problems.notFound(
                                                                "there is no such job; those that"
                                                                        + " ended are kept for a"
                                                                        + " day")))));
    }

    private void show(Exchange exchange, JobView job) {
        exchange.answer(
                200,
                JobDocument.detail(
                        job, QueueDocument.breakerState(publishing.figures(), job.target())));
    }
}
