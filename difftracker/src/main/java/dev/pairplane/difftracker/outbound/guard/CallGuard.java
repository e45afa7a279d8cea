package dev.pairplane.difftracker.outbound.guard;

import dev.pairplane.difftracker.core.call.Outcome;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.Guard;
import java.io.Serial;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jspecify.annotations.Nullable;

/// Time limit, bulkhead and circuit breaker around the exchanges with one other side, and the
/// judgement of what was not answered: not sent, or lost. It retries nothing.
///
/// Safe for threads. An exchange is waited for on the thread that asks for it, which is interrupted
/// when its time is over. The breaker counts lost answers, connections that could not be made, and
/// the answers that its owner says speak against the other side; an answer that says no, or that
/// asks for patience, should not be one of them.
public final class CallGuard {

    private final Guard guard;
    private final Duration timeout;
    private final long breakerDelay;
    private volatile long openSince;

    /// @param name for messages
    /// @param onOpen told `true` when the breaker opens and `false` when it closes
    public CallGuard(String name, GuardLimits limits, Consumer<Boolean> onOpen) {
        this.timeout = limits.timeout();
        this.breakerDelay = limits.breakerDelay().toNanos();
        this.guard =
                Guard.create()
                        .withDescription(name)
                        .withTimeout()
                        .duration(limits.timeout().toMillis(), ChronoUnit.MILLIS)
                        .done()
                        .withBulkhead()
                        .limit(limits.atOnce())
                        .done()
                        .withCircuitBreaker()
                        .requestVolumeThreshold(limits.breakerVolume())
                        .failureRatio(limits.breakerRatio())
                        .delay(limits.breakerDelay().toMillis(), ChronoUnit.MILLIS)
                        .when(CallGuard::speaksAgainst)
                        .onStateChange(state -> changed(state, onOpen))
                        .done()
                        .build();
    }

    private static boolean speaksAgainst(Throwable failure) {
        return failure instanceof NoGoodAnswer
                || failure
                        instanceof
                        org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
    }

    private void changed(CircuitBreakerState state, Consumer<Boolean> onOpen) {
        switch (state) {
            case OPEN -> {
                openSince = System.nanoTime();
                onOpen.accept(true);
            }
            case CLOSED -> onOpen.accept(false);
            case HALF_OPEN -> {
                // Still not trusted; one exchange decides.
            }
        }
    }

    /// Makes one exchange, which takes no longer than the limit or the deadline.
    ///
    /// @param type what an answer is
    /// @param send sends the request; the deadline is marked as sent before, and no longer when it
    ///   turns out that no connection could be made
    /// @param read makes an answer of what came
    /// @param failing whether an answer speaks against the other side
    public <R, A> Sent<A> exchange(
            Class<A> type,
            Deadline deadline,
            Supplier<CompletableFuture<R>> send,
            Function<R, A> read,
            Predicate<A> failing)
            throws InterruptedException {
        var seen = new Seen<A>();
        try {
            return new Sent.Answered<>(
                    guard.call(() -> wait(deadline, send, read, failing, seen), type));
        } catch (BulkheadException e) {
            return new Sent.Held<>(Outcome.Reason.BULKHEAD_FULL, Optional.empty());
        } catch (CircuitBreakerOpenException e) {
            long left = breakerDelay - (System.nanoTime() - openSince);
            return new Sent.Held<>(
                    Outcome.Reason.BREAKER_OPEN,
                    Optional.of(Duration.ofNanos(Math.clamp(left, 1, breakerDelay))));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            Sent<A> what = seen.sent;
            return what != null ? what : new Sent.Lost<>(lost(e));
        }
    }

    private String lost(Exception e) {
        return speaksAgainst(e) ? "no answer within " + timeout : "failed inside: " + e;
    }

    /// What was seen before an exception had to be thrown for the breaker to see.
    private static final class Seen<A> {

        private @Nullable Sent<A> sent;
    }

    private <R, A> A wait(
            Deadline deadline,
            Supplier<CompletableFuture<R>> send,
            Function<R, A> read,
            Predicate<A> failing,
            Seen<A> seen)
            throws NoGoodAnswer, InterruptedException {
        Duration limit = deadline.remaining();
        if (limit.compareTo(timeout) > 0) {
            limit = timeout;
        }
        boolean before = deadline.wasSent();
        // Before it is sent, for whoever looks while it is under way.
        deadline.markSent();
        CompletableFuture<R> response = send.get();
        try {
            A answer = read.apply(response.get(limit.toNanos(), TimeUnit.NANOSECONDS));
            if (failing.test(answer)) {
                seen.sent = new Sent.Answered<>(answer);
                throw new NoGoodAnswer();
            }
            return answer;
        } catch (TimeoutException e) {
            seen.sent = new Sent.Lost<>("no answer within " + limit);
            throw new NoGoodAnswer();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (neverConnected(cause)) {
                deadline.restoreSent(before);
                seen.sent = new Sent.Held<>(Outcome.Reason.UNREACHABLE, Optional.empty());
            } else {
                seen.sent = new Sent.Lost<>("the connection broke: " + cause);
            }
            throw new NoGoodAnswer();
        } finally {
            response.cancel(true);
        }
    }

    /// Whether an exchange failed before anything of the request can have left: clients wrap the
    /// reason in different ways.
    private static boolean neverConnected(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof HttpConnectTimeoutException
                    || cause instanceof UnresolvedAddressException
                    || cause instanceof UnknownHostException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof SSLHandshakeException) {
                return true;
            }
        }
        return false;
    }

    /// Shows the breaker that an exchange did not go well.
    private static final class NoGoodAnswer extends Exception {

        @Serial private static final long serialVersionUID = 1;

        NoGoodAnswer() {
            super("no good answer", null, false, false);
        }
    }
}
