package dev.pairplane.difftracker.outbound.azure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.outbound.azure.token.TokenSource;
import dev.pairplane.difftracker.outbound.azure.token.TokenUnavailable;
import dev.pairplane.difftracker.outbound.guard.CallGuard;
import dev.pairplane.difftracker.outbound.guard.Deadline;
import dev.pairplane.difftracker.outbound.guard.Sent;
import dev.pairplane.observability.logging.Secret;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sends single requests: with a token, inside the guard, never longer than the call may take. It
/// follows no redirect and no link, and repeats nothing; the JDK's client repeats a GET once, and
/// no other method, when a connection breaks before its answer. Safe for threads.
final class ArmTransport implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int UNAUTHORIZED = 401;
    private static final int SERVER = 500;

    private final HttpClient http;
    private final CallGuard guard;
    private final TokenSource tokens;
    private final ArmCallListener listener;
    private final int maxAnswerBytes;
    private final String userAgent;

    ArmTransport(ArmSettings settings, TokenSource tokens, ArmCallListener listener) {
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(settings.connectTimeout())
                        .build();
        this.guard = new CallGuard("Azure", settings.limits(), listener::breakerChanged);
        this.tokens = tokens;
        this.listener = listener;
        this.maxAnswerBytes = settings.maxAnswerBytes();
        this.userAgent = settings.userAgent();
    }

    /// One call of the port's, which may take several requests.
    ///
    /// @param operation what it is for
    /// @param deadline how long it may take
    /// @param correlationId sent with each request
    record Call(ArmOperation operation, Deadline deadline, String correlationId) {

        static Call of(ArmOperation operation, Deadline deadline) {
            return new Call(operation, deadline, UUID.randomUUID().toString());
        }
    }

    /// Sends a request without a body that follows an earlier one.
    Sent<ArmAnswer> follow(Call call, URI uri) throws InterruptedException {
        return send(call, "GET", uri, null, true);
    }

    /// Sends a call's first request.
    Sent<ArmAnswer> send(Call call, String method, URI uri, @Nullable JsonNode body)
            throws InterruptedException {
        return send(call, method, uri, body, false);
    }

    private Sent<ArmAnswer> send(
            Call call, String method, URI uri, @Nullable JsonNode body, boolean followUp)
            throws InterruptedException {
        String clientRequestId = UUID.randomUUID().toString();
        long begin = System.nanoTime();
        Sent<ArmAnswer> sent = guarded(call, method, uri, body, clientRequestId);
        long nanos = System.nanoTime() - begin;
        listener.exchanged(
                switch (sent) {
                    case Sent.Answered(var answer) ->
                            new ArmExchange(
                                    call.operation(),
                                    followUp,
                                    answer.status(),
                                    "",
                                    nanos,
                                    answer.header("x-ms-request-id").orElse(""),
                                    clientRequestId,
                                    call.correlationId());
                    case Sent.Lost(var why) -> failed(call, followUp, why, nanos, clientRequestId);
                    case Sent.Held(var reason, _) ->
                            failed(call, followUp, reason.name(), nanos, clientRequestId);
                });
        return sent;
    }

    private static ArmExchange failed(
            Call call, boolean followUp, String failure, long nanos, String clientRequestId) {
        return new ArmExchange(
                call.operation(),
                followUp,
                0,
                failure,
                nanos,
                "",
                clientRequestId,
                call.correlationId());
    }

    private Sent<ArmAnswer> guarded(
            Call call, String method, URI uri, @Nullable JsonNode body, String clientRequestId)
            throws InterruptedException {
        Secret token;
        try {
            token = tokens.token(call.deadline().remaining());
        } catch (TokenUnavailable e) {
            return new Sent.Held<>(Outcome.Reason.NO_TOKEN, Optional.empty());
        }
        HttpRequest request = request(call, method, uri, body, clientRequestId, token);
        Sent<ArmAnswer> sent =
                guard.exchange(
                        ArmAnswer.class,
                        call.deadline(),
                        () ->
                                http.sendAsync(
                                        request,
                                        BodyHandlers.limiting(
                                                BodyHandlers.ofByteArray(), maxAnswerBytes)),
                        ArmAnswer::of,
                        answer -> answer.status() >= SERVER && !answer.error().throttled());
        if (sent instanceof Sent.Answered(var answer) && answer.status() == UNAUTHORIZED) {
            tokens.rejected(token);
        }
        return sent;
    }

    private HttpRequest request(
            Call call,
            String method,
            URI uri,
            @Nullable JsonNode body,
            String clientRequestId,
            Secret token) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(uri)
                        .header("Authorization", "Bearer " + token.value())
                        .header("Accept", "application/json")
                        .header("User-Agent", userAgent)
                        .header("x-ms-client-request-id", clientRequestId)
                        .header("x-ms-correlation-request-id", call.correlationId());
        if (body == null) {
            return builder.method(method, HttpRequest.BodyPublishers.noBody()).build();
        }
        try {
            return builder.header("Content-Type", "application/json; charset=utf-8")
                    .method(
                            method,
                            HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of values can always be written", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
