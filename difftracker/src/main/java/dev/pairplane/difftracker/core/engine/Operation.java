package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.azure.Azure;
import dev.pairplane.difftracker.core.azure.ResourceIds;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.core.kubernetes.Kubernetes;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.time.Duration;
import java.util.function.Consumer;

/// One try of one service's create or delete: a chain of calls, each begun when the one before has
/// ended.
abstract class Operation {

    /// What an operation works with.
    ///
    /// @param azure the port to Azure
    /// @param kubernetes the port to Kubernetes
    /// @param shapes what resources shall look like
    /// @param knowledge what is known of them
    /// @param registrations what the gateway has
    /// @param settings limits
    /// @param world what else is asked of, and told to, the engine
    record Tools(
            Azure azure,
            Kubernetes kubernetes,
            Shapes shapes,
            Knowledge knowledge,
            Registrations registrations,
            ControllerSettings settings,
            World world) {}

    /// The engine, as an operation sees it.
    interface World {

        /// Monotonic time.
        long now();

        /// Whether the operation is still what the service needs; a create that was overtaken by a
        /// deletion stops.
        boolean isWanted(ServiceKey key, Ticket ticket);

        /// Whether the gateway has, or may have, addresses of a service.
        boolean hasAddresses(ServiceKey key);

        /// The gateway's entry of a service has changed, so references to it may be sent, or not
        /// any more.
        void registrationChanged(ServiceKey key);

        /// The service's public address is known.
        void addressKnown(ServiceKey key);

        /// Azure answered with success.
        void azureAnswered();

        /// A step failed that a later step makes good, or reports again.
        void substepFailed(ServiceKey key, String step, String message);

        /// The operation is over.
        void ended(ServiceKey key, Ticket ticket, Result result);
    }

    /// What an operation came to.
    sealed interface Result {

        record Success() implements Result {}

        record ServiceGone() implements Result {}

        record Failed(Failure failure) implements Result {}
    }

    final Tools tools;
    final Tracked service;
    final ServiceKey key;
    final ObjectRef object;
    final Ticket ticket;
    private final long deadline;
    private boolean over;

    Operation(Tools tools, Tracked service, Ticket ticket) {
        this.tools = tools;
        this.service = service;
        this.key = service.key();
        this.object = service.object();
        this.ticket = ticket;
        this.deadline = tools.world().now() + tools.settings().operationTimeout().toNanos();
    }

    /// Makes the first call.
    abstract void begin();

    String publicIpName() {
        return ResourceIds.publicIpName(key);
    }

    String loadBalancerName() {
        return ResourceIds.loadBalancerName(key);
    }

    /// How long the next call may take. It is at least a moment, so that a call is never begun
    /// without any time.
    Duration timeout() {
        Duration rest = Duration.ofNanos(deadline - tools.world().now());
        Duration call = tools.settings().callTimeout();
        Duration least = Duration.ofMillis(1);
        Duration time = rest.compareTo(call) < 0 ? rest : call;
        return time.compareTo(least) < 0 ? least : time;
    }

    /// Whether there is a point in another call; if not, the operation has been ended.
    boolean goesOn() {
        if (over) {
            return false;
        }
        if (!tools.world().isWanted(key, ticket)) {
            fail(
                    new Failure.Transient(
                            "stopped, because it is not wanted any more", ErrorCode.STOPPED));
            return false;
        }
        if (deadline - tools.world().now() <= 0) {
            fail(new Failure.Transient("the operation took too long", ErrorCode.TIMEOUT));
            return false;
        }
        return true;
    }

    /// Wraps what is done with an answer, so that a fault in it fails this try and nothing else.
    <T> Consumer<Outcome<T>> then(Consumer<Outcome<T>> step) {
        return outcome -> {
            try {
                step.accept(outcome);
            } catch (RuntimeException e) {
                fail(new Failure.Transient("internal error: " + e, ErrorCode.UNKNOWN));
            }
        };
    }

    /// Like [#then], for a call to Azure that changes something of this service: takes note of what
    /// it leaves behind.
    <T> Consumer<Outcome<T>> afterWrite(Consumer<Outcome<T>> step) {
        return then(outcome -> {
            if (leavesDoubt(outcome)) {
                tools.knowledge().doubt(key, tools.world().now() + lateness());
            }
            if (outcome instanceof Outcome.Done<T>) {
                tools.world().azureAnswered();
            }
            step.accept(outcome);
        });
    }

    static boolean leavesDoubt(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Unanswered<?> _ -> true;
            case Outcome.Refused<?>(var error) -> error.leavesDoubt();
            case Outcome.Done<?> _, Outcome.NotSent<?> _ -> false;
        };
    }

    private long lateness() {
        return tools.settings().callTimeout().toNanos();
    }

    void fail(Failure failure) {
        end(new Result.Failed(failure));
    }

    void fail(String what, Outcome<?> outcome) {
        fail(Failures.of(what, outcome));
    }

    void end(Result result) {
        if (!over) {
            over = true;
            tools.world().ended(key, ticket, result);
        }
    }
}
