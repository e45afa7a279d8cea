package dev.pairplane.difftracker.outbound.azure.token;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pairplane.observability.logging.Secret;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/// Asks an OAuth endpoint for a token and reads its answer. One question, no retries.
final class TokenEndpoint {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int MAX_ANSWER = 1 << 20;
    private static final int MAX_REASON = 300;

    private final HttpClient http;
    private final String what;

    /// @param what names the way to a token in messages
    /// @param direct whether a proxy is left aside
    TokenEndpoint(String what, boolean direct) {
        this.what = what;
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT);
        if (direct) {
            builder.proxy(ProxySelector.of(null));
        }
        this.http = builder.build();
    }

    /// Posts a form.
    TokenExchange.Granted post(URI uri, Map<String, String> form, Duration timeout)
            throws TokenUnavailable, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Accept", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(encode(form)))
                        .build();
        return ask(request, timeout);
    }

    /// Reads from the machine's metadata service.
    TokenExchange.Granted metadata(URI uri, Duration timeout)
            throws TokenUnavailable, InterruptedException {
        return ask(HttpRequest.newBuilder(uri).header("Metadata", "true").GET().build(), timeout);
    }

    static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private TokenExchange.Granted ask(HttpRequest request, Duration timeout)
            throws TokenUnavailable, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(
                        request,
                        HttpResponse.BodyHandlers.limiting(
                                HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER));
        try {
            return read(answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw new TokenUnavailable(what + ": no answer within " + timeout);
        } catch (ExecutionException e) {
            throw new TokenUnavailable(what + ": no answer: " + e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private TokenExchange.Granted read(HttpResponse<byte[]> answer) throws TokenUnavailable {
        JsonNode body;
        try {
            body = JSON.readTree(answer.body());
        } catch (JacksonException e) {
            throw new TokenUnavailable(
                    what + ": answered " + answer.statusCode() + " with no JSON");
        } catch (IOException e) {
            throw new TokenUnavailable(what + ": " + e);
        }
        if (answer.statusCode() != 200) {
            throw new TokenUnavailable(what + ": answered " + answer.statusCode() + reason(body));
        }
        String token = body.path("access_token").asText("");
        long seconds = body.path("expires_in").asLong(0);
        if (token.isEmpty() || seconds <= 0) {
            throw new TokenUnavailable(what + ": the answer has no access_token, or no expires_in");
        }
        return new TokenExchange.Granted(Secret.of(token), Duration.ofSeconds(seconds));
    }

    /// The first line of what the endpoint says; never the question, which holds secrets.
    private static String reason(JsonNode body) {
        return Optional.of(
                        body.path("error").asText("")
                                + " "
                                + body.path("error_description").asText(""))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(text -> text.lines().findFirst().orElse(text))
                .map(text -> ": " + text.substring(0, Math.min(text.length(), MAX_REASON)))
                .orElse("");
    }
}
