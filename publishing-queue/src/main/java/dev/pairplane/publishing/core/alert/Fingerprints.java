package dev.pairplane.publishing.core.alert;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/// Identifies a condition by its labels, as Prometheus and Alertmanager do: FNV-1a of 64 bits over
/// the names, sorted by their UTF-8 bytes, and values, each with a byte 0xFF behind it. That byte
/// never occurs in UTF-8, so no two sets of labels run into each other.
public final class Fingerprints {

    private static final String NAME = "alertname";
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final int SEPARATOR = 0xFF;

    private Fingerprints() {}

    /// The fingerprint of an alert that came without one. Labels with an empty value count as
    /// absent; where there is no `alertname`, the alert's name stands in for it.
    ///
    /// @param name the alert's; empty for none
    /// @return 16 lower-case hexadecimal digits
    public static String of(String name, Map<String, String> labels) {
        Map<String, String> all = new HashMap<>(labels);
        all.values().removeIf(String::isEmpty);
        if (!name.isEmpty()) {
            all.putIfAbsent(NAME, name);
        }
        return hash(all);
    }

    private static String hash(Map<String, String> labels) {
        byte[][] names =
                labels.keySet().stream()
                        .map(name -> name.getBytes(StandardCharsets.UTF_8))
                        .sorted(Arrays::compareUnsigned)
                        .toArray(byte[][]::new);
        long hash = BASIS;
        for (byte[] name : names) {
            String value = labels.getOrDefault(new String(name, StandardCharsets.UTF_8), "");
            hash = add(hash, name);
            hash = add(hash, value.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().toHexDigits(hash);
    }

    private static long add(long hash, byte[] bytes) {
        long added = hash;
        for (byte next : bytes) {
            added = (added ^ (next & 0xFF)) * PRIME;
        }
        return (added ^ SEPARATOR) * PRIME;
    }
}
