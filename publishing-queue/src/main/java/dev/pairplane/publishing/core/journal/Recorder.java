package dev.pairplane.publishing.core.journal;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.time.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes down what happened to jobs: in batches, strictly in order, one batch under way. A batch
/// that fails, or whose answer is lost, is kept and repeated for ever; nothing behind it goes
/// before it is written.
///
/// A change that the journal did not apply has lost its fence: another replica has the job. Only
/// where the answer of an earlier try was lost it may also have been written by that one.
///
/// Used on the serial executor only.
public final class Recorder {

    private final RecorderSettings settings;
    private final Timers timers;
    private final Journal journal;
    private final Consumer<Change> written;
    private final Consumer<JournalEvent> events;

    private final Deque<Entry> queue = new ArrayDeque<>();
    private final List<Runnable> whenDrained = new ArrayList<>();
    private @Nullable Batch underWay;
    private boolean lingering;
    private boolean due;

    /// @param then what waits for the change
    private record Entry(Change change, @Nullable Runnable then) {
        long bytes() {
            return change instanceof Change.DeadLettered ? change.job().alert().size() : 0;
        }
    }

    private static final class Batch {
        final List<Entry> entries;
        final long begun;
        boolean doubtful;
        int failures;

        Batch(List<Entry> entries, long begun) {
            this.entries = entries;
            this.begun = begun;
        }

        int deadLetters() {
            return Math.toIntExact(
                    entries.stream()
                            .filter(entry -> entry.change() instanceof Change.DeadLettered)
                            .count());
        }
    }

    /// @param written told of each change that is committed, in order; not of those that lost their
    ///   fence
    public Recorder(
            RecorderSettings settings,
            Timers timers,
            Journal journal,
            Consumer<Change> written,
            Consumer<JournalEvent> events) {
        this.settings = settings;
        this.timers = timers;
        this.journal = journal;
        this.written = written;
        this.events = events;
    }

    /// Writes a change down, soon.
    public void add(Change change) {
        queue.add(new Entry(change, null));
        if (!lingering && !due) {
            lingering = true;
            timers.after(settings.linger(), this::lingered);
        }
        flush();
    }

    /// Writes down that an attempt is to be made, at once, with all that waits before it.
    ///
    /// @param then called when that is committed; never when the job's fence is known to be lost
    public void before(Change.Starting change, Runnable then) {
        queue.add(new Entry(change, then));
        due = true;
        flush();
    }

    /// How many changes are not written down yet.
    public int backlog() {
        return queue.size() + (underWay == null ? 0 : underWay.entries.size());
    }

    /// Whether so much waits that nothing more should be accepted.
    public boolean full() {
        return backlog() >= settings.backlog();
    }

    /// Calls back when nothing waits any more; at once if so. What waits does not linger.
    public void drained(Runnable then) {
        if (backlog() == 0) {
            then.run();
            return;
        }
        whenDrained.add(then);
        due = true;
        flush();
    }

    private void lingered() {
        lingering = false;
        due = true;
        flush();
    }

    private void flush() {
        if (underWay == null && !queue.isEmpty() && (due || queue.size() >= settings.batch())) {
            Batch batch = next();
            underWay = batch;
            call(batch);
        }
    }

    private Batch next() {
        List<Entry> entries = new ArrayList<>();
        long bytes = 0;
        while (!queue.isEmpty() && entries.size() < settings.batch()) {
            bytes += queue.element().bytes();
            if (!entries.isEmpty() && bytes > settings.batchBytes()) {
                break;
            }
            entries.add(queue.remove());
        }
        if (queue.isEmpty()) {
            due = false;
        }
        return new Batch(entries, timers.nanos());
    }

    private void call(Batch batch) {
        journal.record(
                batch.entries.stream().map(Entry::change).toList(),
                outcome -> answered(batch, outcome));
    }

    private void answered(Batch batch, Outcome<List<Boolean>> outcome) {
        switch (outcome) {
            case Outcome.Done<List<Boolean>>(List<Boolean> applied) -> recorded(batch, applied);
            case Outcome.Failed<List<Boolean>>(String why) -> repeat(batch, why);
            case Outcome.Unknown<List<Boolean>>(String why) -> {
                batch.doubtful = true;
                repeat(batch, why);
            }
        }
    }

    private void repeat(Batch batch, String why) {
        batch.failures++;
        events.accept(new JournalEvent.BatchDelayed(backlog(), batch.deadLetters(), why));
        timers.after(settings.repeat().after(batch.failures), () -> call(batch));
    }

    private void recorded(Batch batch, List<Boolean> applied) {
        Duration took = Duration.ofNanos(timers.nanos() - batch.begun);
        events.accept(new JournalEvent.BatchRecorded(batch.entries.size(), took));
        underWay = null;
        // What gathered behind the batch does not linger any more.
        due = due || !queue.isEmpty();
        for (int i = 0; i < applied.size(); i++) {
            Entry entry = batch.entries.get(i);
            // In doubt the earlier try has written it, or the job is lost, and then the next
            // heartbeat says so. Not to go on would leave a job that nobody works.
            if (applied.get(i) || batch.doubtful) {
                committed(entry);
            } else {
                events.accept(new JournalEvent.FenceLost(entry.change()));
            }
        }
        flush();
        if (backlog() == 0) {
            List<Runnable> drained = List.copyOf(whenDrained);
            whenDrained.clear();
            drained.forEach(Runnable::run);
        }
    }

    private void committed(Entry entry) {
        written.accept(entry.change());
        Runnable then = entry.then();
        if (then != null) {
            then.run();
        }
    }
}
