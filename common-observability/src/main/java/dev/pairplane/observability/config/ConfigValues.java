package dev.pairplane.observability.config;

import io.smallrye.config.SmallRyeConfig;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The values of all keys, for rules across keys. Asking for a key that is absent or has a problem
/// of its own ends the rule quietly: that problem is reported already.
public final class ConfigValues {
    /// Ends a rule that cannot be decided.
    static final class Undecidable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Undecidable() {
            super(null, null, false, false);
        }
    }

    private final ConfigSchema schema;
    private final Map<String, String> good;
    private final SmallRyeConfig config;

    ConfigValues(ConfigSchema schema, Map<String, String> good, SmallRyeConfig config) {
        this.schema = schema;
        this.good = good;
        this.config = config;
    }

    /// The text of a key.
    public String text(String key) {
        String text = good.get(key);
        if (text == null) {
            if (schema.find(key).isEmpty()) {
                throw new IllegalArgumentException("no configuration key is named " + key);
            }
            throw new Undecidable();
        }
        return text;
    }

    /// The text of a key that may be absent.
    public Optional<String> optional(String key) {
        return Optional.ofNullable(good.get(key));
    }

    /// A whole number.
    public long integer(String key) {
        return Long.parseLong(text(key));
    }

    /// Any number.
    public double decimal(String key) {
        return new BigDecimal(text(key)).doubleValue();
    }

    /// True or false.
    public boolean flag(String key) {
        return ValueType.flag(text(key));
    }

    /// A duration.
    public Duration duration(String key) {
        return ValueType.duration(text(key));
    }

    /// A size in bytes.
    public long size(String key) {
        return ValueType.size(text(key)).longValueExact();
    }

    /// A problem of this key: what is wrong with its value, and what would be right.
    public ConfigProblem problem(String key, String wrong, String right) {
        ConfigKey known =
                schema.find(key)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "no configuration key is named " + key));
        return new ConfigProblem(
                key,
                known.secret()
                        ? Optional.of(dev.pairplane.observability.logging.Secret.REDACTED)
                        : optional(key),
                Sources.describe(config, key),
                wrong,
                right);
    }
}
