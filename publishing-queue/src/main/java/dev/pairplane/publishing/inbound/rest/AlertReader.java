package dev.pairplane.publishing.inbound.rest;

import dev.pairplane.publishing.core.alert.Alert;
import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.alert.Fingerprints;
import dev.pairplane.publishing.inbound.json.Paths;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Checks an alert. Thread-safe.
final class AlertReader {
    private static final String NAME = "alert_name";
    private static final String STARTS = "starts_at";
    private static final String ENDS = "ends_at";
    private static final String URL = "generator_url";

    /// What Alertmanager writes for "not yet".
    private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    private static final Pattern HTTP_URL =
            Pattern.compile(
                    "(?i:https?)://([^@/?#\\s]*@)?(\\[[0-9a-fA-F:.]+]|[^:/?#@\\[\\]\\s]+)"
                            + "(:[0-9]{1,5})?([/?#]\\S*)?");

    private final AlertLimits limits;

    AlertReader(AlertLimits limits) {
        this.limits = limits;
    }

    /// Reads an alert and notes everything that is wrong with it.
    ///
    /// @param now the time of receipt
    /// @return what can be built; empty when something that it cannot do without is wrong
    Optional<Alert> read(Fields alert, Instant now) {
        SortedMap<String, String> labels = entries(alert, "labels", this::label);
        SortedMap<String, String> annotations = entries(alert, "annotations", this::annotation);
        Optional<String> name = name(alert, labels);
        Optional<String> fingerprint = fingerprint(alert);
        Optional<AlertStatus> status = status(alert);
        Optional<Instant> starts = starts(alert, now);
        Optional<Instant> ends = ends(alert, starts);
        Optional<String> url = generatorUrl(alert);
        Instant timestamp = alert.time("timestamp").orElse(now);
        if (name.isEmpty() || status.isEmpty() || starts.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Alert(
                        fingerprint.orElseGet(() -> Fingerprints.of(name.orElseThrow(), labels)),
                        name.orElseThrow(),
                        status.orElseThrow(),
                        labels,
                        annotations,
                        starts.orElseThrow(),
                        ends,
                        url,
                        timestamp));
    }

    private Optional<String> fingerprint(Fields alert) {
        String hint =
                "1 to %d visible characters, or leave it out to have it computed"
                        .formatted(limits.fingerprint());
        Optional<String> given = alert.text("fingerprint", hint).filter(text -> !text.isEmpty());
        given.ifPresent(text -> {
            if (length(text) > limits.fingerprint()) {
                alert.wrong("fingerprint", "has " + length(text) + " characters", hint);
            }
            if (!text.codePoints().allMatch(Paths::shown)) {
                alert.wrong("fingerprint", "has characters that cannot be seen", hint);
            } else if (blank(text.codePointAt(0)) || blank(text.codePointBefore(text.length()))) {
                alert.wrong("fingerprint", "begins or ends with a blank", hint);
            }
        });
        return given;
    }

    private static boolean blank(int c) {
        return Character.isSpaceChar(c) || Character.isWhitespace(c);
    }

    private Optional<String> name(Fields alert, SortedMap<String, String> labels) {
        String hint = "1 to %d characters, here or in the label alertname".formatted(limits.name());
        Optional<String> own = alert.text(NAME, hint);
        boolean wrongKind = alert.has(NAME) && own.isEmpty();
        Optional<String> name =
                own.filter(text -> !text.isEmpty())
                        .or(() -> Optional.ofNullable(labels.get("alertname")))
                        .filter(text -> !text.isEmpty());
        if (name.isEmpty() && !wrongKind) {
            alert.wrong(NAME, "is missing", hint);
        }
        name.filter(text -> length(text) > limits.name())
                .ifPresent(text -> alert.wrong(NAME, "has " + length(text) + " characters", hint));
        return name;
    }

