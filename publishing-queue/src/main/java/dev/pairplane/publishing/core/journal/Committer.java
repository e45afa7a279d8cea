package dev.pairplane.publishing.core.journal;

import dev.pairplane.publishing.core.call.Each;
import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.time.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Commits submissions in groups: one statement and one flush of the disk for many. A group goes
/// when it is full, when its oldest submission has lingered, or as soon as the one before it is
/// answered. Submissions reach the journal in the order in which they came.
///
/// Nobody is told of a commit before it is one. A group whose answer was lost is repeated until the
/// journal says what became of it, because its jobs may be stored under this replica's name, and
/// nobody else would work them; the groups behind it wait. Even a clean failure of a repeat says
/// nothing of the call before it.
///
/// Used on the serial executor only.
public final class Committer {

    private final CommitterSettings settings;
    private final Timers timers;
    private final Journal journal;
    private final Consumer<JournalEvent> events;

    private final Deque<Entry> queue = new ArrayDeque<>();
    private final Set<Group> underWay = new LinkedHashSet<>();
    private final List<Runnable> whenQuiet = new ArrayList<>();
    private final List<Runnable> whenDrained = new ArrayList<>();
    private boolean open;
    private boolean lingering;
    private boolean due;
    private int submissions;

    private record Entry(Submission submission, Consumer<Outcome<Appended>> done) {
        int rows() {
            return Math.max(1, submission.jobs().size());
        }

        long bytes() {
            return submission.jobs().isEmpty() ? 0 : submission.jobs().getFirst().alert().size();
        }
    }

    /// A group, from its first call to its answer.
    private static final class Group {
        final List<Entry> entries;
        final long begun;

        /// Whether an answer is to come; otherwise it waits to be repeated.
        boolean calling;

        /// Whether an answer was lost.
        boolean doubtful;

        boolean dropped;
        int failures;

        Group(List<Entry> entries, long begun) {
            this.entries = entries;
            this.begun = begun;
        }
    }

    /// Closed until [#open].
    public Committer(
            CommitterSettings settings,
            Timers timers,
            Journal journal,
            Consumer<JournalEvent> events) {
        this.settings = settings;
        this.timers = timers;
        this.journal = journal;
        this.events = events;
    }

    /// Commits a submission with others.
    ///
    /// @param done told once what became of it; [Outcome.Unknown] only after [#close]
    /// @return whether there was room for it; otherwise `done` is never called
    public boolean submit(Submission submission, Consumer<Outcome<Appended>> done) {
        if (submissions >= settings.waiting()) {
            return false;
        }
        submissions++;
        queue.add(new Entry(submission, done));
        linger();
        flush();
        return true;
    }

    /// How many submissions have no answer yet.
    public int waiting() {
        return submissions;
    }

    /// Calls back when everything that was submitted is answered; at once if so. What waits does
    /// not linger, and while the committer is closed it fails.
    public void drained(Runnable then) {
        whenDrained.add(then);
        if (open) {
            due = true;
            flush();
        } else {
            List<Entry> stuck = List.copyOf(queue);
            queue.clear();
            submissions -= stuck.size();
            stuck.forEach(e -> e.done().accept(new Outcome.Failed<>("the replica is stopping")));
        }
        tell();
    }

    /// Groups go.
    public void open() {
        open = true;
        due = !queue.isEmpty();
        flush();
    }

    /// No group goes until [#open]. Those in doubt are given up: their submitters are told
    /// [Outcome.Unknown], and if they are stored, then under an identity that this replica is about
    /// to leave.
    ///
    /// @param quiet called when no call is under way any more; at once if there is none
    public void close(Runnable quiet) {
        open = false;
        for (Group group : List.copyOf(underWay)) {
            group.dropped = true;
            if (!group.calling) {
                end(group, new Outcome.Unknown<>("the replica has lost its identity"));
            }
        }
        whenQuiet.add(quiet);
        tell();
    }

    private void linger() {
        if (!lingering && !due) {
            lingering = true;
            timers.after(settings.linger(), this::lingered);
        }
    }

    private void lingered() {
        lingering = false;
        due = true;
        flush();
    }

    private void flush() {
        while (open && underWay.size() < settings.underWay() && !queue.isEmpty()) {
            if (!due && !full()) {
                return;
            }
            call(next());
        }
    }

    private boolean full() {
        int rows = 0;
        long bytes = 0;
        for (Entry entry : queue) {
            rows += entry.rows();
            bytes += entry.bytes();
            if (rows >= settings.batch() || bytes >= settings.batchBytes()) {
                return true;
            }
        }
        return false;
    }

    private Group next() {
        List<Entry> entries = new ArrayList<>();
        int rows = 0;
        long bytes = 0;
        while (!queue.isEmpty()) {
            Entry entry = queue.element();
            rows += entry.rows();
            bytes += entry.bytes();
            if (!entries.isEmpty() && (rows > settings.batch() || bytes > settings.batchBytes())) {
                break;
            }
            entries.add(queue.remove());
        }
        if (queue.isEmpty()) {
            due = false;
        }
        Group group = new Group(entries, timers.nanos());
        underWay.add(group);
        return group;
    }

    private void call(Group group) {
        group.calling = true;
        journal.append(
                group.entries.stream().map(Entry::submission).toList(),
                outcome -> answered(group, outcome));
    }

    private void answered(Group group, Outcome<List<Appended>> outcome) {
        group.calling = false;
        switch (outcome) {
            case Outcome.Done<List<Appended>>(List<Appended> each) -> committed(group, each);
            case Outcome.Failed<List<Appended>>(String why) -> failed(group, why);
            case Outcome.Unknown<List<Appended>>(String why) -> {
                group.doubtful = true;
                failed(group, why);
            }
        }
    }

    private void committed(Group group, List<Appended> each) {
        int jobs = 0;
        for (Appended appended : each) {
            if (appended instanceof Appended.Stored stored) {
                jobs += stored.jobs().size();
            }
        }
        Duration took = Duration.ofNanos(timers.nanos() - group.begun);
        events.accept(new JournalEvent.GroupCommitted(each.size(), jobs, took));
        remove(group);
        Iterator<Appended> answers = each.iterator();
        try {
            Each.of(
                    group.entries,
                    entry -> entry.done().accept(new Outcome.Done<>(answers.next())));
        } finally {
            goOn();
        }
    }

    private void failed(Group group, String why) {
        events.accept(new JournalEvent.GroupFailed(group.entries.size(), group.doubtful, why));
        if (!group.doubtful) {
            end(group, new Outcome.Failed<>(why));
        } else if (group.dropped) {
            end(group, new Outcome.Unknown<>(why));
        } else {
            group.failures++;
            timers.after(settings.repeat().after(group.failures), () -> repeat(group));
        }
    }

    private void repeat(Group group) {
        if (underWay.contains(group)) {
            call(group);
        }
    }

    private void end(Group group, Outcome<Appended> outcome) {
        remove(group);
        try {
            Each.of(group.entries, entry -> entry.done().accept(outcome));
        } finally {
            goOn();
        }
    }

    private void remove(Group group) {
        underWay.remove(group);
        submissions -= group.entries.size();
    }

    /// What gathered behind the group does not linger any more.
    private void goOn() {
        due = !queue.isEmpty();
        flush();
        tell();
    }

    private void tell() {
        if (underWay.isEmpty()) {
            tell(whenQuiet);
        }
        if (submissions == 0) {
            tell(whenDrained);
        }
    }

    private static void tell(List<Runnable> waiting) {
        List<Runnable> told = List.copyOf(waiting);
        waiting.clear();
        Each.of(told, Runnable::run);
    }
}
