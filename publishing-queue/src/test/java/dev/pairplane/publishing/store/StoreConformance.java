package dev.pairplane.publishing.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.deadletter.DeadLetter;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.core.journal.Appended;
import dev.pairplane.publishing.core.journal.Change;
import dev.pairplane.publishing.core.journal.Replicas.TakenJob;
import dev.pairplane.publishing.core.journal.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// What every store does, whatever it is made of: the cases are in the classes that extend this
/// one, and run on each store. Two replicas, `a` and `b`, have joined.
public abstract class StoreConformance {

    protected World world;
    protected Samples samples;
    protected World.Access a;
    protected World.Access b;

    /// A store with nothing in it.
    protected abstract World world();

    @BeforeEach
    void join() {
        world = world();
        samples = new Samples(world.now());
        a = joined("a");
        b = joined("b");
    }

    @AfterEach
    void close() {
        world.close();
    }

    protected World.Access joined(String name) {
        var process = world.process(name);
        assertThat(this.<Void>outcome(process.replicas()::join)).isInstanceOf(Outcome.Done.class);
        return process;
    }

    protected <T> Outcome<T> outcome(Consumer<Consumer<Outcome<T>>> call) {
        return world.start(call).outcome();
    }

    protected <T> T done(Consumer<Consumer<Outcome<T>>> call) {
        return done(outcome(call));
    }

    protected static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Failed<T>(String why) -> throw new AssertionError("failed: " + why);
            case Outcome.Unknown<T>(String why) -> throw new AssertionError("unknown: " + why);
        };
    }

    protected List<Appended> append(World.Access by, Submission... group) {
        return this.<List<Appended>>done(call -> by.journal().append(List.of(group), call));
    }

    protected List<Boolean> record(World.Access by, Change... batch) {
        return this.<List<Boolean>>done(call -> by.journal().record(List.of(batch), call));
    }

    protected List<TakenJob> take(World.Access by) {
        return take(by, 100);
    }

    protected List<TakenJob> take(World.Access by, int limit) {
        return this.<List<TakenJob>>done(call -> by.replicas().take(limit, call));
    }

    protected boolean beat(World.Access by) {
        return this.<Boolean>done(call -> by.replicas().beat(call));
    }

    protected void leave(World.Access by) {
        assertThat(this.<Void>outcome(by.replicas()::leave)).isInstanceOf(Outcome.Done.class);
    }

    protected JobView view(UUID job) {
        return this.<Optional<JobView>>done(call -> b.jobs().find(job, call)).orElseThrow();
    }

    protected DeadLetter letter(UUID id) {
        return this.<Optional<DeadLetter>>done(call -> b.deadLetters().find(id, call))
                .orElseThrow();
    }

    /// Stores a submission for one target that this replica works.
    protected Job own(World.Access by, Submission submission) {
        assertThat(stored(append(by, submission).getFirst())).allMatch(Appended.Place::ours);
        return submission.jobs().getFirst();
    }

    protected static List<Appended.Place> stored(Appended appended) {
        assertThat(appended).isInstanceOf(Appended.Stored.class);
        return ((Appended.Stored) appended).jobs();
    }

    protected static List<Job> jobs(List<TakenJob> taken) {
        return taken.stream().map(TakenJob::job).toList();
    }

    /// The process dies, and time passes until everybody knows.
    protected void dies(World.Access process, World.Access... others) {
        process.kill();
        silent(Duration.ofSeconds(11), others);
    }

    /// Time passes in which only some give a sign.
    protected void silent(Duration time, World.Access... others) {
        world.advance(time);
        for (var other : others) {
            assertThat(beat(other)).isTrue();
        }
    }
}
