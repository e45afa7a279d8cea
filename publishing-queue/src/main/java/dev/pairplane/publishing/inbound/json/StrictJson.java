package dev.pairplane.publishing.inbound.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads JSON as RFC 8259 has it and as a store can keep it: UTF-8, no name twice in one object,
/// nothing after the value, no NUL and no half of a surrogate pair in any text, no number beyond a
/// double's range or of more than 40 digits, at most 32 levels.
///
/// What breaks the syntax ends the reading; everything else is named and read past, so that one
/// answer tells all.
public final class StrictJson {
    /// How deep objects and arrays may be nested.
    public static final int DEEPEST = 32;

    private static final int DIGITS = 40;

    // Deeper than this is not even read past: each level costs memory.
    private static final int HOPELESS = 1000;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    // Names come from anybody: none may stay in a table that outlives the request.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(HOPELESS)
                                    // The size of the document bounds these three.
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private final JsonParser parser;
    private final Faults faults;
    private String path = Fault.WHOLE;

    /// The name of the last member that was read.
    private String last = "";

    private StrictJson(JsonParser parser, Faults faults) {
        this.parser = parser;
        this.faults = faults;
    }

    /// Reads a document.
    ///
    /// @param faults gets what is wrong
    /// @return the value, without what is wrong in it; empty when it is no JSON at all
    public static Optional<Json> read(byte[] document, Faults faults) {
        String text;
        try {
            text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(document))
                            .toString();
        } catch (CharacterCodingException e) {
            faults.add(Fault.WHOLE, "is not UTF-8", "JSON text in UTF-8");
            return Optional.empty();
        }
        if (text.isBlank()) {
            faults.add(Fault.WHOLE, "is empty", "a JSON object");
            return Optional.empty();
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            return new StrictJson(parser, faults).document();
        } catch (IOException e) {
            throw new IllegalStateException("text in memory can be read and closed", e);
        }
    }

    private Optional<Json> document() throws IOException {
        try {
            parser.nextToken();
            Json value = value(0);
            path = Fault.WHOLE;
            if (parser.nextToken() != null) {
                faults.add(
                        Fault.WHOLE,
                        "goes on after its end, at " + place(parser.currentTokenLocation()),
                        "one JSON value, and nothing after it");
                return Optional.empty();
            }
            return Optional.of(value);
        } catch (StreamConstraintsException e) {
            tooDeep();
        } catch (JsonProcessingException e) {
            faults.add(
                    broken(),
                    "is broken at "
                            + place(e.getLocation())
                            + ": "
                            + Paths.quoted(firstLine(e.getOriginalMessage())),
                    "well-formed JSON (RFC 8259)");
        }
        return Optional.empty();
    }

    /// Where the syntax breaks: the parser looks at the beginning of a value together with its
    /// name.
    private String broken() {
        String name = parser.getParsingContext().getCurrentName();
        return name == null || name.equals(last) ? path : Paths.member(path, name);
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    private static String place(JsonLocation where) {
        return "line " + where.getLineNr() + ", column " + where.getColumnNr();
    }

    private void tooDeep() {
        faults.add(
                path,
                "is nested more than " + DEEPEST + " levels deep",
                "at most " + DEEPEST + " levels of objects and arrays");
    }

    private Json value(int depth) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> depth == DEEPEST ? skip() : object(depth);
            case START_ARRAY -> depth == DEEPEST ? skip() : array(depth);
            case VALUE_STRING -> new Json.Text(checked(parser.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
            case VALUE_TRUE -> new Json.Bool(true);
            case VALUE_FALSE -> new Json.Bool(false);
            case VALUE_NULL -> new Json.Null();
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    throw new IllegalStateException("no value begins with " + token);
        };
    }

    private Json skip() throws IOException {
        tooDeep();
        parser.skipChildren();
        return new Json.Null();
    }

    private Json object(int depth) throws IOException {
        String here = path;
        Map<String, Json> members = new LinkedHashMap<>();
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_OBJECT; t = parser.nextToken()) {
            String name = parser.currentName();
            last = name;
            path = Paths.member(here, name);
            checked(name);
            boolean again = members.containsKey(name);
            if (again) {
                faults.add(path, "is there twice", "each name once in an object");
            }
            parser.nextToken();
            Json value = value(depth + 1);
            if (!again) {
                members.put(name, value);
            }
            last = name;
            path = here;
        }
        return new Json.Members(members);
    }

    private Json array(int depth) throws IOException {
        String here = path;
        List<Json> items = new ArrayList<>();
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
            path = Paths.item(here, items.size());
            items.add(value(depth + 1));
            path = here;
        }
        return new Json.Items(items);
    }

    private Json number() throws IOException {
        String text = parser.getText();
        if (text.chars().filter(c -> c >= '0' && c <= '9').count() > DIGITS) {
            faults.add(
                    path,
                    "has more than " + DIGITS + " digits",
                    "a number of at most " + DIGITS + " digits");
            return Json.of(0);
        }
        double nearest = Double.parseDouble(text);
        if (Double.isInfinite(nearest) || (nearest == 0 && !zero(text))) {
            faults.add(path, "is beyond the range of a double", "0, or from 4.9e-324 to 1.8e308");
            return Json.of(0);
        }
        return new Json.Numeral(text);
    }

    private static boolean zero(String number) {
        return number.chars()
                .takeWhile(c -> c != 'e' && c != 'E')
                .noneMatch(c -> c >= '1' && c <= '9');
    }

    private String checked(String text) {
        if (text.indexOf('\0') >= 0) {
            faults.add(path, "contains the character U+0000", "text without NUL");
        }
        if (text.codePoints().anyMatch(StrictJson::half)) {
            faults.add(
                    path,
                    "contains half of a surrogate pair",
                    "both halves, or the character itself in UTF-8");
        }
        return text;
    }

    /// Whole pairs are one code point beyond the surrogates.
    private static boolean half(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
