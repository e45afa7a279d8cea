package dev.pairplane.storage.inbound.grpc;

import dev.pairplane.storage.core.engine.Refusal;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// One call that takes one request message, from its headers to its trailers.
///
/// The transport calls in from one thread at a time. Whatever happens, the call is closed once and
/// the listener hears of it once.
abstract class RequestCall<Q, A> extends ServerCall.Listener<Decoded<Q>> {
    final ServerCall<Decoded<Q>, A> call;
    final Caller caller;
    final RequestListener listener;
    private final Rpc rpc;
    private final Executor executor;
    private final InFlight inFlight;
    private final long started = System.nanoTime();

    private @Nullable Decoded<Q> request;
    private boolean tooMany;
    private boolean handedOver;
    private volatile boolean cancelled;

    RequestCall(
            ServerCall<Decoded<Q>, A> call,
            Metadata headers,
            Rpc rpc,
            Duration longestPatience,
            Executor executor,
            InFlight inFlight,
            RequestListener listener) {
        this.call = call;
        this.caller = new Caller(headers, Context.current().getDeadline(), longestPatience);
        this.rpc = rpc;
        this.executor = executor;
        this.inFlight = inFlight;
        this.listener = listener;
        // One message is right; asking for two lets a wrong second one be seen.
        call.request(2);
    }

    /// The request has come. From now on the call is closed by whoever this hands it to.
    abstract void received(Q message);

    /// Has the executor do what may block, or refuses the call.
    ///
    /// @param weight bytes that it takes in memory meanwhile
    /// @param work closes the call
    final void execute(int weight, Runnable work) {
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
                    work.run();
                } finally {
                    inFlight.leave(weight);
                }
            });
        } catch (RejectedExecutionException e) {
            inFlight.leave(weight);
            finish(Replies.refused(Refusal.STOPPING, "the node is shutting down", false));
        }
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
            case Decoded.Message<Q>(Q message) -> received(message);
        }
    }

    @Override
    public void onCancel() {
        cancelled = true;
        if (!handedOver) {
            handedOver = true;
            reportCancelled(0);
        }
    }

    /// Whether the caller has given up, or its deadline has passed.
    final boolean isCancelled() {
        return cancelled;
    }

    /// Reports first, so that whoever has the answer finds it counted; and answers even if the
    /// listener breaks its promise and throws.
    final void finish(Reply<A> reply) {
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

    /// The caller has gone: there is nobody to answer.
    final void reportCancelled(long valueBytes) {
        report(new Ending.Cancelled(), valueBytes);
    }

    final void report(Ending ending, long valueBytes) {
        listener.ended(rpc, ending, System.nanoTime() - started, valueBytes);
    }
}
