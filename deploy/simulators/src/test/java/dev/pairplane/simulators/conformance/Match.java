package dev.pairplane.simulators.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Compares JSON with an expectation. Objects may have more keys than expected, lists have to be as
/// long. Three texts are special: `'*'` is anything that is there and not empty, `'absent'` is a
/// key that is not there, `'~…'` is a text or number that matches the regular expression.
final class Match {

    private static final Pattern TOKEN =
            Pattern.compile("'[^']*'|\"(?:[^\"\\\\]|\\\\.)*\"|[A-Za-z]\\w*|[-+0-9.eE]+");
    private static final Set<String> CONSTANTS = Set.of("true", "false", "null");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Match() {}

    /// Reads relaxed JSON: what the steps are written in.
    static JsonNode read(String relaxed) {
        return parsed(strict(relaxed));
    }

    /// Reads JSON as servers write it.
    static JsonNode parsed(String json) {
        try {
            return MAPPER.readTree(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + json, e);
        }
    }

    /// Turns single quotes into double ones and puts them around bare words but the three that JSON
    /// has.
    private static String strict(String relaxed) {
        var strict = new StringBuilder();
        var tokens = TOKEN.matcher(relaxed);
        while (tokens.find()) {
            var token = tokens.group();
            if (token.startsWith("'")) {
                var text = token.substring(1, token.length() - 1).replace("\"", "\\\"");
                tokens.appendReplacement(strict, Matcher.quoteReplacement('"' + text + '"'));
            } else if (Character.isLetter(token.charAt(0)) && !CONSTANTS.contains(token)) {
                tokens.appendReplacement(strict, Matcher.quoteReplacement('"' + token + '"'));
            }
        }
        return tokens.appendTail(strict).toString();
    }

    /// Where the two differ, one line each; empty when the expectation holds.
    static List<String> differences(String expected, JsonNode real) {
        var found = new ArrayList<String>();
        compare("", read(expected), real, found);
        return found;
    }

    private static void compare(
            String where, JsonNode expected, JsonNode real, List<String> found) {
        if (expected.isTextual() && expected.asText().equals("absent")) {
            if (!real.isMissingNode()) {
                found.add(where + " is there: " + real);
            }
        } else if (expected.isTextual() && expected.asText().equals("*")) {
            if (real.isMissingNode() || real.isNull() || isEmpty(real)) {
                found.add(where + " is not there");
            }
        } else if (expected.isTextual() && expected.asText().startsWith("~")) {
            if (!real.isValueNode() || !real.asText().matches(expected.asText().substring(1))) {
                found.add(where + " is " + real + ", which does not match " + expected);
            }
        } else if (expected.isObject()) {
            for (var field : expected.properties()) {
                var name = field.getKey();
                compare(where + "/" + name, field.getValue(), real.path(name), found);
            }
        } else if (expected.isArray() && real.isArray() && expected.size() == real.size()) {
            for (int i = 0; i < expected.size(); i++) {
                compare(where + "/" + i, expected.get(i), real.get(i), found);
            }
        } else if (!expected.equals(real)) {
            found.add(
                    where
                            + " is "
                            + (real.isMissingNode() ? "absent" : real)
                            + ", not "
                            + expected);
        }
    }

    private static boolean isEmpty(JsonNode node) {
        return node.isContainerNode() ? node.isEmpty() : node.asText().isEmpty();
    }
}
