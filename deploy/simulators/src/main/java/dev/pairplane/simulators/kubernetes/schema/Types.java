package dev.pairplane.simulators.kubernetes.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// The fields of every type, read from `types.txt`.
public final class Types {

    private static final Types SERVED = load();

    private final Map<String, Type> types;

    private Types(Map<String, Type> types) {
        this.types = types;
    }

    /// What a value may be.
    public sealed interface Shape {}

    public enum Scalar implements Shape {
        STRING,
        INT,
        BOOL,
        NUMBER,
        /// RFC 3339, in seconds.
        TIME,
        /// RFC 3339 with exactly six digits after the second.
        MICROTIME,
        QUANTITY,
        INTSTR,
        ANY
    }

    public record ListOf(Shape element) implements Shape {}

    public record MapOf(Shape value) implements Shape {}

    public record Ref(String type) implements Shape {}

    /// A field of a type.
    ///
    /// @param merges whether a strategic-merge patch merges the list instead of replacing it
    /// @param retainsKeys whether such a patch may carry `$retainKeys`
    /// @param mergeKey what identifies an element of a merged list, "" for a list of scalars
    public record Field(
            String name,
            boolean required,
            Shape shape,
            boolean merges,
            boolean retainsKeys,
            String mergeKey) {}

    /// A type of objects.
    ///
    /// @param owner what stands before the name in the published schema: `io.k8s.api.core.v1`
    public record Type(String name, String owner, Map<String, Field> fields) {

        public String qualifiedName() {
            return owner + "." + name;
        }
    }

    public static Types served() {
        return SERVED;
    }

    public Type of(ResourceType resource) {
        return of(resource.kind());
    }

    public Type of(String name) {
        return Objects.requireNonNull(types.get(name), name);
    }

    public Map<String, Type> all() {
        return types;
    }

    private static Types load() {
        String text;
        try (InputStream in = Types.class.getResourceAsStream("types.txt")) {
            text =
                    new String(
                            Objects.requireNonNull(in, "types.txt").readAllBytes(),
                            StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("types.txt", e);
        }
        Map<String, Type> types = new TreeMap<>();
        Map<String, Field> fields = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("  ")) {
                Field field = field(line.strip());
                fields.put(field.name(), field);
                continue;
            }
            int blank = line.indexOf(' ');
            fields = new LinkedHashMap<>();
            String name = line.substring(0, blank);
            types.put(name, new Type(name, line.substring(blank + 1), fields));
        }
        return new Types(types);
    }

    private static Field field(String line) {
        int colon = line.indexOf(':');
        String name = line.substring(0, colon);
        boolean required = name.endsWith("!");
        String rest = line.substring(colon + 1);
        int tilde = rest.indexOf('~');
        String strategy = tilde < 0 ? "" : rest.substring(tilde + 1);
        int equals = strategy.indexOf('=');
        return new Field(
                required ? name.substring(0, name.length() - 1) : name,
                required,
                shape(tilde < 0 ? rest : rest.substring(0, tilde)),
                strategy.startsWith("merge"),
                strategy.contains("retainKeys"),
                equals < 0 ? "" : strategy.substring(equals + 1));
    }

    private static Shape shape(String text) {
        if (text.startsWith("[")) {
            return new ListOf(shape(text.substring(1, text.length() - 1)));
        }
        if (text.startsWith("{")) {
            return new MapOf(shape(text.substring(1, text.length() - 1)));
        }
        return switch (text) {
            case "string" -> Scalar.STRING;
            case "int" -> Scalar.INT;
            case "bool" -> Scalar.BOOL;
            case "number" -> Scalar.NUMBER;
            case "time" -> Scalar.TIME;
            case "microtime" -> Scalar.MICROTIME;
            case "quantity" -> Scalar.QUANTITY;
            case "intstr" -> Scalar.INTSTR;
            case "any" -> Scalar.ANY;
            default -> new Ref(text);
        };
    }
}
