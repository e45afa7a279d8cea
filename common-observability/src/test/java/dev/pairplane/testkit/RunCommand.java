package dev.pairplane.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/// The command that runs one test again, for messages that a person can copy.
final class RunCommand {

    private RunCommand() {}

    /// The command for the test that is on this thread's stack, with one more property.
    static String withProperty(String property, Object value) {
        var test = testOnStack();
        return "mvn -pl "
                + module()
                + " -am test "
                + (test.isEmpty()
                        ? ""
                        : "-Dtest=" + test + " -Dsurefire.failIfNoSpecifiedTests=false ")
                + "-D"
                + property
                + "="
                + value;
    }

    /// The running test's class, and empty when there is none on the stack.
    static String testOnStack() {
        Predicate<String> isTest =
                name -> name.endsWith("Test") || name.endsWith("IT") || name.endsWith("Tests");
        return StackWalker.getInstance()
                .walk(frames ->
                        frames.map(StackWalker.StackFrame::getClassName)
                                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                                .map(name -> name.split("\\$", 2)[0])
                                .filter(isTest)
                                .findFirst()
                                .orElse(""));
    }

    /// The running module's folder as seen from the repository's root.
    static String module() {
        var here = Path.of("").toAbsolutePath();
        var root = repository(here);
        return root.equals(here) ? "." : root.relativize(here).toString();
    }

    /// The nearest folder upwards that holds `.mvn`, or the given one.
    static Path repository(Path from) {
        for (var folder = from; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(".mvn"))) {
                return folder;
            }
        }
        return from;
    }
}
