package dev.pairplane.publishing.app;

import static dev.pairplane.observability.logging.Field.field;

import dev.pairplane.observability.logging.EventLog;
import dev.pairplane.observability.logging.StandardKey;
import dev.pairplane.publishing.core.call.Outcome;
import dev.pairplane.publishing.core.deadletter.DeadLetter;
import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.core.job.Jobs;
import dev.pairplane.publishing.telemetry.PublishingKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Asks the store once for everything that is ever asked for, before anybody waits for an answer:
/// the first query of its kind is parsed on the event loop that carries it, and the very first one
/// loads the parser, which takes seconds on a small machine. Later ones take milliseconds.
final class WarmUp {
    private static final EventLog LOG = EventLog.of(WarmUp.class);
    private static final Jobs.Sort NEWEST = new Jobs.Sort(Jobs.Sort.Field.CREATED_AT, true);
    private static final UUID NOBODY = new UUID(0, 0);

    private final Jobs jobs;
    private final DeadLetters letters;
    private final Duration patience;
    private int answered;

    /// @param patience how long a question waits for its answer
    WarmUp(Jobs jobs, DeadLetters letters, Duration patience) {
        this.jobs = jobs;
        this.letters = letters;
        this.patience = patience;
    }

    /// Returns when every question is answered, or one of them will not be: a store that does not
    /// answer now is no reason not to start, and the next one would wait as long again.
    ///
    /// @return how many were answered
    int run() throws InterruptedException {
        long start = System.nanoTime();
        boolean all =
                this.<Jobs.Page>ask(done -> jobs.list(Jobs.Filter.ALL, NEWEST, 1, 0, done))
                        && this.<Optional<JobView>>ask(done -> jobs.find(NOBODY, done))
                        && this.<DeadLetters.Page>ask(
                                done -> letters.list(DeadLetters.Filter.ALL, 1, 0, done))
                        && this.<Optional<DeadLetter>>ask(done -> letters.find(NOBODY, done))
                        && this.<DeadLetters.Stats>ask(
                                done -> letters.stats(DeadLetters.Filter.ALL, done))
                        && this.<Map<String, Long>>ask(letters::pending)
                        && this.<List<DeadLetters.Newest>>ask(done -> letters.newest(1, done))
                        && this.<Map<JobState, Long>>ask(jobs::unfinished);
        LOG.info(
                all
                        ? "the store was asked for everything once"
                        : "the store is silent, and is not asked for the rest",
                field(StandardKey.COUNT, answered),
                field(
                        StandardKey.DURATION_MS,
                        Duration.ofNanos(System.nanoTime() - start).toMillis()));
        return answered;
    }

    /// Asks, and waits.
    ///
    /// @return whether there was an answer, be it that it failed
    private <T> boolean ask(Consumer<Consumer<Outcome<T>>> question) throws InterruptedException {
        CompletableFuture<Outcome<T>> answer = new CompletableFuture<>();
        question.accept(answer::complete);
        Outcome<T> outcome;
        try {
            outcome = answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            failed("no answer within " + patience);
            return false;
        } catch (ExecutionException e) {
            outcome = new Outcome.Unknown<>("no answer: " + e);
        }
        switch (outcome) {
            case Outcome.Done<T> _ -> answered++;
            case Outcome.Failed<T>(String why) -> failed(why);
            case Outcome.Unknown<T>(String why) -> failed(why);
        }
        return true;
    }

    private static void failed(String why) {
        LOG.warn("the store did not answer a first question", field(PublishingKey.CAUSE, why));
    }
}
