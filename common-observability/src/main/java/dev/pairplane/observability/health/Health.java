package dev.pairplane.observability.health;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The health of this process: runs the checks, keeps the conditions, answers at once.
///
/// Checks run all at the same time, each on a daemon thread of its own, every interval; one that
/// does not answer within the deadline is critical until it does, and holds up nobody else.
/// [#snapshot] reads three volatile fields. A new process has the condition `starting` until
/// [#completeStart].
public final class Health implements AutoCloseable {
    /// The condition of a process whose start is not complete.
    public static final String STARTING = "starting";

    private final InstantSource clock;
    private final Duration interval;
    private final Duration deadline;
    private final Watchdog watchdog;
    private final List<Runner> runners;
    private final Object lock = new Object();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile List<String> conditions = List.of(STARTING);
    private volatile Map<String, CheckResult> results = Map.of();
    private volatile boolean started;
    private volatile boolean checked;
    private @Nullable Thread thread;

    /// @param interval between two rounds of checks
    /// @param deadline how long a check may take
    public Health(
            InstantSource clock,
            Duration interval,
            Duration deadline,
            Watchdog watchdog,
            List<? extends HealthCheck> checks) {
        this.clock = clock;
        this.interval = interval;
        this.deadline = deadline;
        this.watchdog = watchdog;
        this.runners = checks.stream().map(check -> new Runner(check)).toList();
        Set<String> names = new LinkedHashSet<>();
        for (Runner runner : runners) {
            if (!names.add(runner.name)) {
                throw new IllegalArgumentException("two health checks are named " + runner.name);
            }
        }
        this.checked = runners.isEmpty();
    }

    /// Begins to run the checks; the first round at once. Again: nothing.
    public void start() {
        synchronized (lock) {
            if (thread != null || closed.getCount() == 0) {
                return;
            }
            thread = Thread.ofPlatform().daemon().name("health").start(this::rounds);
        }
    }

    /// Ends the rounds; snapshots keep the last results. Again: nothing.
    @Override
    public void close() {
        closed.countDown();
    }

    /// The state now; never waits.
    public HealthSnapshot snapshot() {
        List<String> reasons = conditions;
        if (!checked) {
            reasons = new ArrayList<>(reasons);
            reasons.add(HealthSnapshot.CHECKS_PENDING);
        }
        return new HealthSnapshot(clock.instant(), started, watchdog.stalled(), reasons, results);
    }

    /// A condition with this reason, not raised by asking for it.
    public Condition condition(String reason) {
        return new Condition(reason, this);
    }

    /// The start is complete: clears `starting` for good.
    public void completeStart() {
        started = true;
        clear(STARTING);
    }

    void raise(String reason) {
        synchronized (lock) {
            if (!conditions.contains(reason)) {
                List<String> more = new ArrayList<>(conditions);
                more.add(reason);
                conditions = List.copyOf(more);
            }
        }
    }

    void clear(String reason) {
        synchronized (lock) {
            conditions = conditions.stream().filter(c -> !c.equals(reason)).toList();
        }
    }

    boolean raised(String reason) {
        return conditions.contains(reason);
    }

    /// Runs every check once and waits for the answers, no longer than the deadline.
    void round() throws InterruptedException {
        runners.forEach(Runner::begin);
        long end = System.nanoTime() + deadline.toNanos();
        Map<String, CheckResult> next = new LinkedHashMap<>();
        for (Runner runner : runners) {
            next.put(runner.name, runner.await(end - System.nanoTime()));
        }
        results = java.util.Collections.unmodifiableMap(next);
        checked = true;
    }

    private void rounds() {
        try {
            do {
                round();
            } while (!closed.await(interval.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// One check and its run in progress, if any. Used by the round's thread only, but for `run`.
    private final class Runner {
        private record Run(CountDownLatch done, AtomicReference<@Nullable CheckResult> result) {}

        private final HealthCheck check;
        private final String name;
        private @Nullable Run current;

        private Runner(HealthCheck check) {
            this.check = check;
            this.name = check.name();
        }

        private void begin() {
            if (current != null) {
                return; // Still hanging from an earlier round: one thread at most.
            }
            Run run = new Run(new CountDownLatch(1), new AtomicReference<>());
            current = run;
            Thread.ofPlatform()
                    .daemon()
                    .name("health-" + name)
                    .start(() -> {
                        run.result.set(look());
                        run.done.countDown();
                    });
        }

        private CheckResult look() {
            try {
                return check.check();
            } catch (Exception e) {
                return CheckResult.critical(name + "_failed", "the check failed: " + e);
            }
        }

        private CheckResult await(long nanos) throws InterruptedException {
            Run run = java.util.Objects.requireNonNull(current);
            if (!run.done.await(nanos, TimeUnit.NANOSECONDS)) {
                return CheckResult.critical(
                        name + "_timeout",
                        "no answer within " + deadline.toMillis() + " ms; still waiting for it");
            }
            current = null;
            CheckResult result = run.result.get();
            return result == null
                    ? CheckResult.critical(name + "_failed", "the check died; see the log")
                    : result;
        }
    }
}
