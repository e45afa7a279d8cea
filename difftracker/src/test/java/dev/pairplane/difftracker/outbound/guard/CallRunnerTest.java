package dev.pairplane.difftracker.outbound.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.call.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallRunnerTest {

    private final SerialCalls serial = new SerialCalls();
    private final CallRunner calls = new CallRunner("calls", serial.executor());
    private final CallGuard guard =
            new CallGuard(
                    "guard",
                    new GuardLimits(1, Duration.ofSeconds(10), 20, 1, Duration.ofSeconds(60)),
                    _ -> {});

    @AfterEach
    void close() {
        calls.close();
        serial.close();
    }

    /// Difftracker invariant 75: whoever decides does not wait for an answer. [SerialCalls] sees to
    /// it that the result comes back to the serial executor.
    @Test
    void aCallIsMadeElsewhere() throws Exception {
        Thread thread = serial.done(done -> calls.run(SerialCalls.LONG, _ -> here(), done));

        assertThat(thread.isVirtual()).isTrue();
        assertThat(thread.getName()).startsWith("calls-");
    }

    private static Outcome<Thread> here() {
        return new Outcome.Done<>(Thread.currentThread());
    }

    /// Difftracker invariant 115: what a bug does is unknown, and it keeps no place in the guard.
    @Test
    void aCallThatThrowsIsAFailureAndGivesItsPlaceBack() throws Exception {
        for (int i = 0; i < 3; i++) {
            Outcome<String> broken =
                    serial.outcome(done ->
                            calls.run(
                                    SerialCalls.LONG,
                                    deadline -> {
                                        exchange(deadline, true);
                                        throw new IllegalStateException("broken");
                                    },
                                    done));

            assertThat(broken).isInstanceOf(Outcome.Unanswered.class);
        }

        String answer =
                serial.done(done -> calls.run(SerialCalls.LONG, d -> exchange(d, false), done));

        assertThat(answer).isEqualTo("answer");
    }

    private Outcome<String> exchange(Deadline deadline, boolean broken)
            throws InterruptedException {
        Sent<String> sent =
                guard.exchange(
                        String.class,
                        deadline,
                        () -> CompletableFuture.completedFuture("answer"),
                        text -> {
                            if (broken) {
                                throw new IllegalStateException("broken inside");
                            }
                            return text;
                        },
                        _ -> false);
        return sent instanceof Sent.Answered<String>(var answer)
                ? new Outcome.Done<>(answer)
                : new Outcome.Unanswered<>(sent.toString());
    }
}
