package dev.pairplane.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/// The program that [MutantsRunner] starts: runs tests, named `Class` or `Class#method`, and writes
/// one line per test to a file: `passed`, `failed` or `none` (nothing ran), a tab, the name.
final class MutantChild {

    private MutantChild() {}

    public static void main(String[] arguments) throws IOException {
        var results = new ArrayList<String>();
        for (String test : List.of(arguments).subList(1, arguments.length)) {
            results.add(run(test) + "\t" + test);
        }
        Files.write(Path.of(arguments[0]), results);
        System.exit(0); // a mutant may have left threads behind
    }

    private static String run(String test) {
        List<? extends DiscoverySelector> selectors;
        try {
            selectors = selectors(test);
        } catch (ClassNotFoundException e) {
            return "none";
        }
        var summary = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request().selectors(selectors).build(),
                        summary);
        var found = summary.getSummary();
        if (found.getTotalFailureCount() > 0) {
            found.getFailures().forEach(f -> System.out.println(test + ": " + f.getException()));
            return "failed";
        }
        return found.getTestsSucceededCount() > 0 ? "passed" : "none";
    }

    /// A method is looked up by its name alone, whatever its parameters.
    private static List<? extends DiscoverySelector> selectors(String test)
            throws ClassNotFoundException {
        var parts = test.split("#", 2);
        var type = Class.forName(parts[0], false, MutantChild.class.getClassLoader());
        return parts.length == 1
                ? List.of(DiscoverySelectors.selectClass(type))
                : ReflectionSupport.findMethods(
                                type,
                                m -> m.getName().equals(parts[1]),
                                HierarchyTraversalMode.TOP_DOWN)
                        .stream()
                        .map(m -> DiscoverySelectors.selectMethod(type, m))
                        .toList();
    }
}
