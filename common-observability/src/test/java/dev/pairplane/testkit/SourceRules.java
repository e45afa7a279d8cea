package dev.pairplane.testkit;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rules that need the sources: lengths, and that every package explains itself. A method's length
/// runs from its first modifier or annotation to its closing brace; its comment does not count.
final class SourceRules {

    static final int FILE_LINES = 500;
    static final int METHOD_LINES = 70;

    private SourceRules() {}

    static List<Finding> findings(List<Path> roots) {
        var found = new ArrayList<Finding>();
        for (Path root : roots) {
            for (ParsedSource source : ParsedSource.read(javaFiles(root))) {
                found.addAll(file(root, source));
            }
        }
        return found;
    }

    /// Every Java file below a folder, sorted.
    static List<Path> javaFiles(Path root) {
        try (var files = Files.walk(root)) {
            return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Finding> file(Path root, ParsedSource source) {
        var found = new ArrayList<Finding>();
        var file = source.file();
        var name = root.relativize(file).toString().replace('\\', '/');
        var lines = source.text().lines().count();
        if (lines > FILE_LINES) {
            found.add(new Finding(Rule.FILE_LENGTH, name, lines + " lines"));
        }
        if (file.endsWith("package-info.java") && !explains(source.text())) {
            found.add(
                    new Finding(
                            Rule.PACKAGE_TEXT, name, "has no comment that says what it is for"));
        }
        new LongMethods(source, name, found).scan(source.unit(), null);
        return found;
    }

    private static boolean explains(String text) {
        var head = text.substring(0, Math.max(0, text.indexOf("package ")));
        return head.contains("///") || head.contains("/**");
    }

    private static final class LongMethods extends TreeScanner<@Nullable Void, @Nullable String> {

        private final ParsedSource source;
        private final String file;
        private final List<Finding> found;

        LongMethods(ParsedSource source, String file, List<Finding> found) {
            this.source = source;
            this.file = file;
            this.found = found;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable String outer) {
            return super.visitClass(type, type.getSimpleName().toString());
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable String type) {
            var lines = source.lines(method);
            if (lines > METHOD_LINES) {
                found.add(
                        new Finding(
                                Rule.METHOD_LENGTH,
                                file,
                                type + "#" + method.getName() + " has " + lines + " lines"));
            }
            return super.visitMethod(method, type);
        }
    }
}
