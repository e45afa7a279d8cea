package dev.pairplane.observability.lifecycle;

import dev.pairplane.observability.command.ExitCode;
import dev.pairplane.observability.command.StartRefusal;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/// Drives the service's [Lifecycle].
///
/// Quarkus opens its HTTP ports only after the start event was handled, and closes them before it
/// sends the shutdown event. Health has to answer before and after: so components start on a thread
/// of their own, and a signal stops them first and Quarkus then. The shutdown event only catches
/// stops that no signal began.
@Singleton
final class LifecycleHook {
    private static final int LATE = 5_000;
    private static final int EARLY = 100;

    void start(@Observes @Priority(LATE) StartupEvent event, Instance<Lifecycle> found) {
        if (found.isResolvable()) {
            Lifecycle lifecycle = found.get();
            Signals.handle(
                    () -> {
                        boolean inOrder = lifecycle.stop();
                        Quarkus.asyncExit(inOrder ? ExitCode.OK : ExitCode.STOP_INCOMPLETE);
                    },
                    () -> Runtime.getRuntime().halt(ExitCode.FORCED));
            Thread.ofPlatform().daemon().name("lifecycle-start").start(() -> run(lifecycle));
        }
    }

    void stop(@Observes @Priority(EARLY) ShutdownEvent event, Instance<Lifecycle> found) {
        if (found.isResolvable()) {
            found.get().stop();
        }
    }

    private static void run(Lifecycle lifecycle) {
        try {
            lifecycle.start();
        } catch (StartFailure failure) {
            StartRefusal.because(why(failure));
            Quarkus.asyncExit(ExitCode.START_FAILED);
        }
    }

    /// A refusal speaks for itself; of a defect it helps to know which component had it.
    private static String why(StartFailure failure) {
        Throwable cause = failure.getCause();
        return String.valueOf(
                cause == null || cause instanceof RuntimeException
                        ? failure.getMessage()
                        : cause.getMessage());
    }
}
