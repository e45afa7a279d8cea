package dev.pairplane.testkit;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// What the architecture rules know about one service: its packages and what each may use.
record Scope(
        String base,
        List<String> libraries,
        List<String> generated,
        Map<String, List<String>> shared) {

    static final Set<String> LAYERS =
            Set.of("app", "config", "inbound", "core", "outbound", "telemetry");

    Scope {
        libraries = List.copyOf(libraries);
        generated = List.copyOf(generated);
        shared = Map.copyOf(shared);
    }

    /// Whether a package is this one or below it.
    static boolean within(String packageName, String prefix) {
        return packageName.equals(prefix) || packageName.startsWith(prefix + ".");
    }

    static boolean withinAny(String packageName, List<String> prefixes) {
        return prefixes.stream().anyMatch(prefix -> within(packageName, prefix));
    }

    /// The package that holds all services.
    String root() {
        return base.substring(0, base.lastIndexOf('.'));
    }

    String sharedLibrary() {
        return root() + ".observability";
    }

    boolean isOwn(String packageName) {
        return within(packageName, base);
    }

    boolean isGenerated(String packageName) {
        return withinAny(packageName, generated);
    }

    /// The first package segment below the base, empty for the base itself.
    String layer(String packageName) {
        if (packageName.length() <= base.length()) {
            return "";
        }
        var rest = packageName.substring(base.length() + 1);
        var dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    /// The classes that people write: the service's own, without generated ones and package-info.
    Stream<JavaClass> written(Iterable<JavaClass> classes) {
        return StreamSupport.stream(classes.spliterator(), false)
                .filter(c -> isOwn(c.getPackageName()))
                .filter(c -> !isGenerated(c.getPackageName()))
                .filter(c -> !c.getSimpleName().equals("package-info"));
    }

    Stream<JavaClass> core(Iterable<JavaClass> classes) {
        return written(classes).filter(c -> layer(c.getPackageName()).equals("core"));
    }

    /// The full name of the top-level class around a class, which is what its file is called after.
    static String topLevel(JavaClass type) {
        var outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().orElseThrow();
        }
        return outer.getFullName();
    }
}
