package dev.pairplane.publishing.outbound.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.pairplane.publishing.core.job.Attempt;
import dev.pairplane.publishing.core.job.ErrorType;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The log of attempts that a dead letter keeps; durations in nanoseconds.
public final class AttemptsText {

    private AttemptsText() {}

    /// The log's text.
    public static String write(List<Attempt> log) {
        return JsonText.write(json -> {
            json.writeStartArray();
            for (var attempt : log) {
                json.writeStartObject();
                json.writeBooleanField("ambiguous", attempt.ambiguous());
                json.writeNumberField("duration", attempt.duration().toNanos());
                if (attempt.error().isPresent()) {
                    json.writeStringField("error", attempt.error().orElseThrow());
                }
                if (attempt.errorType().isPresent()) {
                    json.writeStringField("error_type", attempt.errorType().orElseThrow().name());
                }
                json.writeNumberField("number", attempt.number());
                json.writeStringField("outcome", attempt.outcome());
                if (attempt.retryAfter().isPresent()) {
                    json.writeNumberField(
                            "retry_after", attempt.retryAfter().orElseThrow().toNanos());
                }
                json.writeStringField("started_at", attempt.startedAt().toString());
                if (attempt.status().isPresent()) {
                    json.writeNumberField("status", attempt.status().orElseThrow());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /// The log of a text that [#write] made.
    ///
    /// @throws IllegalArgumentException if it is none
    public static List<Attempt> read(String text) {
        return JsonText.read(
                text,
                json -> {
                    var log = new ArrayList<Attempt>();
                    JsonText.expect(json, JsonToken.START_ARRAY);
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        log.add(attempt(json));
                    }
                    return log;
                });
    }

    private static Attempt attempt(JsonParser json) throws IOException {
        var number = 0;
        var startedAt = Instant.EPOCH;
        var duration = Duration.ZERO;
        var outcome = "";
        var status = OptionalInt.empty();
        Optional<ErrorType> errorType = Optional.empty();
        Optional<String> error = Optional.empty();
        Optional<Duration> retryAfter = Optional.empty();
        var ambiguous = false;
        JsonText.expect(json, JsonToken.START_OBJECT);
        while (JsonText.nextField(json)) {
            switch (json.currentName()) {
                case "ambiguous" -> ambiguous = json.getBooleanValue();
                case "duration" -> duration = Duration.ofNanos(json.getLongValue());
                case "error" -> error = Optional.of(json.getText());
                case "error_type" -> errorType = Optional.of(ErrorType.valueOf(json.getText()));
                case "number" -> number = json.getIntValue();
                case "outcome" -> outcome = json.getText();
                case "retry_after" ->
                        retryAfter = Optional.of(Duration.ofNanos(json.getLongValue()));
                case "started_at" -> startedAt = Instant.parse(json.getText());
                case "status" -> status = OptionalInt.of(json.getIntValue());
                default -> throw JsonText.unknown(json.currentName());
            }
        }
        return new Attempt(
                number,
                startedAt,
                duration,
                outcome,
                status,
                errorType,
                error,
                retryAfter,
                ambiguous);
    }
}
