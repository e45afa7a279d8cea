package dev.pairplane.publishing.outbound.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.pairplane.publishing.core.alert.Alert;
import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.Classification;
import dev.pairplane.publishing.core.alert.EnrichedAlert;
import dev.pairplane.publishing.core.alert.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The one text of an alert: fields sorted by name, absent ones left out, times in UTC. The
/// caller's metadata stand in it as they are, to the digit. What is read from a text equals what it
/// was written from, except for the size, which is then the text's own.
public final class AlertText {

    private static final List<AlertStatus> STATUSES = List.of(AlertStatus.values());
    private static final List<Severity> SEVERITIES = List.of(Severity.values());

    private AlertText() {}

    /// The alert's text.
    public static String write(EnrichedAlert alert) {
        return write(alert.alert(), alert.classification(), alert.metadata());
    }

    /// An alert whose size is that of its text.
    public static EnrichedAlert sized(
            Alert alert, Optional<Classification> classification, Optional<String> metadata) {
        return new EnrichedAlert(
                alert, classification, metadata, size(write(alert, classification, metadata)));
    }

    /// The alert of a text that [#write] made.
    ///
    /// @throws IllegalArgumentException if it is none
    public static EnrichedAlert read(String text) {
        return JsonText.read(text, json -> enriched(json, text));
    }

    private static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String write(
            Alert alert, Optional<Classification> classification, Optional<String> metadata) {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeFieldName("alert");
            write(json, alert);
            if (classification.isPresent()) {
                json.writeFieldName("classification");
                write(json, classification.orElseThrow());
            }
            if (metadata.isPresent()) {
                json.writeFieldName("enrichment_metadata");
                json.writeRawValue(metadata.orElseThrow());
            }
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, Alert alert) throws IOException {
        json.writeStartObject();
        json.writeStringField("alert_name", alert.name());
        write(json, "annotations", alert.annotations());
        if (alert.endsAt().isPresent()) {
            json.writeStringField("ends_at", alert.endsAt().orElseThrow().toString());
        }
        json.writeStringField("fingerprint", alert.fingerprint());
        if (alert.generatorUrl().isPresent()) {
            json.writeStringField("generator_url", alert.generatorUrl().orElseThrow());
        }
        write(json, "labels", alert.labels());
        json.writeStringField("starts_at", alert.startsAt().toString());
        json.writeStringField("status", alert.status().label());
        json.writeStringField("timestamp", alert.timestamp().toString());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String field, Map<String, String> map)
            throws IOException {
        json.writeObjectFieldStart(field);
        for (var entry : map.entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Classification classification)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("confidence", classification.confidence());
        json.writeStringField("reasoning", classification.reasoning());
        json.writeArrayFieldStart("recommendations");
        for (var each : classification.recommendations()) {
            json.writeString(each);
        }
        json.writeEndArray();
        json.writeStringField("severity", classification.severity().label());
        json.writeEndObject();
    }

    private static EnrichedAlert enriched(JsonParser json, String text) throws IOException {
        Optional<Alert> alert = Optional.empty();
        Optional<Classification> classification = Optional.empty();
        Optional<String> metadata = Optional.empty();
        JsonText.expect(json, JsonToken.START_OBJECT);
        while (JsonText.nextField(json)) {
            switch (json.currentName()) {
                case "alert" -> alert = Optional.of(alert(json));
                case "classification" -> classification = Optional.of(classification(json));
                case "enrichment_metadata" -> {
                    // As it stands: a copy through tokens could rewrite numbers.
                    var from = (int) json.currentTokenLocation().getCharOffset();
                    json.skipChildren();
                    metadata =
                            Optional.of(
                                    text.substring(
                                            from, (int) json.currentLocation().getCharOffset()));
                }
                default -> throw JsonText.unknown(json.currentName());
            }
        }
        return new EnrichedAlert(
                alert.orElseThrow(() -> new IOException("no alert")),
                classification,
                metadata,
                size(text));
    }

    private static Alert alert(JsonParser json) throws IOException {
        var texts = new TreeMap<String, String>();
        SortedMap<String, String> labels = new TreeMap<>();
        SortedMap<String, String> annotations = new TreeMap<>();
        JsonText.expect(json, JsonToken.START_OBJECT);
        while (JsonText.nextField(json)) {
            switch (json.currentName()) {
                case "labels" -> labels = map(json);
                case "annotations" -> annotations = map(json);
                default -> texts.put(json.currentName(), json.getText());
            }
        }
        var status = needed(texts, "status");
        return new Alert(
                needed(texts, "fingerprint"),
                needed(texts, "alert_name"),
                STATUSES.stream()
                        .filter(each -> each.label().equals(status))
                        .findAny()
                        .orElseThrow(() -> new IOException("unknown status")),
                labels,
                annotations,
                Instant.parse(needed(texts, "starts_at")),
                Optional.ofNullable(texts.get("ends_at")).map(Instant::parse),
                Optional.ofNullable(texts.get("generator_url")),
                Instant.parse(needed(texts, "timestamp")));
    }

    private static String needed(Map<String, String> texts, String field) throws IOException {
        var text = texts.get(field);
        if (text == null) {
            throw new IOException("no " + field);
        }
        return text;
    }

    private static SortedMap<String, String> map(JsonParser json) throws IOException {
        var map = new TreeMap<String, String>();
        JsonText.expect(json, JsonToken.START_OBJECT);
        while (JsonText.nextField(json)) {
            map.put(json.currentName(), json.getText());
        }
        return map;
    }

    private static Classification classification(JsonParser json) throws IOException {
        var severity = "";
        var confidence = 0.0;
        var reasoning = "";
        var recommendations = new ArrayList<String>();
        JsonText.expect(json, JsonToken.START_OBJECT);
        while (JsonText.nextField(json)) {
            switch (json.currentName()) {
                case "severity" -> severity = json.getText();
                case "confidence" -> confidence = json.getDoubleValue();
                case "reasoning" -> reasoning = json.getText();
                case "recommendations" -> {
                    JsonText.expect(json, JsonToken.START_ARRAY);
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        recommendations.add(json.getText());
                    }
                }
                default -> throw JsonText.unknown(json.currentName());
            }
        }
        var label = severity;
        return new Classification(
                SEVERITIES.stream()
                        .filter(each -> each.label().equals(label))
                        .findAny()
                        .orElseThrow(() -> new IOException("unknown severity")),
                confidence,
                reasoning,
                recommendations);
    }
}
