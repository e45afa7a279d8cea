package dev.pairplane.difftracker.core.locations;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Looks for the entries that get a batch refused, by halving what is refused. The halves are sent
/// in order, so what takes away still travels before what adds.
final class Bisection {

    /// So many culprits with nothing accepted between them: it is not the entries that are wrong.
    private static final int HOPELESS = 16;

    private final Deque<Deque<Step>> suspects = new ArrayDeque<>();
    private int culprits;

    boolean active() {
        return !suspects.isEmpty();
    }

    /// The next steps to send, and nothing besides them; to be emptied by whoever sends them.
    Deque<Step> next() {
        return suspects.element();
    }

    /// Drops what has been emptied.
    void trim() {
        while (active() && suspects.element().isEmpty()) {
            suspects.remove();
        }
    }

    /// These were accepted.
    void accepted() {
        culprits = 0;
    }

    /// These were refused: they are to be sent in parts, before everything else.
    ///
    /// @return the culprit, when it is found
    Optional<Step.Assign> refused(List<Step> steps) {
        if (steps.size() > 1) {
            push(steps);
            return Optional.empty();
        }
        return switch (steps.getFirst()) {
            case Step.Assign assign -> {
                culprits++;
                yield Optional.of(assign);
            }
            case Step.Delete delete -> {
                suspects.push(new ArrayDeque<>(delete.spelledOut()));
                yield Optional.empty();
            }
        };
    }

    private void push(List<Step> steps) {
        int half = steps.size() / 2;
        suspects.push(new ArrayDeque<>(steps.subList(half, steps.size())));
        suspects.push(new ArrayDeque<>(steps.subList(0, half)));
    }

    /// Whether to stop looking.
    boolean hopeless() {
        return culprits >= HOPELESS;
    }

    /// What is left.
    List<Step> rest() {
        return suspects.stream().flatMap(Deque::stream).toList();
    }
}
