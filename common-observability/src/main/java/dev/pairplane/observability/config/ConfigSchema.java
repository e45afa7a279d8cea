package dev.pairplane.observability.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import io.smallrye.config.common.utils.StringUtil;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// All keys of a service, read from its `@ConfigMapping` interfaces.
///
/// Understands what the services use: nested interfaces, Optional, List, Set, Map, `@WithName`,
/// `@WithParentName`, `@WithDefault` and the naming strategies. In a native image the interfaces
/// have to be registered for reflection (`@RegisterForReflection`), nested ones too.
public final class ConfigSchema {
    private final List<ConfigKey> keys;

    private ConfigSchema(List<ConfigKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /// Reads these interfaces.
    ///
    /// @throws IllegalArgumentException when one has no prefix, a key has no [Doc], a default is
    ///   refused by its own range, or two methods name the same key
    public static ConfigSchema of(Class<?>... mappings) {
        Map<String, ConfigKey> keys = new LinkedHashMap<>();
        for (Class<?> mapping : mappings) {
            ConfigMapping annotation = mapping.getAnnotation(ConfigMapping.class);
            if (annotation == null || annotation.prefix().isEmpty()) {
                throw new IllegalArgumentException(
                        mapping.getName() + " needs @ConfigMapping with a prefix");
            }
            Walk walk = new Walk(annotation.prefix(), annotation.namingStrategy(), keys);
            walk.group(mapping, annotation.prefix(), true);
        }
        return new ConfigSchema(new ArrayList<>(keys.values()));
    }

    /// All keys, by interface in the order given, within one by name.
    public List<ConfigKey> keys() {
        return keys;
    }

    /// The key a property gives a value of.
    public Optional<ConfigKey> find(String property) {
        return keys.stream().filter(key -> key.matches(property)).findFirst();
    }

    /// Walks one interface and those nested in it.
    private record Walk(String section, NamingStrategy naming, Map<String, ConfigKey> keys) {
        private void group(Class<?> type, String prefix, boolean required) {
            // The order of reflection differs between JVMs.
            Arrays.stream(type.getMethods())
                    .filter(method -> Modifier.isAbstract(method.getModifiers()))
                    .sorted(Comparator.comparing(Method::getName))
                    .forEach(method -> method(method, prefix, required));
        }

        private void method(Method method, String prefix, boolean required) {
            String name =
                    method.isAnnotationPresent(WithParentName.class)
                            ? prefix
                            : prefix + "." + ownName(method);
            type(method, name, method.getGenericReturnType(), required, false);
        }

        private void type(Method method, String name, Type type, boolean required, boolean list) {
            if (type instanceof ParameterizedType generic) {
                Class<?> raw = (Class<?>) generic.getRawType();
                Type[] arguments = generic.getActualTypeArguments();
                if (raw == Optional.class) {
                    type(method, name, arguments[0], false, list);
                } else if (raw == Map.class) {
                    type(method, name + ".*", arguments[1], false, list);
                } else if (Collection.class.isAssignableFrom(raw)) {
                    boolean groups = arguments[0] instanceof Class<?> c && isGroup(c);
                    type(method, groups ? name + "[*]" : name, arguments[0], required, true);
                } else {
                    throw new IllegalArgumentException(method + ": cannot read " + type);
                }
                return;
            }
            Class<?> java = (Class<?>) type;
            if (java == OptionalInt.class) {
                key(method, name, int.class, false, list);
            } else if (java == OptionalLong.class) {
                key(method, name, long.class, false, list);
            } else if (java == OptionalDouble.class) {
                key(method, name, double.class, false, list);
            } else if (isGroup(java)) {
                group(java, name, required);
            } else {
                key(method, name, java, required, list);
            }
        }

        private static boolean isGroup(Class<?> type) {
            return type.isInterface() && !type.getName().startsWith("java.");
        }

        private void key(
                Method method, String name, Class<?> java, boolean required, boolean list) {
            Doc doc = method.getAnnotation(Doc.class);
            if (doc == null || doc.value().isBlank()) {
                throw new IllegalArgumentException(
                        method + " needs @Doc: every configuration key is documented");
            }
            WithDefault fallback = method.getAnnotation(WithDefault.class);
            Range range = method.getAnnotation(Range.class);
            ConfigKey key =
                    new ConfigKey(
                            name,
                            section,
                            java,
                            list,
                            fallback == null ? Optional.empty() : Optional.of(fallback.value()),
                            required && fallback == null && !name.contains("*"),
                            doc.value(),
                            range == null ? "" : range.min(),
                            range == null ? "" : range.max());
            key.fallback()
                    .filter(text -> !text.contains("${"))
                    .flatMap(key::complaint)
                    .ifPresent(complaint -> {
                        throw new IllegalArgumentException(
                                method + ": its own default is refused: " + complaint);
                    });
            if (keys.putIfAbsent(name, key) != null) {
                throw new IllegalArgumentException("two methods name the key " + name);
            }
        }

        private String ownName(Method method) {
            WithName given = method.getAnnotation(WithName.class);
            if (given != null) {
                return given.value();
            }
            return switch (naming) {
                case KEBAB_CASE -> StringUtil.skewer(method.getName());
                case SNAKE_CASE -> StringUtil.skewer(method.getName(), '_');
                case VERBATIM -> method.getName();
            };
        }
    }

    /// For readers of the sizes in a mapping: the number of bytes as a long.
    ///
    /// @throws ArithmeticException beyond 2^63 - 1
    public static long bytes(MemorySize size) {
        return size.asBigInteger().longValueExact();
    }
}
