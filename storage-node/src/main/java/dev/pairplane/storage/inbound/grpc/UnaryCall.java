package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.core.engine.Refusal;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/// One call of a unary method.
///
/// The request is checked on the transport's thread, and answered there if that needs no waiting;
/// else it is executed by the executor, and from then on only the executing thread sends.
final class UnaryCall<Q, A> extends RequestCall<Q, A> {
    private final UnaryMethod<Q, A> method;

    UnaryCall(
            ServerCall<Decoded<Q>, A> call,
            Metadata headers,
            UnaryMethod<Q, A> method,
            Executor executor,
            Duration longestPatience,
            InFlight inFlight,
            RequestListener listener) {
        super(call, headers, method.rpc(), longestPatience, executor, inFlight, listener);
        this.method = method;
    }

    @Override
    void received(Q message) {
        method.violation(message)
                .ifPresentOrElse(
                        violation -> finish(method.invalid(violation)), () -> handOver(message));
    }

    private void handOver(Q message) {
        if (answeredNow(message)) {
            return;
        }
        execute(method.weight(message), () -> run(message));
    }

    private boolean answeredNow(Q message) {
        if (isCancelled() || !caller.patience().isPositive()) {
            return false;
        }
        Optional<Reply<A>> reply;
        try {
            reply = method.executeNow(message, caller);
        } catch (Throwable failure) {
            reply = Optional.of(unexpected(message, failure));
        }
        reply.ifPresent(this::finish);
        return reply.isPresent();
    }

    private void run(Q message) {
        if (isCancelled() && !caller.isExpired()) {
            reportCancelled(0);
            return;
        }
        Duration patience = caller.patience();
        if (!patience.isPositive()) {
            finish(
                    Replies.refused(
                            Refusal.DEADLINE_EXCEEDED,
                            "the deadline passed before the request was begun; nothing was done",
                            true));
            return;
        }
        finish(execute(message, patience));
    }

    /// Every failure, an error of the virtual machine included, must close the call: the caller
    /// would wait for ever.
    private Reply<A> execute(Q message, Duration patience) {
        try {
            return method.execute(message, caller, patience);
        } catch (Throwable failure) {
            return unexpected(message, failure);
        }
    }

    private Reply<A> unexpected(Q message, Throwable failure) {
        listener.failed(method.rpc(), method.about(message), failure);
        return Replies.unexpected();
    }
}
