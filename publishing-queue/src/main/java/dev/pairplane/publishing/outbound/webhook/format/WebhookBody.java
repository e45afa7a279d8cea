package dev.pairplane.publishing.outbound.webhook.format;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pairplane.publishing.core.alert.Alert;
import dev.pairplane.publishing.core.alert.Classification;
import dev.pairplane.publishing.core.job.Job;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/// The alert as it was submitted, with the ids of job and submission.
final class WebhookBody {

    private WebhookBody() {}

    static void write(JsonGenerator out, Job job) throws IOException {
        Alert alert = job.alert().alert();
        out.writeStartObject();
        out.writeStringField("alert_name", alert.name());
        out.writeStringField("fingerprint", alert.fingerprint());
        out.writeStringField("status", alert.status().label());
        BodyFormatter.texts(out, "labels", alert.labels());
        BodyFormatter.texts(out, "annotations", alert.annotations());
        out.writeStringField("starts_at", alert.startsAt().toString());
        Optional<Instant> end = BodyFormatter.endOf(alert);
        if (end.isPresent()) {
            out.writeStringField("ends_at", end.orElseThrow().toString());
        }
        if (alert.generatorUrl().isPresent()) {
            out.writeStringField("generator_url", alert.generatorUrl().orElseThrow());
        }
        if (job.alert().classification().isPresent()) {
            classification(out, job.alert().classification().orElseThrow());
        }
        if (job.alert().metadata().isPresent()) {
            out.writeFieldName("enrichment_metadata");
            out.writeRawValue(job.alert().metadata().orElseThrow());
        }
        out.writeStringField("job_id", job.id().toString());
        out.writeStringField("submission_id", job.submissionId().toString());
        out.writeEndObject();
    }

    private static void classification(JsonGenerator out, Classification classification)
            throws IOException {
        out.writeObjectFieldStart("classification");
        out.writeStringField("severity", classification.severity().label());
        out.writeNumberField("confidence", classification.confidence());
        out.writeStringField("reasoning", classification.reasoning());
        out.writeArrayFieldStart("recommendations");
        for (String recommendation : classification.recommendations()) {
            out.writeString(recommendation);
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
