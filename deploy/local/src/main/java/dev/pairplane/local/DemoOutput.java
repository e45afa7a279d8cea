package dev.pairplane.local;

import java.io.PrintStream;
import java.time.Duration;

/// What the demo says while it happens: numbered steps, with the time since its start, and lines
/// below them. Safe for use by several threads.
final class DemoOutput {

    private final PrintStream out;
    private final long start = System.nanoTime();
    private int steps;

    DemoOutput(PrintStream out) {
        this.out = out;
    }

    synchronized void title(String text) {
        out.println(text);
    }

    synchronized void step(String text) {
        steps++;
        out.printf("%n[%5.1f s] %d. %s%n", seconds(), steps, text);
    }

    synchronized void note(String text) {
        out.println("             " + text);
    }

    /// A check that passed.
    synchronized void ok(String text) {
        out.println("         ok: " + text);
    }

    static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1e3);
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
