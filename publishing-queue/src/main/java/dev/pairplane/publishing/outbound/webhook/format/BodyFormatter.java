package dev.pairplane.publishing.outbound.webhook.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.pairplane.publishing.core.alert.Alert;
import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.target.BodyFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Makes the bodies. Immutable; safe for threads.
public final class BodyFormatter {

    private static final int INITIAL_SIZE = 1024;

    private final JsonFactory json =
            JsonFactory.builder()
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .build();

    /// The body of a job's every attempt, as UTF-8.
    ///
    /// @param receiver the target's name
    /// @throws IOException when the alert's metadata cannot be written
    public byte[] render(BodyFormat format, Job job, String receiver) throws IOException {
        var bytes = new ByteArrayOutputStream(job.alert().size() + INITIAL_SIZE);
        try (JsonGenerator out = json.createGenerator(bytes)) {
            switch (format) {
                case WEBHOOK -> WebhookBody.write(out, job);
                case ALERTMANAGER -> AlertmanagerBody.write(out, job, receiver);
            }
        }
        return bytes.toByteArray();
    }

    static void texts(JsonGenerator out, String field, Map<String, String> texts)
            throws IOException {
        out.writeObjectFieldStart(field);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            out.writeStringField(text.getKey(), text.getValue());
        }
        out.writeEndObject();
    }

    /// When it ended: a resolved alert that does not say ended when it was seen to have ended.
    static Optional<Instant> endOf(Alert alert) {
        return alert.status() == AlertStatus.RESOLVED && alert.endsAt().isEmpty()
                ? Optional.of(alert.timestamp())
                : alert.endsAt();
    }
}
