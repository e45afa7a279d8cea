package dev.pairplane.publishing.inbound.rest;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// Bodies for `submit`, sound ones and others.
final class Bodies {

    private Bodies() {}

    /// A whole alert with some members replaced or added; an empty value takes one away.
    static String alert(String... namesAndValues) {
        JsonObject alert = new JsonObject(ServedApi.ALERT).getJsonObject("alert");
        StringBuilder added = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            alert.remove(namesAndValues[i]);
            if (!namesAndValues[i + 1].isEmpty()) {
                added.append(",\"")
                        .append(namesAndValues[i])
                        .append("\":")
                        .append(namesAndValues[i + 1]);
            }
        }
        String text = alert.encode();
        return "{\"alert\":" + text.substring(0, text.length() - 1) + added + "}}";
    }

    static String with(String member) {
        return ServedApi.ALERT.substring(0, ServedApi.ALERT.length() - 1) + "," + member + "}";
    }

    static String text(String what, int times) {
        return "\"" + what.repeat(times) + "\"";
    }

    static String entries(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"k" + i + "\":\"v\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    static String classification(String members) {
        return with("\"classification\":{" + members + "}");
    }

    /// Bodies, each with the path of what is wrong.
    static Stream<Arguments> malformed() {
        return Stream.of(texts(), names(), times(), company()).flatMap(Function.identity());
    }

    /// What is wrong whatever it means.
    private static Stream<Arguments> texts() {
        return Stream.of(
                arguments("", "body"),
                arguments(" ", "body"),
                arguments("{", "body"),
                arguments("nonsense", "body"),
                arguments(ServedApi.ALERT + "}", "body"),
                arguments(ServedApi.ALERT + ServedApi.ALERT, "body"),
                arguments("[]", "body"),
                arguments("null", "body"),
                arguments("\"alert\"", "body"),
                arguments("{\"alert\":{\"labels\":{\"x\":NaN}}}", "alert.labels.x"),
                arguments(with("\"x\":Infinity"), "x"),
                arguments(with("\"x\":1e400"), "x"),
                arguments(with("\"x\":-1e400"), "x"),
                arguments(with("\"x\":1e-400"), "x"),
                arguments(with("\"x\":" + "1".repeat(41)), "x"),
                arguments(with("\"x\":[1,{\"y\":1e400}]"), "x[1].y"),
                arguments(with("\"x\":" + "[".repeat(32) + "]".repeat(32)), "x" + "[0]".repeat(31)),
                arguments(with("\"x\":\"\\u0000\""), "x"),
                arguments(with("\"x\":\"\\ud800\""), "x"),
                arguments(with("\"x\":\"\\udc00\\ud800\""), "x"),
                arguments(with("\"\\u0000\":1"), "[\"\\u0000\"]"),
                arguments(with("\"x\":1,\"x\":1"), "x"),
                arguments(with("\"alert\":{}"), "alert"));
    }

    /// What is wrong with names, labels and annotations.
    private static Stream<Arguments> names() {
        return Stream.of(
                arguments("{}", "alert"),
                arguments("{\"alert\":null}", "alert"),
                arguments("{\"alert\":[]}", "alert"),
                arguments("{\"alert\":\"x\"}", "alert"),
                arguments(alert("fingerprint", text("x", 129)), "alert.fingerprint"),
                arguments(alert("fingerprint", "\" x\""), "alert.fingerprint"),
                arguments(alert("fingerprint", "\"x\u00a0\""), "alert.fingerprint"),
                arguments(alert("fingerprint", "\"a\\nb\""), "alert.fingerprint"),
                arguments(alert("fingerprint", "\"a\u202eb\""), "alert.fingerprint"),
                arguments(alert("fingerprint", "7"), "alert.fingerprint"),
                arguments(alert("alert_name", ""), "alert.alert_name"),
                arguments(alert("alert_name", "\"\""), "alert.alert_name"),
                arguments(alert("alert_name", "7"), "alert.alert_name"),
                arguments(alert("alert_name", text("n", 256)), "alert.alert_name"),
                arguments(
                        alert("alert_name", "", "labels", "{\"alertname\":\"\"}"),
                        "alert.alert_name"),
                arguments(alert("status", ""), "alert.status"),
                arguments(alert("status", "\"FIRING\""), "alert.status"),
                arguments(alert("status", "\"\""), "alert.status"),
                arguments(alert("status", "true"), "alert.status"),
                arguments(alert("labels", "[]"), "alert.labels"),
                arguments(alert("labels", "{\"a\":1}"), "alert.labels.a"),
                arguments(alert("labels", "{\"a\":null}"), "alert.labels.a"),
                arguments(alert("labels", "{\"a\":{}}"), "alert.labels.a"),
                arguments(alert("labels", "{\"a b\":true}"), "alert.labels[\"a b\"]"),
                arguments(alert("labels", "{\"\":\"x\"}"), "alert.labels[\"\"]"),
                arguments(alert("labels", "{\"a\":\"1\",\"a\":\"2\"}"), "alert.labels.a"),
                arguments(alert("labels", "{\"a\":" + text("é", 1025) + "}"), "alert.labels.a"),
                arguments(
                        alert("labels", "{" + text("k", 129) + ":\"x\"}"),
                        "alert.labels[\"" + "k".repeat(64) + "\"…]"),
                arguments(alert("labels", entries(65)), "alert.labels"),
                arguments(alert("annotations", "\"x\""), "alert.annotations"),
                arguments(alert("annotations", "{\"a\":[]}"), "alert.annotations.a"),
                arguments(
                        alert("annotations", "{\"a\":" + text("é", 8193) + "}"),
                        "alert.annotations.a"),
                arguments(alert("annotations", entries(65)), "alert.annotations"));
    }

    /// What is wrong with times and URLs.
    private static Stream<Arguments> times() {
        return Stream.of(
                arguments(alert("starts_at", ""), "alert.starts_at"),
                arguments(alert("starts_at", "null"), "alert.starts_at"),
                arguments(alert("starts_at", "1767323045"), "alert.starts_at"),
                arguments(alert("starts_at", "\"yesterday\""), "alert.starts_at"),
                arguments(alert("starts_at", "\"2026-01-02T03:00:00\""), "alert.starts_at"),
                arguments(alert("starts_at", "\"2026-01-02\""), "alert.starts_at"),
                arguments(alert("starts_at", "\"2026-02-30T03:00:00Z\""), "alert.starts_at"),
                arguments(alert("starts_at", "\"2026-01-02T04:04:06Z\""), "alert.starts_at"),
                arguments(alert("starts_at", "\"2025-01-02T03:04:04Z\""), "alert.starts_at"),
                arguments(alert("ends_at", "\"2026-01-02T03:00:00Z\""), "alert.ends_at"),
                arguments(alert("ends_at", "\"soon\""), "alert.ends_at"),
                arguments(alert("ends_at", "5"), "alert.ends_at"),
                arguments(alert("generator_url", "\"ftp://x/\""), "alert.generator_url"),
                arguments(alert("generator_url", "\"http://\""), "alert.generator_url"),
                arguments(alert("generator_url", "\"http:///graph\""), "alert.generator_url"),
                arguments(alert("generator_url", "\"graph\""), "alert.generator_url"),
                arguments(alert("generator_url", "\"http://x/a b\""), "alert.generator_url"),
                arguments(
                        alert(
                                "generator_url",
                                text("http://x/", 1).replace("/\"", "/" + "y".repeat(2040) + "\"")),
                        "alert.generator_url"),
                arguments(alert("timestamp", "\"now\""), "alert.timestamp"));
    }

    /// What goes wrong besides the alert.
    private static Stream<Arguments> company() {
        String sound = "\"severity\":\"info\",\"confidence\":0";
        return Stream.of(
                arguments(with("\"target_name\":7"), "target_name"),
                arguments(with("\"target_name\":[\"good\"]"), "target_name"),
                arguments(with("\"classification\":[]"), "classification"),
                arguments(classification("\"confidence\":0"), "classification.severity"),
                arguments(
                        classification("\"severity\":\"page\",\"confidence\":0"),
                        "classification.severity"),
                arguments(classification("\"severity\":\"info\""), "classification.confidence"),
                arguments(
                        classification("\"severity\":\"info\",\"confidence\":1.1"),
                        "classification.confidence"),
                arguments(
                        classification("\"severity\":\"info\",\"confidence\":-0.1"),
                        "classification.confidence"),
                arguments(
                        classification("\"severity\":\"info\",\"confidence\":\"1\""),
                        "classification.confidence"),
                arguments(
                        classification("\"severity\":\"info\",\"confidence\":0.1"),
                        "classification.reasoning"),
                arguments(
                        classification(
                                "\"severity\":\"info\",\"confidence\":1,\"reasoning\":\" \""),
                        "classification.reasoning"),
                arguments(
                        classification(sound + ",\"recommendations\":{}"),
                        "classification.recommendations"),
                arguments(
                        classification(sound + ",\"recommendations\":[\"a\",1]"),
                        "classification.recommendations[1]"),
                arguments(
                        classification(sound + ",\"processing_time\":-1"),
                        "classification.processing_time"),
                arguments(classification(sound + ",\"metadata\":1"), "classification.metadata"),
                arguments(with("\"enrichment_metadata\":\"x\""), "enrichment_metadata"),
                arguments(
                        with("\"enrichment_metadata\":{\"a\":{\"b\":1e999}}"),
                        "enrichment_metadata.a.b"),
                arguments(
                        with("\"enrichment_metadata\":{" + text("k", 1025) + ":1}"),
                        "enrichment_metadata[\"" + "k".repeat(64) + "\"…]"),
                arguments(
                        with("\"enrichment_metadata\":{\"a\":[0,{" + text("k", 60_000) + ":1}]}"),
                        "enrichment_metadata.a[1][\"" + "k".repeat(64) + "\"…]"));
    }

    /// What is just within the rules.
    static Stream<String> sound() {
        return Stream.of(
                alert("fingerprint", "\"high-1730-abc\""),
                alert("fingerprint", text("😀", 128)),
                alert("fingerprint", "\"\""),
                alert("fingerprint", "null"),
                alert("alert_name", text("é", 255)),
                alert("alert_name", "", "labels", "{\"alertname\":\"FromLabel\"}"),
                alert("alert_name", "\"\"", "labels", "{\"alertname\":\"FromLabel\"}"),
                alert("labels", "null"),
                alert("labels", ""),
                alert("labels", entries(64)),
                alert("labels", "{" + text("é", 128) + ":" + text("é", 1024) + "}"),
                alert("annotations", "null"),
                alert("annotations", "{\"a\":" + text("é", 8192) + "}"),
                alert("starts_at", "\"2026-01-02T04:04:05Z\""),
                alert("starts_at", "\"2025-01-02T03:04:05Z\""),
                alert("starts_at", "\"2026-01-02t05:00:00.123456789+02:00\""),
                alert("ends_at", "\"0001-01-01T00:00:00Z\""),
                alert("ends_at", "\"2026-01-02T03:00:00.000000001Z\""),
                alert("generator_url", "\"\""),
                alert("generator_url", "\"http://[::1]:9090/graph?g0.expr=up{a=1}\""),
                alert("timestamp", "null"),
                alert("unknown", "[{\"deep\":1}]"),
                with("\"target_name\":null"),
                with("\"target_name\":\"\""),
                with("\"classification\":null,\"enrichment_metadata\":null"),
                classification("\"severity\":\"noise\",\"confidence\":0"),
                classification(
                        "\"severity\":\"critical\",\"confidence\":1,\"reasoning\":\"so\","
                                + "\"recommendations\":[\"a\"],\"processing_time\":0.5,"
                                + "\"metadata\":{}"),
                with("\"enrichment_metadata\":{\"a\":1.0}"),
                with("\"enrichment_metadata\":{\"\":{" + text("😀", 1024) + ":1}}"),
                with("\"x\":" + "[".repeat(31) + "]".repeat(31)));
    }
}
