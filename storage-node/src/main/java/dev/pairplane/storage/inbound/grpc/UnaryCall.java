package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.core.engine.Refusal;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// One call of a unary method, from its headers to its trailers.
///
/// The transport calls in from one thread at a time. The request is checked on that thread, and
/// answered there if that needs no waiting; else it is executed by the executor, and from then on
/// only the executing thread sends. Whatever happens, the call is closed once and the listener
/// hears of it once.
final class UnaryCall<Q, A> extends ServerCall.Listener<Decoded<Q>> {
    private final ServerCall<Decoded<Q>, A> call;
    private final Caller caller;
    private final UnaryMethod<Q, A> method;
    private final Executor executor;
    private final InFlight inFlight;
    private final RequestListener listener;
    private final long started = System.nanoTime();

    private @Nullable Decoded<Q> request;
    private boolean tooMany;
    private boolean handedOver;
    private volatile boolean cancelled;

    UnaryCall(
            ServerCall<Decoded<Q>, A> call,
            Metadata headers,
            UnaryMethod<Q, A> method,
            Executor executor,
            Duration longestPatience,
            InFlight inFlight,
            RequestListener listener) {
        this.call = call;
        this.caller = new Caller(headers, Context.current().getDeadline(), longestPatience);
        this.method = method;
        this.executor = executor;
        this.inFlight = inFlight;
        this.listener = listener;
        // One message is right; asking for two lets a wrong second one be seen.
        call.request(2);
    }

    @Override
    public void onMessage(Decoded<Q> message) {
        tooMany = request != null;
        request = message;
    }

    @Override
    public void onHalfClose() {
        handedOver = true;
        Decoded<Q> received = request;
        request = null;
        if (received == null || tooMany) {
            finish(
                    Replies.undecodable(
                            Status.INVALID_ARGUMENT.withDescription(
                                    "the method takes exactly one request message, and %s came"
                                            .formatted(tooMany ? "more" : "none"))));
            return;
        }
        switch (received) {
            case Decoded.Malformed<Q>(Status status) -> finish(Replies.undecodable(status));
            case Decoded.Message<Q>(Q message) -> check(message);
        }
    }

    @Override
    public void onCancel() {
        cancelled = true;
        if (!handedOver) {
            handedOver = true;
            report(new Ending.Cancelled(), 0);
        }
    }

    private void check(Q message) {
        method.violation(message)
                .ifPresentOrElse(
                        violation -> finish(Replies.invalid(method.refusal(violation), violation)),
                        () -> handOver(message));
    }

    private void handOver(Q message) {
        if (answeredNow(message)) {
            return;
        }
        int weight = method.weight(message);
        if (!inFlight.enter(weight)) {
            finish(
                    Replies.refused(
                            Refusal.MEMORY_PRESSURE,
                            "the requests under way hold all the memory that they may; try again",
                            false));
            return;
        }
        try {
            executor.execute(() -> {
                try {
                    run(message);
                } finally {
                    inFlight.leave(weight);
                }
            });
        } catch (RejectedExecutionException e) {
            inFlight.leave(weight);
            finish(Replies.refused(Refusal.STOPPING, "the node is shutting down", false));
        }
    }

    private boolean answeredNow(Q message) {
        if (cancelled || !caller.patience().isPositive()) {
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
        if (cancelled && !caller.isExpired()) {
            report(new Ending.Cancelled(), 0);
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
        listener.failed(method.rpc(), KeyHash.of(method.key(message)), failure);
        return Replies.unexpected();
    }

    /// Reports first, so that whoever has the answer finds it counted; and answers even if the
    /// listener breaks its promise and throws.
    private void finish(Reply<A> reply) {
        try {
            report(reply.ending(), reply.valueBytes());
        } finally {
            sendOrFail(reply);
        }
    }

    /// An answer that cannot be sent must not leave the call open.
    private void sendOrFail(Reply<A> reply) {
        try {
            send(reply);
        } catch (RuntimeException | Error failure) {
            call.close(
                    Status.INTERNAL.withDescription("the answer could not be sent"),
                    new Metadata());
            throw failure;
        }
    }

    private void send(Reply<A> reply) {
        switch (reply) {
            case Reply.Answer<A>(A message, Metadata trailers, _, _) -> {
                call.sendHeaders(new Metadata());
                call.sendMessage(message);
                call.close(Status.OK, trailers);
            }
            case Reply.Failure<A>(Status status, Metadata trailers, _) ->
                    call.close(status, trailers);
        }
    }

    private void report(Ending ending, long valueBytes) {
        listener.ended(method.rpc(), ending, System.nanoTime() - started, valueBytes);
    }
}
