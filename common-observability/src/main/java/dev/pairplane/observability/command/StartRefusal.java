package dev.pairplane.observability.command;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Why this process did not start, for the last line that it prints. The first reason counts; what
/// follows it follows from it.
///
/// Kept for the process, since it has one start, and Quarkus' exit handler is told a code only.
public final class StartRefusal {
    private static final AtomicReference<@Nullable String> REASON = new AtomicReference<>();

    private StartRefusal() {}

    /// Remembers the reason, unless there is one already.
    public static void because(String reason) {
        REASON.compareAndSet(null, reason);
    }

    static @Nullable String told() {
        return REASON.get();
    }

    /// For tests, which start more than once in a process.
    static void forget() {
        REASON.set(null);
    }
}
