package dev.pairplane.publishing.outbound.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.journal.Submission;
import java.io.IOException;
import java.util.ArrayList;
import java.util.UUID;

/// What a caller was told, as it is kept with an idempotency key.
public final class AcceptedText {

    private AcceptedText() {}

    /// The answer's text.
    public static String write(Submission.Accepted accepted) {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("jobs");
            for (var job : accepted.jobs()) {
                json.writeStartObject();
                json.writeStringField("id", job.id().toString());
                json.writeStringField("target", job.target());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("skipped");
            for (var skipped : accepted.skipped()) {
                json.writeStartObject();
                json.writeStringField("reason", skipped.reason());
                json.writeStringField("target", skipped.target());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("submission_id", accepted.submissionId().toString());
            json.writeStringField("tier", accepted.tier().name());
            json.writeEndObject();
        });
    }

    /// The answer of a text that [#write] made.
    ///
    /// @throws IllegalArgumentException if it is none
    public static Submission.Accepted read(String text) {
        return JsonText.read(text, AcceptedText::accepted);
    }

    private static Submission.Accepted accepted(JsonParser json) throws IOException {
        var id = "";
        var tier = "";
        var jobs = new ArrayList<Submission.JobRef>();
        var skipped = new ArrayList<Submission.Skipped>();
        JsonText.expect(json, JsonToken.START_OBJECT);
        while (JsonText.nextField(json)) {
            switch (json.currentName()) {
                case "submission_id" -> id = json.getText();
                case "tier" -> tier = json.getText();
                case "jobs" -> {
                    JsonText.expect(json, JsonToken.START_ARRAY);
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        var pair = pair(json, "id");
                        jobs.add(new Submission.JobRef(UUID.fromString(pair.first), pair.target));
                    }
                }
                case "skipped" -> {
                    JsonText.expect(json, JsonToken.START_ARRAY);
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        var pair = pair(json, "reason");
                        skipped.add(new Submission.Skipped(pair.target, pair.first));
                    }
                }
                default -> throw JsonText.unknown(json.currentName());
            }
        }
        return new Submission.Accepted(UUID.fromString(id), Tier.valueOf(tier), jobs, skipped);
    }

    private record Pair(String first, String target) {}

    private static Pair pair(JsonParser json, String first) throws IOException {
        var one = "";
        var target = "";
        JsonText.expect(json, JsonToken.START_OBJECT);
        while (JsonText.nextField(json)) {
            if (json.currentName().equals(first)) {
                one = json.getText();
            } else {
                target = json.getText();
            }
        }
        return new Pair(one, target);
    }
}
