package dev.pairplane.testkit;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/// A Java file as the compiler's parser sees it, before any name is resolved.
record ParsedSource(Path file, String text, CompilationUnitTree unit, DocTrees trees) {

    /// Parses files, in their order. One compiler for all of them: making one costs far more than
    /// what it then does with a file.
    static List<ParsedSource> read(List<Path> files) {
        if (files.isEmpty()) {
            return List.of();
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            var trees = DocTrees.instance(task);
            var parsed = new ArrayList<ParsedSource>();
            for (CompilationUnitTree unit : task.parse()) {
                var file = files.get(parsed.size());
                parsed.add(new ParsedSource(file, Files.readString(file), unit, trees));
            }
            return parsed;
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
