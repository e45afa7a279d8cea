package dev.pairplane.testkit;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;

/// A Java file as the compiler's parser sees it, before any name is resolved.
record ParsedSource(Path file, String text, CompilationUnitTree unit, DocTrees trees) {

    /// Parses a file. Throws [IllegalStateException] when it is not Java.
    static ParsedSource read(Path file) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjects(file));
            var unit = task.parse().iterator().next();
            return new ParsedSource(file, Files.readString(file), unit, DocTrees.instance(task));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How many lines a tree spans.
    long lines(Tree tree) {
        var positions = trees.getSourcePositions();
        var start = positions.getStartPosition(unit, tree);
        var end = positions.getEndPosition(unit, tree);
        if (start < 0 || end < 0) {
            return 0; // a record's own constructor, which has no text
        }
        return text.substring((int) start, (int) end).lines().count();
    }
}
