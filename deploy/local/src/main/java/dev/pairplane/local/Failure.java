package dev.pairplane.local;

import java.util.List;

/// Why the launcher cannot go on, in words for the person in front of it.
final class Failure extends Exception {

    private final transient List<String> problems;
    private final transient List<String> background;

    /// @param problem one line: what is wrong, and what would be right
    Failure(String problem) {
        this(List.of(problem), List.of());
    }

    /// @param problems one line each
    Failure(List<String> problems) {
        this(problems, List.of());
    }

    /// @param background lines to show before the problem, such as the end of a log
    Failure(String problem, List<String> background) {
        this(List.of(problem), background);
    }

    private Failure(List<String> problems, List<String> background) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
        this.background = List.copyOf(background);
    }

    List<String> problems() {
        return problems;
    }

    List<String> background() {
        return background;
    }
}
