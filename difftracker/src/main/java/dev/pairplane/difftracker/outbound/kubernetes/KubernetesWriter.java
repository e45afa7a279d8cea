package dev.pairplane.difftracker.outbound.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.core.kubernetes.Kubernetes;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.outbound.guard.CallRunner;
import dev.pairplane.difftracker.outbound.guard.Deadline;
import dev.pairplane.difftracker.outbound.guard.Sent;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The port to Kubernetes, for what the controller writes.
///
/// Safe for threads. Each call has a virtual thread of its own; results go to the serial executor.
/// Within a call, a conflict leads to a fresh read and a fresh decision, until the timeout; nothing
/// else is repeated. As many calls work at once as the guard lets through besides the events' one;
/// more wait for their turn, first come first served: after a start every Service of a large
/// cluster may have to be written, and what the guard turned away would come back only after a
/// wait.
public final class KubernetesWriter implements Kubernetes, AutoCloseable {

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final KubeTransport transport;
    private final CallRunner calls;
    private final Semaphore turns;
    private final EventRecorder events;
    private final Clock clock;

    /// @param client whose connection and credentials are used; stays the caller's to close
    /// @param serial the controller's serial executor, which gets the results
    /// @param clock for times in conditions and events
    /// @param listener told of every exchange
    public KubernetesWriter(
            KubernetesClient client,
            KubernetesSettings settings,
            Executor serial,
            Clock clock,
            KubernetesCallListener listener) {
        this.transport = new KubeTransport(client, settings.limits(), listener);
        this.calls = new CallRunner("kubernetes", serial);
        this.turns = new Semaphore(settings.limits().atOnce() - 1, true);
        this.events = new EventRecorder(transport, settings, clock, listener);
        this.clock = clock;
    }

    @Override
    public void protect(
            ObjectRef service,
            boolean standard,
            Duration timeout,
            Consumer<Outcome<Written>> done) {
        write(service, timeout, fresh -> ServicePatches.protect(fresh, service, standard), done);
    }

    @Override
    public void release(ObjectRef service, Duration timeout, Consumer<Outcome<Written>> done) {
        write(service, timeout, fresh -> ServicePatches.release(fresh, service), done);
    }

    @Override
    public void publish(
            ObjectRef service,
            IpAddress address,
            Duration timeout,
            Consumer<Outcome<Written>> done) {
        write(service, timeout, fresh -> ServicePatches.publish(fresh, service, address), done);
    }

    @Override
    public void withdraw(
            ObjectRef service,
            IpAddress address,
            Duration timeout,
            Consumer<Outcome<Written>> done) {
        write(service, timeout, fresh -> ServicePatches.withdraw(fresh, service, address), done);
    }

    @Override
    public void accept(
            ObjectRef service,
            ServiceObject.Condition condition,
            Duration timeout,
            Consumer<Outcome<Written>> done) {
        write(
                service,
                timeout,
                fresh -> ServicePatches.accept(fresh, service, condition, clock.instant()),
                done);
    }

    @Override
    public void record(ObjectRef service, EventType type, String reason, String message) {
        events.record(service, type, reason, message);
    }

    /// Decides on a Service as read, null when there is none.
    private interface Decision extends Function<@Nullable JsonNode, ServicePatches.Plan> {}

    private void write(
            ObjectRef service,
            Duration timeout,
            Decision decision,
            Consumer<Outcome<Written>> done) {
        calls.run(timeout, deadline -> writeInTurn(service, decision, deadline), done);
    }

    private Outcome<Written> writeInTurn(ObjectRef service, Decision decision, Deadline deadline)
            throws InterruptedException {
        if (!turns.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            return new Outcome.NotSent<>(Outcome.Reason.BULKHEAD_FULL, Optional.empty());
        }
        try {
            return write(service, decision, deadline);
        } finally {
            turns.release();
        }
    }

    private Outcome<Written> write(ObjectRef service, Decision decision, Deadline deadline)
            throws InterruptedException {
        Outcome<Written> last = deadline.expired();
        Duration pause = FIRST_PAUSE;
        do {
            Attempt attempt = attempt(service, decision, deadline);
            if (!attempt.again()) {
                return attempt.outcome();
            }
            last = attempt.outcome();
            pause = pause.multipliedBy(2);
            if (pause.compareTo(LONGEST_PAUSE) > 0) {
                pause = LONGEST_PAUSE;
            }
        } while (deadline.pause(pause));
        return last;
    }

    /// What one read and write came to.
    ///
    /// @param again whether it was a conflict, so that another read may decide otherwise
    private record Attempt(Outcome<Written> outcome, boolean again) {

        static Attempt over(Outcome<Written> outcome) {
            return new Attempt(outcome, false);
        }

        static Attempt written(Written written) {
            return over(new Outcome.Done<>(written));
        }
    }

    private Attempt attempt(ObjectRef service, Decision decision, Deadline deadline)
            throws InterruptedException {
        String path = KubeTransport.service(service);
        Sent<KubeAnswer> read = transport.get(KubernetesOperation.GET_SERVICE, path, deadline);
        if (!(read instanceof Sent.Answered(var answer))) {
            return Attempt.over(unanswered(read));
        }
        if (!answer.isSuccess() && answer.status() != NOT_FOUND) {
            return Attempt.over(new Outcome.Refused<>(answer.error()));
        }
        JsonNode fresh = answer.isSuccess() ? answer.body() : null;
        return switch (decision.apply(fresh)) {
            case ServicePatches.Plan.Gone() -> Attempt.written(Written.GONE);
            case ServicePatches.Plan.Fine() -> Attempt.written(Written.UNCHANGED);
            case ServicePatches.Plan.Send(var status, var patch) ->
                    patched(
                            status
                                    ? transport.patch(
                                            KubernetesOperation.PATCH_SERVICE_STATUS,
                                            path + "/status",
                                            KubeTransport.Patch.MERGE,
                                            patch,
                                            deadline)
                                    : transport.patch(
                                            KubernetesOperation.PATCH_SERVICE,
                                            path,
                                            KubeTransport.Patch.STRATEGIC_MERGE,
                                            patch,
                                            deadline));
        };
    }

    private static Attempt patched(Sent<KubeAnswer> sent) {
        if (!(sent instanceof Sent.Answered(var answer))) {
            return Attempt.over(unanswered(sent));
        }
        return switch (answer.status()) {
            // It went between the read and the write: the next read says so.
            case NOT_FOUND, CONFLICT, UNPROCESSABLE ->
                    new Attempt(new Outcome.Refused<>(answer.error()), true);
            default ->
                    answer.isSuccess()
                            ? Attempt.written(Written.CHANGED)
                            : Attempt.over(new Outcome.Refused<>(answer.error()));
        };
    }

    private static Outcome<Written> unanswered(Sent<KubeAnswer> sent) {
        return switch (sent) {
            case Sent.Answered<KubeAnswer> _ -> throw new IllegalStateException("it was answered");
            case Sent.Lost(var why) -> new Outcome.Unanswered<>(why);
            case Sent.Held(var reason, var retryAfter) -> new Outcome.NotSent<>(reason, retryAfter);
        };
    }

    /// Takes no more calls and no more events, and cuts what is under way.
    @Override
    public void close() {
        calls.close();
        events.close();
    }
}
