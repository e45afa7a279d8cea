package dev.pairplane.observability.config;

import dev.pairplane.observability.logging.Secret;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.common.utils.StringUtil;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// How a value's text is read, what of it can be compared, and what to tell someone who wrote it
/// wrong. Reads what Quarkus' converters read, and refuses what they would take silently (`yep` as
/// false).
enum ValueType {
    TEXT("text", "any text"),
    SECRET("secret", "any text; better from a file or the environment"),
    FLAG("true or false", "true or false"),
    INTEGER("whole number", "a whole number such as 10"),
    DECIMAL("number", "a number such as 0.5"),
    DURATION("duration", "a duration such as 100ms, 5s, 10m, 168h or PT5S"),
    SIZE("size", "a size such as 65536, 64K, 64M or 1G"),
    URL("URL", "a URL such as http://host:1234/path"),
    PATH("path", "a path in the file system"),
    CHOICE("choice", "one of the listed words");

    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);

    private final String title;
    private final String example;

    ValueType(String title, String example) {
        this.title = title;
        this.example = example;
    }

    /// The word for documentation.
    String title() {
        return title;
    }

    /// What would be right.
    String example() {
        return example;
    }

    /// The type whose text a Java type is read from.
    static ValueType of(Class<?> java) {
        if (java == boolean.class || java == Boolean.class) {
            return FLAG;
        }
        if (java == int.class || java == long.class || java == short.class) {
            return INTEGER;
        }
        if (java == Integer.class || java == Long.class || java == Short.class) {
            return INTEGER;
        }
        if (java == double.class || java == Double.class || java == float.class) {
            return DECIMAL;
        }
        if (java == Duration.class) {
            return DURATION;
        }
        if (java == MemorySize.class) {
            return SIZE;
        }
        if (java == Secret.class) {
            return SECRET;
        }
        if (java == URI.class) {
            return URL;
        }
        if (java == Path.class) {
            return PATH;
        }
        return java.isEnum() ? CHOICE : TEXT;
    }

    /// The value as a number that ranges compare; empty for types without an order.
    ///
    /// @throws IllegalArgumentException when the text is none of this type; the message says why
    Optional<BigDecimal> read(String text, Class<?> java) {
        try {
            return switch (this) {
                case TEXT, SECRET -> Optional.empty();
                case FLAG -> {
                    flag(text);
                    yield Optional.empty();
                }
                case INTEGER -> Optional.of(whole(text, java));
                case DECIMAL -> Optional.of(new BigDecimal(text));
                case DURATION -> Optional.of(seconds(duration(text)));
                case SIZE -> Optional.of(new BigDecimal(size(text)));
                case URL -> {
                    URI uri = URI.create(text);
                    if (uri.getScheme() == null) {
                        throw new IllegalArgumentException("it has no scheme");
                    }
                    yield Optional.empty();
                }
                case PATH -> {
                    if (Path.of(text).toString().isBlank()) {
                        throw new IllegalArgumentException("it is blank");
                    }
                    yield Optional.empty();
                }
                case CHOICE -> {
                    choice(text, java);
                    yield Optional.empty();
                }
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a " + title, e);
        }
    }

    static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    static Duration duration(String text) {
        try {
            return Objects.requireNonNull(DurationConverter.parseDuration(text));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not a duration", e);
        }
    }

    static BigInteger size(String text) {
        try {
            return Objects.requireNonNull(new MemorySizeConverter().convert(text)).asBigInteger();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not a size", e);
        }
    }

    private static BigDecimal whole(String text, Class<?> java) {
        // Through the type itself, so that what is too large for it is refused here.
        if (java == int.class || java == Integer.class) {
            return BigDecimal.valueOf(Integer.parseInt(text));
        }
        return BigDecimal.valueOf(Long.parseLong(text));
    }

    private static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toSeconds())
                .add(BigDecimal.valueOf(duration.toNanosPart()).divide(NANOS));
    }

    private static void choice(String text, Class<?> java) {
        String wanted = StringUtil.skewer(text);
        if (Arrays.stream(java.getEnumConstants()).noneMatch(c -> word(c).equals(wanted))) {
            throw new IllegalArgumentException("not one of the words");
        }
    }

    /// How an enum constant is written in the configuration.
    static String word(Object constant) {
        return StringUtil.skewer(((Enum<?>) constant).name()).toLowerCase(Locale.ROOT);
    }
}
