package dev.pairplane.testkit;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePathScanner;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The classes of a source folder with the documentation comments of each and of its methods.
record TestIndex(List<Entry> entries) {

    /// One class; `name` is its binary name.
    record Entry(String name, String comment, Map<String, String> methods) {

        /// As people write it: without the package, `Outer.Inner`.
        String simpleName() {
            return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
        }

        boolean isCalled(String written) {
            return written.equals(simpleName()) || written.equals(name.replace('$', '.'));
        }
    }

    static TestIndex read(Path sources) {
        var entries = new ArrayList<Entry>();
        for (ParsedSource source : ParsedSource.read(SourceRules.javaFiles(sources))) {
            new Comments(source, entries).scan(source.unit(), null);
        }
        return new TestIndex(List.copyOf(entries));
    }

    /// The classes of both.
    TestIndex and(TestIndex other) {
        return new TestIndex(Stream.concat(entries.stream(), other.entries().stream()).toList());
    }

    List<Entry> called(String written) {
        return entries.stream().filter(e -> e.isCalled(written)).toList();
    }

    /// The comments that speak for a method: its own, and those of its class and the classes
    /// around.
    String commentsOf(String binaryName, String method) {
        var text = new StringBuilder();
        for (Entry entry : entries) {
            if (entry.name().equals(binaryName)) {
                text.append(entry.methods().getOrDefault(method, "")).append('\n');
            }
            if (entry.name().equals(binaryName) || binaryName.startsWith(entry.name() + "$")) {
                text.append(entry.comment()).append('\n');
            }
        }
        return text.toString();
    }

    /// All comments of a class and of the classes in it.
    String allCommentsOf(String binaryName) {
        var text = new StringBuilder();
        for (Entry entry : entries) {
            if (entry.name().equals(binaryName) || entry.name().startsWith(binaryName + "$")) {
                text.append(entry.comment()).append('\n');
                entry.methods().values().forEach(c -> text.append(c).append('\n'));
            }
        }
        return text.toString();
    }

    private static final class Comments extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private final ParsedSource source;
        private final List<Entry> entries;
        private final Deque<Entry> around = new ArrayDeque<>();

        Comments(ParsedSource source, List<Entry> entries) {
            this.source = source;
            this.entries = entries;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            if (type.getSimpleName().isEmpty()) {
                return super.visitClass(type, null);
            }
            var outer = around.peek();
            var prefix =
                    outer != null ? outer.name() + "$" : Objects.toString(packageName(), "") + ".";
            var entry = new Entry(prefix + type.getSimpleName(), comment(), new LinkedHashMap<>());
            entries.add(entry);
            around.push(entry);
            super.visitClass(type, null);
            around.pop();
            return null;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            var entry = around.peek();
            if (entry != null) {
                entry.methods().merge(method.getName().toString(), comment(), String::concat);
            }
            return super.visitMethod(method, null);
        }

        private @Nullable Object packageName() {
            return source.unit().getPackageName();
        }

        private String comment() {
            return Objects.requireNonNullElse(source.trees().getDocComment(getCurrentPath()), "");
        }
    }
}
