package dev.pairplane.publishing.inbound.rest;

import dev.pairplane.publishing.core.alert.Alert;
import dev.pairplane.publishing.core.alert.Classification;
import dev.pairplane.publishing.core.alert.EnrichedAlert;
import dev.pairplane.publishing.core.alert.Severity;
import dev.pairplane.publishing.core.intake.SubmitRequest;
import dev.pairplane.publishing.core.journal.Submission;
import dev.pairplane.publishing.inbound.json.Fault;
import dev.pairplane.publishing.inbound.json.Faults;
import dev.pairplane.publishing.inbound.json.Json;
import dev.pairplane.publishing.inbound.json.Paths;
import dev.pairplane.publishing.inbound.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Makes requests to deliver an alert of bodies and headers. Thread-safe.
final class SubmitReader {
    static final String ALERT = "alert";
    static final String TARGET = "target_name";
    static final String KEY_HEADER = "Idempotency-Key";

    private static final String CLASSIFICATION = "classification";
    private static final String METADATA = "enrichment_metadata";
    private static final String KEY_HINT = "one header of 1 to 255 printable ASCII characters";
    private static final int LONGEST_KEY = 255;

    private static final Pattern TRACEPARENT =
            Pattern.compile(
                    "(?!ff)([0-9a-f]{2})-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

    private final AlertLimits limits;
    private final AlertReader alerts;

    SubmitReader(AlertLimits limits) {
        this.limits = limits;
        this.alerts = new AlertReader(limits);
    }

    /// What a request says besides its body.
    ///
    /// @param keys every `Idempotency-Key` header
    /// @param traceparents every `traceparent` header
    record Sender(
            String principal, String requestId, List<String> keys, List<String> traceparents) {
        Sender {
            keys = List.copyOf(keys);
            traceparents = List.copyOf(traceparents);
        }
    }

    /// Reads a request and notes everything that is wrong with it.
    ///
    /// @param now the time of receipt
    /// @return empty when something is wrong
    Optional<SubmitRequest> read(byte[] text, Sender sender, Instant now, Faults faults) {
        Optional<String> key = key(sender.keys(), faults);
        Optional<Json> document = StrictJson.read(text, faults);
        if (document.isEmpty()) {
            return Optional.empty();
        }
        if (!(document.orElseThrow() instanceof Json.Members object)) {
            faults.add(
                    Fault.WHOLE,
                    "is " + document.orElseThrow().kind(),
                    "an object with the member alert");
            return Optional.empty();
        }
        Fields body = new Fields(Fault.WHOLE, object, faults);
        String target = body.text(TARGET, "a target's name, or leave it out for all").orElse("");
        Optional<Classification> classification =
                body.object(CLASSIFICATION, "an object, or leave it out")
                        .flatMap(SubmitReader::classification);
        Optional<String> metadata =
                body.object(METADATA, "an object, or leave it out")
                        .map(fields -> metadata(fields, faults));
        Optional<Alert> alert = alert(body, now);
        if (!faults.none()) {
            return Optional.empty();
        }
        return alert.map(made ->
                new SubmitRequest(
                        new EnrichedAlert(made, classification, metadata, size(object)),
                        Optional.of(target).filter(name -> !name.isEmpty()),
                        key.map(k -> new Submission.Key(k, sha256(object.canonical()))),
                        sender.principal(),
                        sender.requestId(),
                        traceparent(sender.traceparents())));
    }

    private Optional<Alert> alert(Fields body, Instant now) {
        String hint = "an object that describes the alert";
        if (!body.has(ALERT)) {
            body.wrong(ALERT, "is missing", hint);
        }
        return body.object(ALERT, hint).flatMap(fields -> alerts.read(fields, now));
    }

    private String metadata(Fields fields, Faults faults) {
        names(fields.object(), fields.path(), faults);
        return fields.object().canonical();
    }

    /// Nobody needs longer names, and every reader of JSON on the alert's way has a limit of its
    /// own for them.
    private void names(Json value, String path, Faults faults) {
        switch (value) {
            case Json.Members(Map<String, Json> members) ->
                    members.forEach((name, member) -> {
                        String at = Paths.member(path, name);
                        int length = name.codePointCount(0, name.length());
                        if (length > limits.metadataName()) {
                            faults.add(
                                    at,
                                    "has a name of " + length + " characters",
                                    "names of at most " + limits.metadataName() + " characters");
                        }
                        names(member, at, faults);
                    });
            case Json.Items(List<Json> items) -> {
                for (int i = 0; i < items.size(); i++) {
                    names(items.get(i), Paths.item(path, i), faults);
                }
            }
            case Json.Text _, Json.Numeral _, Json.Bool _, Json.Null _ -> {}
        }
    }

    private static Optional<Classification> classification(Fields fields) {
        Optional<Severity> severity = severity(fields);
        String range = "a number from 0 to 1";
        if (!fields.has("confidence")) {
            fields.wrong("confidence", "is missing", range);
        }
        Optional<Double> confidence = fields.number("confidence", range);
        boolean inRange = confidence.filter(c -> c >= 0 && c <= 1).isPresent();
        if (confidence.isPresent() && !inRange) {
            fields.wrong("confidence", "is outside its range", range);
        }
        String why = "a text that says why; it may be empty only at a confidence of 0";
        Optional<String> reasoning = fields.text("reasoning", why);
        boolean wrongKind = reasoning.isEmpty() && fields.has("reasoning");
        if (confidence.filter(c -> c > 0 && c <= 1).isPresent()
                && reasoning.filter(r -> !r.isBlank()).isEmpty()
                && !wrongKind) {
            fields.wrong("reasoning", "is missing", why);
        }
        List<String> recommendations = fields.texts("recommendations");
        String seconds = "seconds, 0 or more";
        fields.number("processing_time", seconds)
                .filter(time -> time < 0)
                .ifPresent(_ -> fields.wrong("processing_time", "is negative", seconds));
        fields.object("metadata", "an object, or leave it out");
        if (severity.isEmpty() || !inRange) {
            return Optional.empty();
        }
        return Optional.of(
                new Classification(
                        severity.orElseThrow(),
                        confidence.orElseThrow(),
                        reasoning.orElse(""),
                        recommendations));
    }

    private static Optional<Severity> severity(Fields fields) {
        String hint =
                "one of "
                        + Arrays.stream(Severity.values())
                                .map(Severity::label)
                                .collect(Collectors.joining(", "));
        if (!fields.has("severity")) {
            fields.wrong("severity", "is missing", hint);
        }
        Optional<String> text = fields.text("severity", hint);
        Optional<Severity> severity =
                text.flatMap(given ->
                        Arrays.stream(Severity.values())
                                .filter(s -> s.label().equals(given))
                                .findFirst());
        if (text.isPresent() && severity.isEmpty()) {
            fields.wrong("severity", "is " + Paths.quoted(text.orElseThrow()), hint);
        }
        return severity;
    }

    private static Optional<String> key(List<String> given, Faults faults) {
        if (given.isEmpty()) {
            return Optional.empty();
        }
        if (given.size() > 1) {
            faults.add(KEY_HEADER, "is there " + given.size() + " times", KEY_HINT);
            return Optional.empty();
        }
        String key = given.getFirst();
        if (key.isEmpty() || key.length() > LONGEST_KEY) {
            faults.add(KEY_HEADER, "has " + key.length() + " characters", KEY_HINT);
            return Optional.empty();
        }
        if (!key.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            faults.add(KEY_HEADER, "has characters that are not printable ASCII", KEY_HINT);
            return Optional.empty();
        }
        return Optional.of(key);
    }

    /// The header where it is well-formed (W3C Trace Context); anything else is ignored, as that
    /// recommendation says. Of later versions only what this one knows is kept.
    private static Optional<String> traceparent(List<String> given) {
        if (given.size() != 1) {
            return Optional.empty();
        }
        String text = given.getFirst();
        int length = "00-".length() + 32 + 1 + 16 + 1 + 2;
        if (!TRACEPARENT.matcher(text).matches()
                || (text.startsWith("00") && text.length() != length)) {
            return Optional.empty();
        }
        return Optional.of("00" + text.substring(2, length));
    }

    /// Bytes of what is kept of the body.
    private static int size(Json.Members body) {
        Json.Builder kept = Json.object();
        for (String name : List.of(ALERT, CLASSIFICATION, METADATA)) {
            body.member(name).ifPresent(value -> kept.put(name, value));
        }
        return kept.build().text().getBytes(StandardCharsets.UTF_8).length;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
