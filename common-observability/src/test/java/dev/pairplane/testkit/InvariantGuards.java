package dev.pairplane.testkit;

import dev.pairplane.testkit.InvariantRow.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/// Holds the guards that an invariants table names against the tests that exist.
final class InvariantGuards {

    private final TestIndex own;
    private final TestIndex index;
    private final ClassLoader loader;

    /// @param own the module's tests, whose every mention has to be in the table
    /// @param others tests of other modules that guards may be found among
    InvariantGuards(TestIndex own, TestIndex others, ClassLoader loader) {
        this.own = own;
        this.index = own.and(others);
        this.loader = loader;
    }

    /// The module's own before those of others.
    private List<TestIndex.Entry> called(String written) {
        var found = own.called(written);
        return found.isEmpty() ? index.called(written) : found;
    }

    /// Every guard of the line exists, is enabled and says which invariant it guards.
    void check(InvariantRow row, List<String> problems) {
        for (String guard : row.guards()) {
            var problem =
                    row.kind() == Kind.RULES && guard.contains("/")
                            ? file(row, guard)
                            : test(row, guard);
            problem.ifPresent(text ->
                    problems.add(
                            "line "
                                    + row.line()
                                    + " (invariant "
                                    + row.number()
                                    + "): "
                                    + guard
                                    + " "
                                    + text));
        }
    }

    private static Optional<String> file(InvariantRow row, String guard) {
        var here = Path.of("").toAbsolutePath();
        var file =
                Stream.of(here, RunCommand.repository(here))
                        .map(folder -> folder.resolve(guard))
                        .filter(Files::isRegularFile)
                        .findFirst();
        if (file.isEmpty()) {
            return Optional.of("is no file of the module or the repository");
        }
        try {
            return mentioned(row, Files.readString(file.orElseThrow()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> test(InvariantRow row, String guard) {
        var parts = guard.split("#", 2);
        var found = called(parts[0]);
        if (found.size() != 1) {
            return Optional.of(
                    found.isEmpty()
                            ? "does not exist: no such class in the test sources"
                            : "is more than one class; write the package too");
        }
        var name = found.getFirst().name();
        var type = load(name);
        if (type.isEmpty()) {
            return Optional.of("is not on the test class path");
        }
        var disabled = AnnotationSupport.isAnnotated(type.orElseThrow(), Disabled.class);
        if (parts.length == 1) {
            var without = row.kind() != Kind.BENCH && tests(type.orElseThrow()).isEmpty();
            return disabled
                    ? Optional.of("is disabled")
                    : without
                            ? Optional.of("has no test in it")
                            : mentioned(
                                    row, index.allCommentsOf(name) + inherited(type.orElseThrow()));
        }
        return method(row, type.orElseThrow(), parts[1], disabled);
    }

    private Optional<String> method(
            InvariantRow row, Class<?> type, String name, boolean disabled) {
        var candidates = row.kind() == Kind.BENCH ? methods(type) : tests(type);
        var method = candidates.stream().filter(m -> m.getName().equals(name)).findFirst();
        if (method.isEmpty()) {
            return Optional.of("does not exist: the class has no such test");
        }
        if (disabled || AnnotationSupport.isAnnotated(method.orElseThrow(), Disabled.class)) {
            return Optional.of("is disabled");
        }
        var declaring = method.orElseThrow().getDeclaringClass().getName();
        return mentioned(
                row, index.commentsOf(declaring, name) + index.commentsOf(type.getName(), name));
    }

    private static Optional<String> mentioned(InvariantRow row, String comments) {
        return InvariantMentions.in(comments).contains(row.number())
                ? Optional.empty()
                : Optional.of("does not say that it guards invariant " + row.number());
    }

    /// Every test that says it guards an invariant is named in that invariant's line.
    void checkMentions(List<InvariantRow> rows, List<String> problems) {
        for (TestIndex.Entry entry : own.entries()) {
            var type = load(entry.name()).filter(t -> !tests(t).isEmpty());
            if (type.isEmpty()) {
                continue;
            }
            for (int number : InvariantMentions.in(entry.comment())) {
                if (guards(rows, number).noneMatch(g -> covers(g, type.orElseThrow(), ""))) {
                    problems.add(unnamed(entry.simpleName(), number));
                }
            }
            entry.methods()
                    .forEach((method, comment) -> {
                        for (int number : InvariantMentions.in(comment)) {
                            if (guards(rows, number)
                                    .noneMatch(g -> covers(g, type.orElseThrow(), method))) {
                                problems.add(unnamed(entry.simpleName() + "#" + method, number));
                            }
                        }
                    });
        }
    }

    private static String unnamed(String test, int number) {
        return test + " says it guards invariant " + number + ", whose line does not name it";
    }

    private static Stream<String> guards(List<InvariantRow> rows, int number) {
        return rows.stream().filter(r -> r.number() == number).flatMap(r -> r.guards().stream());
    }

    /// Whether a guard names this class (or one that inherits from it, or one around it) and, where
    /// both name a method, the same one.
    private boolean covers(String guard, Class<?> type, String method) {
        var parts = guard.split("#", 2);
        var classes =
                called(parts[0]).stream()
                        .flatMap(e -> load(e.name()).stream())
                        .anyMatch(t -> type.isAssignableFrom(t) || isAround(t, type));
        return classes && (parts.length == 1 || method.isEmpty() || parts[1].equals(method));
    }

    private static boolean isAround(Class<?> outer, Class<?> inner) {
        return inner.getName().startsWith(outer.getName() + "$");
    }

    private String inherited(Class<?> type) {
        var text = new StringBuilder();
        for (var t = type.getSuperclass(); t != null; t = t.getSuperclass()) {
            text.append(index.allCommentsOf(t.getName()));
        }
        return text.toString();
    }

    private Optional<Class<?>> load(String name) {
        try {
            return Optional.of(Class.forName(name, false, loader));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    /// The tests of a class, inherited ones and those of nested classes included.
    private static List<Method> tests(Class<?> type) {
        var found =
                new ArrayList<>(
                        ReflectionSupport.findMethods(
                                type,
                                m -> AnnotationSupport.isAnnotated(m, Testable.class),
                                HierarchyTraversalMode.TOP_DOWN));
        Arrays.stream(type.getDeclaredClasses()).map(InvariantGuards::tests).forEach(found::addAll);
        return found;
    }

    private static List<Method> methods(Class<?> type) {
        return ReflectionSupport.findMethods(type, _ -> true, HierarchyTraversalMode.TOP_DOWN);
    }
}
