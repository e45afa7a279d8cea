package dev.pairplane.observability.lifecycle;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.command.ExitCode;
import dev.pairplane.observability.health.Condition;
import dev.pairplane.observability.health.Health;
import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.StandardKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/// Starts a service's components in order and stops them in reverse. A service makes one bean of
/// this type; Quarkus' events drive it.
///
/// [#start] and [#stop] may be called from any thread; the second [#stop] waits for the first. A
/// stop during a start waits until the step in progress ends. Stopping takes at most the total
/// budget: after it the process is halted with [ExitCode#STOP_TIMEOUT], as the orchestrator would
/// do a moment later anyway.
public final class Lifecycle {
    /// How stopping is paced.
    ///
    /// @param preStopDelay between readiness going and the first component's stop, so that callers
    ///   notice
    /// @param total for everything, the delay included
    public record Pace(Duration preStopDelay, Duration total) {}

    private static final EventLog LOG = EventLog.of(Lifecycle.class);

    private final Health health;
    private final Condition stopping;
    private final Pace pace;
    private final List<Component> components;
    private final IntConsumer halt;
    private final Object lock = new Object();
    private final Deque<Component> started = new ArrayDeque<>();
    private final CountDownLatch stopCalled = new CountDownLatch(1);
    private boolean stopped;
    private boolean inOrder = true;

    /// @param components in the order of start
    public Lifecycle(Health health, Pace pace, List<Component> components) {
        this(health, pace, components, code -> Runtime.getRuntime().halt(code));
    }

    Lifecycle(Health health, Pace pace, List<Component> components, IntConsumer halt) {
        this.health = health;
        this.stopping = health.condition("stopping");
        this.pace = pace;
        this.components = List.copyOf(components);
        this.halt = halt;
    }

    /// Starts every component; the process counts as started afterwards.
    ///
    /// @throws StartFailure when one fails or takes too long; those before it are stopped then
    public void start() {
        synchronized (lock) {
            for (Component component : components) {
                if (stopCalled.getCount() == 0) {
                    return;
                }
                long begin = System.nanoTime();
                try {
                    within(
                            component.startDeadline(),
                            "start " + component.name(),
                            component.start());
                } catch (Exception e) {
                    notStarted(component, e, begin);
                    stopStarted();
                    throw new StartFailure(component.name(), e);
                }
                started.push(component);
                LOG.info("component started", named(component), took(begin));
            }
        }
        health.completeStart();
    }

    /// Stops every component that was started. A step that fails or takes too long is logged, and
    /// the next one gets its turn. Again: waits until stopped, does nothing.
    ///
    /// @return whether every component stopped in order
    public boolean stop() {
        stopping.raise();
        stopCalled.countDown();
        Thread guard = guard();
        boolean result;
        synchronized (lock) {
            if (!stopped) {
                long begin = System.nanoTime();
                LOG.info("stopping");
                pause(pace.preStopDelay());
                stopStarted();
                stopped = true;
                LOG.info("stopped", took(begin));
            }
            result = inOrder;
        }
        guard.interrupt();
        return result;
    }

    /// Whether [#stop] was called.
    public boolean isStopping() {
        return stopCalled.getCount() == 0;
    }

    private void stopStarted() {
        while (!started.isEmpty()) {
            Component component = started.pop();
            long begin = System.nanoTime();
            try {
                within(component.stopDeadline(), "stop " + component.name(), component.stop());
                LOG.info("component stopped", named(component), took(begin));
            } catch (Exception e) {
                inOrder = false;
                LOG.error("component did not stop cleanly", e, named(component), took(begin));
            }
        }
    }

    /// A checked exception is a refusal whose message says everything; any other is a defect, which
    /// is looked for by its trace.
    private static void notStarted(Component component, Exception e, long begin) {
        if (e instanceof RuntimeException || e instanceof ExecutionException || LOG.debugs()) {
            LOG.error("component did not start", e, named(component), took(begin));
        } else {
            LOG.error(
                    "component did not start",
                    named(component),
                    field(StandardKey.REASON, String.valueOf(e.getMessage())),
                    took(begin));
        }
    }

    private Thread guard() {
        return Thread.ofPlatform()
                .daemon()
                .name("stop-guard")
                .start(() -> {
                    try {
                        TimeUnit.NANOSECONDS.sleep(pace.total().toNanos());
                        LOG.error("stopping takes too long; halting");
                        halt.accept(ExitCode.STOP_TIMEOUT);
                    } catch (InterruptedException _) {
                        // Stopped in time.
                    }
                });
    }

    private static void pause(Duration delay) {
        try {
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void within(Duration deadline, String name, Component.Action action)
            throws Exception {
        FutureTask<Boolean> task =
                new FutureTask<>(() -> {
                    action.run();
                    return true;
                });
        // Never interrupted: that would close the files the step writes to.
        Thread.ofPlatform().daemon().name(name).start(task);
        try {
            task.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new TimeoutException(
                    "not done within " + deadline.toMillis() + " ms, left behind: " + e);
        }
    }

    private static dev.pairplane.observability.logging.Field named(Component component) {
        return field(StandardKey.COMPONENT, component.name());
    }

    private static dev.pairplane.observability.logging.Field took(long begin) {
        return field(
                StandardKey.DURATION_MS, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }

    /// Names of the components that run, in the order of start.
    public List<String> running() {
        synchronized (lock) {
            List<String> names = new ArrayList<>();
            started.descendingIterator().forEachRemaining(c -> names.add(c.name()));
            return names;
        }
    }
}
