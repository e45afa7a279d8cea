package dev.pairplane.publishing.inbound.rest;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.http.BearerTokens;
import dev.pairplane.observability.http.Problem;
import dev.pairplane.observability.http.RequestIds;
import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.StandardKey;
import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.inbound.json.Faults;
import dev.pairplane.publishing.inbound.json.Json;
import dev.pairplane.publishing.inbound.json.Paths;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// One request and its answer. Everything but [#later] and [#onLoop] is for the request's event
/// loop only. The first answer counts: what comes after it, or after the caller went away, is
/// dropped.
final class Exchange {
    static final String RETRY_AFTER = "Retry-After";

    private static final EventLog LOG = EventLog.of(Exchange.class);
    private static final String JSON = "application/json";
    private static final int MOST_FAULTS = 10;
    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final RoutingContext context;
    private final Context loop;
    private final InstantSource clock;
    private final Instant received;

    Exchange(RoutingContext context, InstantSource clock) {
        this.context = context;
        this.loop = context.vertx().getOrCreateContext();
        this.clock = clock;
        this.received = clock.instant();
    }

    /// Its path as it was sent; empty when it had none.
    static String path(RoutingContext context) {
        return Objects.requireNonNullElse(context.request().path(), "");
    }

    HttpServerRequest request() {
        return context.request();
    }

    HttpServerResponse response() {
        return context.response();
    }

    String pathParam(String name) {
        return Objects.requireNonNullElse(context.pathParam(name), "");
    }

    /// The parameters of its query.
    ///
    /// @param known the names that have a meaning
    Parameters parameters(Set<String> known, Faults faults) {
        return new Parameters(request().query(), known, faults);
    }

    /// Whether nothing is wrong; otherwise ends the request with what is.
    boolean sound(Faults faults) {
        if (faults.none()) {
            return true;
        }
        problem(Problems.invalid(faults.list()));
        return false;
    }

    /// The UUID in its path; empty when that is none, or when there are parameters, and the request
    /// has ended.
    Optional<UUID> id() {
        Faults faults = new Faults(MOST_FAULTS);
        parameters(Set.of(), faults);
        String text = pathParam("id");
        if (!UUID_FORM.matcher(text).matches()) {
            faults.add(
                    "id",
                    "is no UUID: " + Paths.quoted(text),
                    "a UUID such as 01970000-0000-7000-8000-000000000000");
        }
        return sound(faults) ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    /// When it came.
    Instant received() {
        return received;
    }

    Instant now() {
        return clock.instant();
    }

    String requestId() {
        return RequestIds.of(context);
    }

    /// The token's name; empty for the anonymous.
    String principal() {
        return BearerTokens.caller(context).orElse("");
    }

    /// Whether it came by the second version of the API.
    boolean second() {
        return path(context).startsWith(ApiRoutes.V2);
    }

    /// Runs something on the request's event loop; what it throws becomes a 500.
    void onLoop(Runnable task) {
        loop.runOnContext(_ -> guarded(task));
    }

    /// Takes an answer over to the request's event loop.
    <T> Consumer<T> later(Consumer<T> then) {
        return value -> onLoop(() -> then.accept(value));
    }

    /// As [#later], for answers of the store; without one the request ends with 503.
    <T> Consumer<Outcome<T>> found(Consumer<T> then) {
        return later(outcome -> {
            switch (outcome) {
                case Outcome.Done<T>(T value) -> then.accept(value);
                case Outcome.Failed<T>(String why) -> storeFailed(why);
                case Outcome.Unknown<T>(String why) -> storeFailed(why);
            }
        });
    }

    private void storeFailed(String why) {
        LOG.warn(
                "store did not answer a request",
                field(StandardKey.REQUEST_ID, requestId()),
                field(StandardKey.REASON, why));
        retryLater(Problems.storeUnavailable(), Duration.ofSeconds(1));
    }

    /// Runs something; what it throws becomes a 500.
    void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /// Ends the request with 500, and tells the log why.
    void failed(Throwable cause) {
        LOG.error("request failed", cause, field(StandardKey.REQUEST_ID, requestId()));
        problem(Problems.internal());
    }

    private boolean over() {
        return response().ended() || response().closed();
    }

    /// Ends the request with a document.
    void answer(int status, Json document) {
        if (over()) {
            return;
        }
        Buffer text = Buffer.buffer(document.text());
        response()
                .setStatusCode(status)
                .putHeader("Content-Type", JSON)
                .putHeader("Content-Length", Integer.toString(text.length()));
        if (request().method().equals(HttpMethod.HEAD)) {
            context.end();
        } else {
            context.end(text);
        }
    }

    /// Ends the request without a document.
    void answer(int status) {
        if (!over()) {
            response().setStatusCode(status);
            context.end();
        }
    }

    /// Ends the request with a problem.
    void problem(Problem problem) {
        if (!over()) {
            problem.send(context, clock.instant());
        }
    }

    /// Ends the request with a problem that may be over soon.
    ///
    /// @param delay rounded up to seconds, at least one
    void retryLater(Problem problem, Duration delay) {
        if (!over()) {
            long seconds = Math.max(1, delay.plusMillis(999).toSeconds());
            response().putHeader(RETRY_AFTER, Long.toString(seconds));
            problem(problem);
        }
    }

    /// Says that the connection ends with this answer, where a connection serves one request at a
    /// time.
    void close() {
        if (!response().headWritten() && request().version() != HttpVersion.HTTP_2) {
            response().putHeader("Connection", "close");
        }
    }

    /// As [#close], and does not wait for what the caller still wants to send.
    void hangUp() {
        close();
        if (request().version() != HttpVersion.HTTP_2) {
            context.addEndHandler(_ -> request().connection().close());
        }
    }
}
