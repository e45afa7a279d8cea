package dev.pairplane.publishing.core.journal;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.time.Timers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// This replica among those that share the journal: says that it lives, knows for how long it may
/// start attempts, takes jobs that nobody works, and starts anew when the others hold it for dead.
///
/// Attempts may start within the grace after the last committed heartbeat, counted from when it was
/// sent: whatever took the time, the others count from later. One call of a kind is under way.
///
/// Used on the serial executor only.
public final class Membership {

    private final MembershipSettings settings;
    private final Timers timers;
    private final Replicas replicas;
    private final Member member;
    private final Consumer<JournalEvent> events;

    private State state = State.OUT;
    private boolean gate;
    private long aliveNanos;
    private boolean recovered;
    private boolean beating;
    private boolean taking;
    private boolean forgotten;
    private int failures;
    private Timers.@Nullable Timer nextJoin;
    private Timers.@Nullable Timer nextBeat;
    private Timers.@Nullable Timer nextTake;
    private Timers.@Nullable Timer lapse;
    private @Nullable Runnable whenLeft;

    private enum State {
        OUT,
        JOINING,
        IN,
        /// The others hold it for dead; calls made under the lost identity are still to come back.
        LOST,
        LEAVING,
        LEFT
    }

    /// Whose membership it is. Called on the serial executor.
    public interface Member {

        /// There is a new identity: what is stored from now on belongs to it.
        void joined();

        /// All that could be taken at the start has been.
        void recovered();

        /// Attempts may start from now on, or may not.
        void gate(boolean open);

        /// Jobs to be worked.
        ///
        /// @param added to be called when they are; nothing more is taken before
        void taken(List<Replicas.TakenJob> jobs, Runnable added);

        /// All jobs are to be forgotten: others have them.
        ///
        /// @param forgotten to be called when nothing more is under way to the store on behalf of
        ///   the identity that is lost
        void lost(Runnable forgotten);
    }

    public Membership(
            MembershipSettings settings,
            Timers timers,
            Replicas replicas,
            Member member,
            Consumer<JournalEvent> events) {
        this.settings = settings;
        this.timers = timers;
        this.replicas = replicas;
        this.member = member;
        this.events = events;
    }

    /// Joins, and takes what is to be taken. Once.
    public void start() {
        if (state == State.OUT) {
            join();
        }
    }

    /// Whether an identity is held, as far as is known.
    public boolean joined() {
        return state == State.IN;
    }

    /// Whether attempts may start. Also closes the gate when its time is over: timers may come
    /// late, for instance when the process was stopped, and what comes before them must not start
    /// anything.
    public boolean check() {
        if (gate && timers.nanos() - aliveNanos >= settings.grace().toNanos()) {
            move(false);
        }
        return gate;
    }

    /// Gives the identity up, repeatedly until that is committed. Nothing follows on it.
    ///
    /// @param left called then; at once when there is no identity
    public void leave(Runnable left) {
        State before = state;
        boolean between = nextJoin != null;
        state = State.LEAVING;
        cancel(nextJoin);
        cancel(nextBeat);
        cancel(nextTake);
        cancel(lapse);
        move(false);
        whenLeft = left;
        failures = 0;
        if (before == State.OUT || before == State.LOST || between) {
            // Between two tries to join nothing is under way, and nothing was given.
            left();
        } else if (before == State.IN && !taking) {
            callLeave();
        }
        // Otherwise when the call that is under way is answered: it would give jobs to an identity
        // that has left.
    }

    private void join() {
        if (state != State.OUT && state != State.LOST && state != State.JOINING) {
            return;
        }
        nextJoin = null;
        state = State.JOINING;
        long sent = timers.nanos();
        replicas.join(outcome -> joinAnswered(sent, outcome));
    }

    private void joinAnswered(long sent, Outcome<Void> outcome) {
        if (state == State.LEAVING) {
            callLeave();
            return;
        }
        Optional<String> failure = failure(outcome);
        if (failure.isPresent()) {
            // A join of which nobody knows is followed by one under yet another identity.
            failed("join", failure.orElseThrow());
            nextJoin = timers.after(settings.repeat().after(failures), this::join);
            return;
        }
        failures = 0;
        state = State.IN;
        events.accept(new JournalEvent.Joined());
        member.joined();
        alive(sent);
        nextBeat = timers.after(settings.beat(), this::beat);
        take();
    }

