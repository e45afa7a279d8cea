package dev.pairplane.publishing.outbound.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.pairplane.publishing.core.journal.Change;
import java.util.TreeMap;

/// A target without its secrets, as a dead letter keeps it.
public final class ShownTargetText {

    private ShownTargetText() {}

    /// The target's text.
    public static String write(Change.ShownTarget target) {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("format", target.format());
            json.writeNumberField("generation", target.generation());
            json.writeStringField("name", target.name());
            json.writeStringField("type", target.type());
            json.writeStringField("url", target.url());
            json.writeEndObject();
        });
    }

    /// The target of a text that [#write] made.
    ///
    /// @throws IllegalArgumentException if it is none
    public static Change.ShownTarget read(String text) {
        return JsonText.read(
                text,
                json -> {
                    var fields = new TreeMap<String, String>();
                    JsonText.expect(json, JsonToken.START_OBJECT);
                    while (JsonText.nextField(json)) {
                        fields.put(json.currentName(), json.getText());
                    }
                    return new Change.ShownTarget(
                            fields.getOrDefault("name", ""),
                            fields.getOrDefault("type", ""),
                            fields.getOrDefault("format", ""),
                            fields.getOrDefault("url", ""),
                            Long.parseLong(fields.getOrDefault("generation", "0")));
                });
    }
}
