package dev.pairplane.local;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Ends each process below another one whose command line has a word in it, again and again, with
/// SIGKILL.
final class Assassin implements AutoCloseable {

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

    Assassin(ProcessHandle parent, String word) {
        ScheduledFuture<?> _ =
                executor.scheduleAtFixedRate(
                        () -> killBelow(parent, word), 0, 20, TimeUnit.MILLISECONDS);
    }

    private static void killBelow(ProcessHandle parent, String word) {
        parent.descendants()
                .filter(child -> child.info().commandLine().orElse("").contains(word))
                .forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        executor.shutdownNow();
        executor.close();
    }
}