    private void beat() {
        nextBeat = timers.after(settings.beat(), this::beat);
        if (beating) {
            return;
        }
        beating = true;
        long sent = timers.nanos();
        replicas.beat(outcome -> beatAnswered(sent, outcome));
    }

    private void beatAnswered(long sent, Outcome<Boolean> outcome) {
        beating = false;
        check();
        if (state == State.LOST) {
            joinIfQuiet();
        }
        if (state != State.IN) {
            return;
        }
        switch (outcome) {
            case Outcome.Done<Boolean>(Boolean living) -> {
                if (living) {
                    events.accept(new JournalEvent.Beat());
                    alive(sent);
                } else {
                    lost();
                }
            }
            case Outcome.Failed<Boolean>(String why) -> failed("beat", why);
            case Outcome.Unknown<Boolean>(String why) -> failed("beat", why);
        }
    }

    /// The gate is open for the rest of the grace, which was counted from a heartbeat's sending.
    private void alive(long sent) {
        Duration left = settings.grace().minusNanos(timers.nanos() - sent);
        if (left.isPositive()) {
            aliveNanos = sent;
            cancel(lapse);
            lapse = timers.after(left, this::check);
            move(true);
        }
    }

    private void move(boolean open) {
        if (gate != open) {
            gate = open;
            events.accept(new JournalEvent.GateMoved(open));
            member.gate(open);
        }
    }

    private void lost() {
        state = State.LOST;
        recovered = false;
        forgotten = false;
        cancel(nextBeat);
        cancel(nextTake);
        events.accept(new JournalEvent.MembershipLost());
        move(false);
        member.lost(() -> {
            forgotten = true;
            joinIfQuiet();
        });
    }

    private void joinIfQuiet() {
        if (state == State.LOST && forgotten && !taking && !beating) {
            failures = 0;
            join();
        }
    }

    private void take() {
        if (state != State.IN || taking) {
            return;
        }
        taking = true;
        replicas.take(settings.takeLimit(), this::takeAnswered);
    }

    private void takeAnswered(Outcome<List<Replicas.TakenJob>> outcome) {
        check();
        if (state != State.IN) {
            takeOver();
            return;
        }
        switch (outcome) {
            case Outcome.Done<List<Replicas.TakenJob>>(List<Replicas.TakenJob> jobs) -> taken(jobs);
            case Outcome.Failed<List<Replicas.TakenJob>>(String why) -> takeFailed(why);
            case Outcome.Unknown<List<Replicas.TakenJob>>(String why) -> takeFailed(why);
        }
    }

    private void takeFailed(String why) {
        failed("take", why);
        takeOver();
    }

    private void taken(List<Replicas.TakenJob> jobs) {
        if (jobs.isEmpty()) {
            added(0);
            return;
        }
        int handed = (int) jobs.stream().filter(Replicas.TakenJob::handed).count();
        events.accept(new JournalEvent.JobsTaken(jobs.size() - handed, handed));
        member.taken(jobs, () -> added(jobs.size()));
    }

    private void added(int jobs) {
        if (state == State.IN && jobs >= settings.takeLimit()) {
            taking = false;
            take();
            return;
        }
        takeOver();
        if (state == State.IN && !recovered) {
            recovered = true;
            member.recovered();
        }
    }

    /// Whatever waited for the end of a take goes on.
    private void takeOver() {
        taking = false;
        switch (state) {
            case IN -> nextTake = timers.after(settings.take(), this::take);
            case LOST -> joinIfQuiet();
            case LEAVING -> callLeave();
            case OUT, JOINING, LEFT -> {}
        }
    }

    private void callLeave() {
        replicas.leave(outcome -> {
            Optional<String> failure = failure(outcome);
            if (failure.isEmpty()) {
                events.accept(new JournalEvent.Left());
                left();
            } else {
                failed("leave", failure.orElseThrow());
                timers.after(settings.repeat().after(failures), this::callLeave);
            }
        });
    }

    private void left() {
        state = State.LEFT;
        Runnable told = whenLeft;
        whenLeft = null;
        if (told != null) {
            told.run();
        }
    }

    private void failed(String call, String why) {
        failures++;
        events.accept(new JournalEvent.CallFailed(call, why));
    }

    private static <T extends @Nullable Object> Optional<String> failure(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T> _ -> Optional.empty();
            case Outcome.Failed<T>(String why) -> Optional.of(why);
            case Outcome.Unknown<T>(String why) -> Optional.of(why);
        };
    }

    private static void cancel(Timers.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
