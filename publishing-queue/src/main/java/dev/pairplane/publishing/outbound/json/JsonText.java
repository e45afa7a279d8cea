package dev.pairplane.publishing.outbound.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;

/// Writes and reads texts without a file or a socket, so that no I/O error can come of it.
final class JsonText {

    /// What is read was written by this service, so it must read whatever a request may hold: sizes
    /// were checked when that came in.
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    // Names come from anybody: none may stay in a table that outlives the reading,
                    // and names made to collide there would end it.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private JsonText() {}

    /// Writes one value.
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /// Reads one value, the parser standing at its first token.
    interface Reading<T> {
        T read(JsonParser json) throws IOException;
    }

    static String write(Body body) {
        var text = new StringWriter();
        try (var json = FACTORY.createGenerator(text)) {
            body.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    static <T> T read(String text, Reading<T> reading) {
        try (var json = FACTORY.createParser(text)) {
            json.nextToken();
            return reading.read(json);
        } catch (IOException | DateTimeException e) {
            throw new IllegalArgumentException("not a text that the journal holds", e);
        }
    }

    /// Steps into an object, or from one of its fields to the next, onto the value.
    static boolean nextField(JsonParser json) throws IOException {
        if (json.nextToken() == JsonToken.END_OBJECT) {
            return false;
        }
        expect(json, JsonToken.FIELD_NAME);
        json.nextToken();
        return true;
    }

    static void expect(JsonParser json, JsonToken token) throws IOException {
        if (json.currentToken() != token) {
            throw new IOException("found " + json.currentToken() + " instead of " + token);
        }
    }

    static IOException unknown(String field) {
        return new IOException("unknown field " + field);
    }
}
