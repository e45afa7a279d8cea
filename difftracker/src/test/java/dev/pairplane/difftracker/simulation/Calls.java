package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.call.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// The calls under way, of all processes, and how they run: effect and answer come at their times,
/// each once; the answer within the timeout, and the effect no later than one more timeout after
/// the answer. A dead process gets no answers.
final class Calls {

    /// Told of every refusal that no fault has made.
    interface Refusals {
        void refused(Call call, CallError error);
    }

    private final World world;
    private final RandomGenerator random;
    private final List<Call> open = new ArrayList<>();
    private Refusals refusals = (_, _) -> {};

    Calls(World world) {
        this.world = world;
        this.random = world.random("calls");
    }

    void refusals(Refusals listener) {
        refusals = listener;
    }

    /// The calls whose answer or effect may still come, oldest first.
    List<Call> open() {
        return open;
    }

    <T> void make(Call call, Fate fate, Effect<T> effect, Consumer<Outcome<T>> done) {
        open.add(call);
        call.faulty = fate.faulty() || fate.answer() > call.timeout;
        world.say("%s > %s [%s]", call.process, call, fate.how());
        long answer = Math.min(fate.answer(), call.timeout);
        Outcome<T> lost = new Outcome.Unanswered<>("simulated: " + fate.how());
        switch (fate.how()) {
            case NOT_SENT ->
                    answer(
                            call,
                            Math.min(answer, 5 * World.MILLI),
                            new Outcome.NotSent<>(fate.reason().orElseThrow(), Optional.empty()),
                            done);
            case REFUSED_BEFORE ->
                    answer(call, answer, new Outcome.Refused<>(fate.error().orElseThrow()), done);
            case LOST_BEFORE -> answer(call, answer, lost, done);
            case LATE -> {
                answer(call, answer, lost, done);
                long begin = answer + 1 + random.nextLong(call.timeout);
                long left = answer + call.timeout - begin;
                long wait = Math.min(left, fate.finish() - fate.begin());
                begin(call, begin, () -> complete(effect, wait));
            }
            case LOST_AFTER -> {
                answer(call, answer, lost, done);
                long begin = Math.min(fate.begin(), answer);
                long wait = fate.finish() - fate.begin();
                begin(call, begin, () -> complete(effect, wait));
            }
            case PLAIN, REFUSED_AFTER, FAILS -> run(call, fate, effect, done);
        }
    }

    private <T> void run(Call call, Fate fate, Effect<T> effect, Consumer<Outcome<T>> done) {
        Outcome<T> lost = new Outcome.Unanswered<>("simulated: the timeout is over");
        if (fate.answer() > call.timeout) {
            answer(call, call.timeout, lost, done);
        }
        long begin = Math.min(fate.begin(), 2 * call.timeout);
        begin(
                call,
                begin,
                () -> {
                    Optional<CallError> refusal = effect.begin();
                    if (refusal.isPresent()) {
                        refuse(call, refusal.orElseThrow(), done);
                        return;
                    }
                    world.after(
                            fate.finish() - fate.begin(),
                            () -> {
                                Outcome<T> outcome;
                                if (fate.how() == Fate.How.FAILS) {
                                    effect.fail();
                                    outcome = new Outcome.Refused<>(fate.error().orElseThrow());
                                } else {
                                    T value = effect.finish();
                                    outcome =
                                            fate.how() == Fate.How.PLAIN
                                                    ? new Outcome.Done<>(value)
                                                    : new Outcome.Refused<>(
                                                            fate.error().orElseThrow());
                                }
                                answer(call, fate.answer() - fate.finish(), outcome, done);
                            });
                });
    }

    /// The effect of a call whose caller is not told.
    private <T> void complete(Effect<T> effect, long wait) {
        if (effect.begin().isEmpty()) {
            world.after(wait, effect::finish);
        }
    }

    private void begin(Call call, long delay, Runnable effect) {
        call.begin =
                world.after(
                        delay,
                        () -> {
                            call.begin = null;
                            world.say("%s * %s takes effect", call.process, call);
                            effect.run();
                            forget(call);
                        });
    }

    private <T> void refuse(Call call, CallError error, Consumer<Outcome<T>> done) {
        if (!call.answered && call.process.alive()) {
            refusals.refused(call, error);
        }
        answer(call, 5 * World.MILLI, new Outcome.Refused<>(error), done);
    }

    private <T> void answer(Call call, long delay, Outcome<T> outcome, Consumer<Outcome<T>> done) {
        world.after(
                delay,
                () -> {
                    if (call.answered) {
                        return;
                    }
                    call.answered = true;
                    forget(call);
                    if (call.process.alive()) {
                        world.say("%s < %s: %s", call.process, call, outcome);
                        call.process.run(() -> done.accept(outcome));
                    }
                });
    }

    private void forget(Call call) {
        if (call.over()) {
            open.remove(call);
        }
    }

    /// A process has died. What it had sent takes effect as it would have, or never, or late.
    void died(ControllerProcess process, boolean lateEffects) {
        for (Call call : List.copyOf(open)) {
            if (call.process != process) {
                continue;
            }
            call.answered = true;
            World.Event begin = call.begin;
            if (begin != null && random.nextInt(3) == 0) {
                begin.cancel();
                call.begin = null;
            } else if (begin != null && lateEffects && random.nextInt(3) == 0) {
                call.begin = world.postpone(begin, random.nextLong(call.timeout));
            }
            forget(call);
        }
    }
}
