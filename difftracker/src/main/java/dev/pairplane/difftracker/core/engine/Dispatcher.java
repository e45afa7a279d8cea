package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.retry.Timers;
import dev.pairplane.difftracker.core.retry.Timers.Timer;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/// Hands out services whose turn it is, as many at once as are allowed. A service that has to wait
/// for its time owns a timer, so nothing ever waits for an unrelated event. Costs nothing for
/// services that want nothing.
final class Dispatcher {

    private final Timers timers;
    private final Executor serial;
    private final int places;
    private final Predicate<ServiceKey> begin;
    private final Map<ServiceKey, Timer> waiting = new HashMap<>();
    private final LinkedHashSet<ServiceKey> ready = new LinkedHashSet<>();
    private final DispatchListener listener;
    private int running;
    private boolean woken;
    private boolean stopped;

    /// Told how many services one wake-up handed out.
    interface DispatchListener {
        void dispatched(int services);
    }

    /// @param begin begins a service's operation; says whether it did
    Dispatcher(
            Timers timers,
            Executor serial,
            int places,
            Predicate<ServiceKey> begin,
            DispatchListener listener) {
        this.timers = timers;
        this.serial = serial;
        this.places = places;
        this.begin = begin;
        this.listener = listener;
    }

    /// Takes note of when a service wants a worker next; what was noted before is forgotten.
    void schedule(ServiceKey key, boolean wantsWorker, long notBeforeNanos) {
        forget(key);
        if (!wantsWorker || stopped) {
            return;
        }
        long rest = notBeforeNanos - timers.nanos();
        if (rest <= 0) {
            ready.add(key);
            wake();
        } else {
            waiting.put(
                    key,
                    timers.after(
                            Duration.ofNanos(rest),
                            () -> {
                                waiting.remove(key);
                                if (!stopped) {
                                    ready.add(key);
                                    wake();
                                }
                            }));
        }
    }

    void forget(ServiceKey key) {
        ready.remove(key);
        Timer timer = waiting.remove(key);
        if (timer != null) {
            timer.cancel();
        }
    }

    /// An operation is over, and its place is free.
    void ended() {
        running--;
        wake();
    }

    int running() {
        return running;
    }

    /// Hands out nothing more.
    void stop() {
        stopped = true;
        ready.clear();
        waiting.values().forEach(Timer::cancel);
        waiting.clear();
    }

    private void wake() {
        if (!woken) {
            woken = true;
            serial.execute(this::dispatch);
        }
    }

    private void dispatch() {
        woken = false;
        int handedOut = 0;
        while (!stopped && running < places && !ready.isEmpty()) {
            ServiceKey key = ready.removeFirst();
            running++;
            if (begin.test(key)) {
                handedOut++;
            } else {
                running--;
            }
        }
        listener.dispatched(handedOut);
    }
}
