package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// A tiny service, compiled on the spot, that keeps all the rules until a test plants something.
final class PlantedService {

    private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
    private static final Pattern TYPE = Pattern.compile("(?:class|interface|record|enum) (\\w+)");

    private final Path folder;
    private final Map<String, String> files = new LinkedHashMap<>();

    PlantedService(Path folder) {
        this.folder = folder;
        add("package fx.svc.core.plan; public interface Port { byte[] read(long at); }");
        add(
                "package fx.svc.core.engine; import fx.svc.core.plan.Port;"
                        + " public record Engine(Port port, java.time.Clock clock) {}");
        add("package fx.svc.config; public interface Settings { int limit(); }");
        add(
                "package fx.svc.outbound; public final class Disk implements fx.svc.core.plan.Port"
                        + " { public byte[] read(long at) { return new byte[0]; } }");
        add("package fx.svc.inbound; public final class Api { Api(fx.svc.config.Settings s) {} }");
        add("package fx.svc.telemetry; final class Meters extends fx.observability.Base {}");
        add("package fx.svc.app; final class Wiring { Object made = new fx.svc.outbound.Disk(); }");
        add("package fx.observability; public class Base {}");
        add("package fx.svc.proto; public class MutinyThingGrpc { public static class Stub {} }");
    }

    /// Adds a type; its package and name are read from the text.
    PlantedService add(String source) {
        var inPackage = PACKAGE.matcher(source);
        var type = TYPE.matcher(source);
        assertThat(inPackage.find() && type.find()).as(source).isTrue();
        files.put(inPackage.group(1).replace('.', '/') + "/" + type.group(1) + ".java", source);
        return this;
    }

    /// Adds or replaces a file; an empty text takes the package-info that [#rules] would write
    /// away.
    PlantedService file(String path, String text) {
        files.put(path, text);
        return this;
    }

    /// Writes and compiles all, and returns the rules that look at it.
    ArchitectureRules rules() throws IOException {
        var packages = new TreeSet<String>();
        files.keySet().forEach(f -> packages.add(f.substring(0, f.lastIndexOf('/'))));
        for (String name : packages) {
            files.putIfAbsent(
                    name + "/package-info.java",
                    "/// Says what it is for.\n@org.jspecify.annotations.NullMarked\npackage "
                            + name.replace('/', '.')
                            + ";\n");
        }
        var sources = folder.resolve("src");
        var written = new ArrayList<Path>();
        for (var entry : files.entrySet()) {
            if (!entry.getValue().isEmpty()) {
                var file = sources.resolve(entry.getKey());
                Files.createDirectories(file.getParent());
                Files.writeString(file, entry.getValue());
                written.add(file);
            }
        }
        var classes = folder.resolve("classes");
        assertThat(SourceCompiler.compile(written, classes, SourceCompiler.classPath())).isEmpty();
        return ArchitectureRules.of("fx.svc")
                .generated("fx.svc.proto")
                .sources(sources)
                .classes(classes)
                .exceptions(folder.resolve("none.tsv"));
    }

    /// The findings as `rule subject`, without doubles.
    List<String> found() throws IOException {
        return rules().findings().stream()
                .map(f -> f.rule().key() + " " + f.subject())
                .distinct()
                .toList();
    }
}
