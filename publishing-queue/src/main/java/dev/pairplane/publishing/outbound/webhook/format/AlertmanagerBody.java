package dev.pairplane.publishing.outbound.webhook.format;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pairplane.publishing.core.alert.Alert;
import dev.pairplane.publishing.core.alert.Classification;
import dev.pairplane.publishing.core.job.Job;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Alertmanager's webhook body, version 4, as a group of one alert.
final class AlertmanagerBody {

    /// What Alertmanager writes for "not ended"; receivers read it as a time.
    private static final String NO_END = "0001-01-01T00:00:00Z";

    private static final String NAME = "alertname";
    private static final int MAX_REASONING = 500;
    private static final int MAX_RECOMMENDATIONS = 3;

    private AlertmanagerBody() {}

    static void write(JsonGenerator out, Job job, String receiver) throws IOException {
        Alert alert = job.alert().alert();
        SortedMap<String, String> labels = new TreeMap<>(alert.labels());
        labels.putIfAbsent(NAME, alert.name());
        SortedMap<String, String> annotations = new TreeMap<>(alert.annotations());
        job.alert().classification().ifPresent(c -> annotate(annotations, c));
        out.writeStartObject();
        out.writeStringField("version", "4");
        out.writeStringField("groupKey", "group:" + alert.fingerprint());
        out.writeNumberField("truncatedAlerts", 0);
        out.writeStringField("status", alert.status().label());
        out.writeStringField("receiver", receiver);
        out.writeObjectFieldStart("groupLabels");
        out.writeEndObject();
        BodyFormatter.texts(out, "commonLabels", labels);
        BodyFormatter.texts(out, "commonAnnotations", annotations);
        out.writeStringField("externalURL", "");
        out.writeArrayFieldStart("alerts");
        out.writeStartObject();
        out.writeStringField("status", alert.status().label());
        BodyFormatter.texts(out, "labels", labels);
        BodyFormatter.texts(out, "annotations", annotations);
        out.writeStringField("startsAt", alert.startsAt().toString());
        out.writeStringField(
                "endsAt", BodyFormatter.endOf(alert).map(Instant::toString).orElse(NO_END));
        out.writeStringField("generatorURL", alert.generatorUrl().orElse(""));
        out.writeStringField("fingerprint", alert.fingerprint());
        out.writeEndObject();
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void annotate(
            SortedMap<String, String> annotations, Classification classification) {
        annotations.put("llm_severity", classification.severity().label());
        annotations.put(
                "llm_confidence",
                BigDecimal.valueOf(classification.confidence())
                        .setScale(2, RoundingMode.HALF_UP)
                        .toPlainString());
        annotations.put("llm_reasoning", CutText.to(MAX_REASONING, classification.reasoning()));
        annotations.put(
                "llm_recommendations",
                classification.recommendations().stream()
                        .limit(MAX_RECOMMENDATIONS)
                        .collect(Collectors.joining("; ")));
    }
}
