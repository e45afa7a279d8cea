package dev.pairplane.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/// The JDK's compiler, in this process, without annotation processors or lints.
final class SourceCompiler {

    private SourceCompiler() {}

    /// Compiles files into a folder and returns the errors, empty when it went well.
    static List<String> compile(Collection<Path> files, Path output, String classPath) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        try (var manager =
                compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
            Files.createDirectories(output);
            var options =
                    List.of(
                            "-proc:none",
                            "-parameters",
                            "-Xlint:none",
                            "-d",
                            output.toString(),
                            "-cp",
                            classPath);
            compiler.getTask(
                            null,
                            manager,
                            diagnostics,
                            options,
                            null,
                            manager.getJavaFileObjectsFromPaths(files))
                    .call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var errors = new ArrayList<String>();
        for (var diagnostic : diagnostics.getDiagnostics()) {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                errors.add(diagnostic.toString());
            }
        }
        return errors;
    }

    /// The class path of the running tests; surefire hides it behind a jar of its own.
    static String classPath() {
        var surefire = System.getProperty("surefire.test.class.path");
        return surefire != null
                ? surefire
                : Objects.requireNonNull(System.getProperty("java.class.path"));
    }
}