    private static Optional<AlertStatus> status(Fields alert) {
        String hint =
                "one of "
                        + Arrays.stream(AlertStatus.values())
                                .map(AlertStatus::label)
                                .collect(Collectors.joining(", "))
                        + ", in lower case";
        if (!alert.has("status")) {
            alert.wrong("status", "is missing", hint);
            return Optional.empty();
        }
        return alert.text("status", hint)
                .flatMap(text -> {
                    Optional<AlertStatus> status =
                            Arrays.stream(AlertStatus.values())
                                    .filter(s -> s.label().equals(text))
                                    .findFirst();
                    if (status.isEmpty()) {
                        alert.wrong("status", "is " + Paths.quoted(text), hint);
                    }
                    return status;
                });
    }

    private Optional<Instant> starts(Fields alert, Instant now) {
        if (!alert.has(STARTS)) {
            alert.wrong(STARTS, "is missing", Rfc3339.HINT);
            return Optional.empty();
        }
        Optional<Instant> starts = alert.time(STARTS);
        starts.ifPresent(time -> {
            if (time.isAfter(now.plus(limits.future()))) {
                alert.wrong(
                        STARTS,
                        "is too far in the future",
                        "at most %d s after now, %s"
                                .formatted(limits.future().toSeconds(), Rfc3339.text(now)));
            } else if (time.isBefore(now.minus(limits.past()))) {
                alert.wrong(
                        STARTS,
                        "is too long ago",
                        "at most %d days before now, %s"
                                .formatted(limits.past().toDays(), Rfc3339.text(now)));
            }
        });
        return starts;
    }

    private static Optional<Instant> ends(Fields alert, Optional<Instant> starts) {
        Optional<Instant> ends = alert.time(ENDS).filter(time -> !time.equals(NEVER));
        if (ends.isPresent()
                && starts.isPresent()
                && !ends.orElseThrow().isAfter(starts.orElseThrow())) {
            alert.wrong(ENDS, "is not after starts_at", "a later time, or leave it out");
        }
        return ends;
    }

    private Optional<String> generatorUrl(Fields alert) {
        String hint =
                "an http or https URL with a host, at most %d characters"
                        .formatted(limits.generatorUrl());
        Optional<String> url = alert.text(URL, hint).filter(text -> !text.isEmpty());
        url.ifPresent(text -> {
            if (length(text) > limits.generatorUrl()) {
                alert.wrong(URL, "has " + length(text) + " characters", hint);
            } else if (!HTTP_URL.matcher(text).matches()
                    || !text.codePoints().allMatch(Paths::shown)) {
                alert.wrong(URL, "is no such URL: " + Paths.quoted(text), hint);
            }
        });
        return url;
    }

    /// Checks the value of a label or annotation.
    private interface ValueCheck {
        void check(Fields entries, String key, String value);
    }

    private SortedMap<String, String> entries(Fields alert, String name, ValueCheck check) {
        Optional<Fields> object = alert.object(name, "an object of strings");
        if (object.isEmpty()) {
            return new TreeMap<>();
        }
        Fields entries = object.orElseThrow();
        int count = entries.object().members().size();
        if (count > limits.entries()) {
            alert.wrong(name, "has " + count + " entries", "at most " + limits.entries());
        }
        SortedMap<String, String> strings = entries.strings();
        for (String key : entries.object().members().keySet()) {
            if (key.isEmpty() || length(key) > limits.key()) {
                entries.wrong(
                        key,
                        "has a name of " + length(key) + " characters",
                        "names of 1 to " + limits.key() + " characters");
            }
        }
        strings.forEach((key, value) -> check.check(entries, key, value));
        return strings;
    }

    private void label(Fields labels, String key, String value) {
        if (length(value) > limits.labelValue()) {
            labels.wrong(
                    key,
                    "has " + length(value) + " characters",
                    "at most " + limits.labelValue() + " characters");
        }
    }

    private void annotation(Fields annotations, String key, String value) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > limits.annotationBytes()) {
            annotations.wrong(
                    key,
                    "has " + bytes + " bytes in UTF-8",
                    "at most " + limits.annotationBytes() + " bytes");
        }
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
