package dev.pairplane.publishing.outbound.webhook;

import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.send.SendResult;
import dev.pairplane.publishing.core.send.Sender;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.outbound.guard.GuardedHosts;
import dev.pairplane.publishing.outbound.webhook.format.BodyFormatter;
import io.opentelemetry.api.trace.Tracer;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Sends alerts to webhooks. Safe for threads; results come on the serial executor.
public final class WebhookSender implements Sender, AutoCloseable {

    private final Executor serial;
    private final Function<String, Optional<Destination>> destinations;
    private final Shared shared;
    private final List<ContextInternal> loops;
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /// What all attempts use.
    record Shared(
            Vertx vertx,
            Clients clients,
            GuardedHosts hosts,
            InstantSource clock,
            WebhookSettings settings,
            BodyFormatter formatter,
            RequestHeaders headers,
            Tracer tracer,
            WebhookListener listener) {}

    /// @param vertx brings the event loops; stays the caller's
    /// @param serial gets the results
    /// @param destinations what is known of a target now, by its name; any thread, quick
    /// @param clock the time of day, which is signed and to which dates in answers are related
    /// @param tracer gets a span of each attempt
    /// @throws IllegalArgumentException when a file with trusted certificates cannot be used
    public WebhookSender(
            Vertx vertx,
            Executor serial,
            Function<String, Optional<Destination>> destinations,
            GuardedHosts hosts,
            InstantSource clock,
            WebhookSettings settings,
            Tracer tracer,
            WebhookListener listener) {
        this.serial = serial;
        this.destinations = destinations;
        this.shared =
                new Shared(
                        vertx,
                        Clients.open(vertx, settings),
                        hosts,
                        clock,
                        settings,
                        new BodyFormatter(),
                        new RequestHeaders(settings.version()),
                        tracer,
                        listener);
        this.loops =
                IntStream.range(0, settings.eventLoops())
                        .mapToObj(_ -> ((VertxInternal) vertx).createEventLoopContext())
                        .toList();
    }

    @Override
    public Sending send(Job job, Target target, int attempt, Consumer<SendResult> done) {
        Optional<Destination> destination = destinations.apply(job.target());
        if (destination.isEmpty() || closed) {
            hand(done, notEvenTried(job.target()));
            return () -> {};
        }
        // One loop for one host, so that a connection is used on the loop it lives on.
        int loop =
                Math.floorMod(
                        destination.orElseThrow().url().getAuthority().hashCode(), loops.size());
        var span = AttemptSpan.begin(shared.tracer(), destination.orElseThrow(), job, attempt);
        var exchange =
                new Exchange(
                        shared,
                        loops.get(loop),
                        destination.orElseThrow(),
                        span.of(job),
                        attempt,
                        (ended, result) -> {
                            span.end(result);
                            open.remove(ended);
                            hand(done, result);
                        });
        open.add(exchange);
        exchange.begin();
        if (closed) {
            exchange.cancel();
        }
        return exchange;
    }

    private SendResult notEvenTried(String name) {
        return closed
                ? new SendResult.Cancelled(false)
                : new SendResult.NotSent(
                        SendResult.Obstacle.INVALID_TARGET,
                        "no target named '" + name + "' is configured any more");
    }

    private void hand(Consumer<SendResult> done, SendResult result) {
        try {
            serial.execute(() -> done.accept(result));
        } catch (RejectedExecutionException e) {
            // The service is gone, and with it whoever waited.
        }
    }

    /// Attempts under way.
    public int underWay() {
        return open.size();
    }

    /// Gives up what is under way and closes all connections. What is sent after this ends as
    /// cancelled.
    @Override
    public void close() {
        closed = true;
        open.forEach(Exchange::cancel);
        shared.clients().close();
    }
}
