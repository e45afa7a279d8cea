package dev.pairplane.publishing.outbound.webhook;

import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.send.SendResult;
import dev.pairplane.publishing.core.send.SendResult.Failure;
import dev.pairplane.publishing.core.send.SendResult.Obstacle;
import dev.pairplane.publishing.core.send.Sender;
import dev.pairplane.publishing.outbound.guard.Lookup;
import dev.pairplane.publishing.outbound.webhook.format.CutText;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// One attempt. Everything in it runs on one event loop, but its beginning and [#cancel].
final class Exchange implements Sender.Sending {

    private static final int MAX_REASON = 200;

    private final WebhookSender.Shared shared;
    private final ContextInternal loop;
    private final Destination destination;
    private final Job job;
    private final int attempt;
    private final BiConsumer<Exchange, SendResult> done;
    private final long startedAt = System.nanoTime();

    private byte[] body = {};
    private MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    private @Nullable HttpClientRequest request;
    private long timer = -1;
    private boolean written;
    private boolean reconnected;
    private boolean over;

    Exchange(
            WebhookSender.Shared shared,
            ContextInternal loop,
            Destination destination,
            Job job,
            int attempt,
            BiConsumer<Exchange, SendResult> done) {
        this.shared = shared;
        this.loop = loop;
        this.destination = destination;
        this.job = job;
        this.attempt = attempt;
        this.done = done;
    }

    /// Any thread; returns at once.
    void begin() {
        onLoop(this::prepare);
    }

    @Override
    public void cancel() {
        onLoop(() -> {
            made(new SendResult.Cancelled(written), "cancelled");
            abort();
        });
    }

    private void onLoop(Runnable step) {
        try {
            loop.runOnContext(_ -> {
                try {
                    step.run();
                } catch (RuntimeException e) {
                    failed(e);
                }
            });
        } catch (RejectedExecutionException | IllegalStateException e) {
            done.accept(this, new SendResult.Cancelled(false));
        }
    }

    private void failed(Throwable failure) {
        made(new SendResult.Failed("failed inside: " + failure.getClass().getName()), "internal");
        abort();
    }

    // The steps, in order.

    private void prepare() {
        if (over) {
            return;
        }
        try {
            body = shared.formatter().render(destination.format(), job, destination.name());
        } catch (IOException | RuntimeException e) {
            notSent(
                    Obstacle.FORMAT_FAILED,
                    "the body could not be made: " + e.getClass().getName());
            return;
        }
        if (body.length > destination.maxBody()) {
            notSent(
                    Obstacle.PAYLOAD_TOO_LARGE,
                    "the body has "
                            + body.length
                            + " bytes, the target takes at most "
                            + destination.maxBody());
            return;
        }
        try {
            headers =
                    shared.headers().of(destination, job, attempt, shared.clock().instant(), body);
        } catch (RequestHeaders.Refused e) {
            notSent(Obstacle.INVALID_TARGET, String.valueOf(e.getMessage()));
            return;
        }
        timer = shared.vertx().setTimer(Math.max(1, remaining().toMillis()), _ -> timedOut());
        look();
    }

    private Duration remaining() {
        return destination.timeout().minusNanos(System.nanoTime() - startedAt);
    }

    private void look() {
        var limit =
                shared.vertx()
                        .setTimer(
                                shared.settings().connectTimeout().toMillis(),
                                _ -> notConnected(Failure.DNS, "no answer to the look-up in time"));
        shared.hosts()
                .look(destination.url().getHost(), destination.port())
                .whenComplete((lookup, failure) -> {
                    if (loop.inThread()) {
                        looked(limit, lookup, failure);
                    } else {
                        onLoop(() -> looked(limit, lookup, failure));
                    }
                });
    }

    private void looked(long limit, @Nullable Lookup lookup, @Nullable Throwable failure) {
        shared.vertx().cancelTimer(limit);
        if (over) {
            return;
        }
        switch (lookup) {
            case null -> failed(failure == null ? new IllegalStateException() : failure);
            case Lookup.Unknown(String why) -> notConnected(Failure.DNS, why);
            case Lookup.Forbidden(String why) -> {
                shared.listener().on(new WebhookEvent.AddressRefused(destination.name(), why));
                finish(new SendResult.NotSent(Obstacle.FORBIDDEN_ADDRESS, why));
            }
            case Lookup.Allowed(List<InetAddress> addresses) -> connect(addresses, 0);
        }
    }

    private void connect(List<InetAddress> addresses, int index) {
        boolean https = destination.isHttps();
        RequestOptions options =
                new RequestOptions()
                        .setMethod(HttpMethod.valueOf(destination.method().name()))
                        .setSsl(https)
                        .setHost(destination.url().getHost())
                        .setPort(destination.port())
                        .setURI(destination.requestTarget())
                        .setFollowRedirects(false)
                        // The checked address, resolved: nobody looks the name up again.
                        .setServer(
                                SocketAddress.inetSocketAddress(
                                        new InetSocketAddress(
                                                addresses.get(index), destination.port())));
        var client = https ? shared.clients().tls() : shared.clients().plain();
        client.request(options)
                .onComplete(connected -> {
                    if (over) {
                        connected.map(HttpClientRequest::reset);
                    } else if (connected.succeeded()) {
                        write(connected.result(), addresses, index);
                    } else {
                        unconnected(connected.cause(), addresses, index);
                    }
                });
    }

    private void unconnected(Throwable cause, List<InetAddress> addresses, int index) {
        Failure failure = ConnectFailure.of(cause, destination.isHttps());
        int next = index + 1;
        if (ConnectFailure.isOfAddress(failure)
                && next < Math.min(addresses.size(), shared.settings().addressesTried())) {
            connect(addresses, next);
        } else {
            notConnected(failure, ConnectFailure.text(failure) + reason(cause));
        }
    }

    private void write(HttpClientRequest connected, List<InetAddress> addresses, int index) {
        request = connected;
        connected.headers().addAll(headers);
        connected.exceptionHandler(cause -> {
            if (connected.equals(request)) {
                broken(cause);
            }
        });
        Future<HttpClientResponse> response = connected.response();
        written = true;
        Future<Void> end = connected.end(Buffer.buffer(body));
        if (end.failed() && !reconnected) {
            // It failed in the turn it was made: the pool's connection had died unnoticed, and
            // not a byte was taken. The attempt has not begun.
            reconnected = true;
            written = false;
            request = null;
            connect(addresses, index);
            return;
        }
        response.onComplete(answered -> {
            if (!connected.equals(request) || over) {
                return;
            }
            if (answered.succeeded()) {
                read(answered.result());
            } else {
                broken(answered.cause());
            }
        });
    }

    private void read(HttpClientResponse response) {
        Buffer read = Buffer.buffer();
        response.exceptionHandler(this::broken);
        response.handler(part -> {
            int room = shared.settings().maxAnswer() - read.length();
            if (over) {
                return;
            }
            if (part.length() > room) {
                read.appendBuffer(part.getBuffer(0, room));
                answered(response, read, true);
                abort();
            } else {
                read.appendBuffer(part);
            }
        });
        response.endHandler(_ -> answered(response, read, false));
    }

    // The ends.

    private void answered(HttpClientResponse response, Buffer read, boolean cut) {
        Optional<Duration> retryAfter =
                Optional.ofNullable(response.getHeader("Retry-After"))
                        .flatMap(text -> RetryAfter.parse(text, shared.clock().instant()));
        String excerpt =
                read.length() == 0 ? "" : new Masker(destination).excerpt(read.getBytes(), cut);
        made(new SendResult.Answered(response.statusCode(), retryAfter, excerpt), "none");
    }

    private void broken(Throwable cause) {
        if (!over) {
            made(
                    new SendResult.Unanswered(
                            false, "the connection ended before the answer" + reason(cause)),
                    "connection_lost");
            abort();
        }
    }

    private void timedOut() {
        if (written) {
            made(
                    new SendResult.Unanswered(
                            true, "no whole answer within " + destination.timeout()),
                    "response_timeout");
            abort();
        } else {
            notConnected(Failure.TIMEOUT, "no connection within " + destination.timeout());
        }
    }

    private void notConnected(Failure failure, String detail) {
        made(new SendResult.NotConnected(failure, detail), failure.name().toLowerCase(Locale.ROOT));
    }

    private void notSent(Obstacle obstacle, String detail) {
        shared.listener()
                .on(
                        new WebhookEvent.NotMade(
                                destination.name(), obstacle.name().toLowerCase(Locale.ROOT)));
        finish(new SendResult.NotSent(obstacle, detail));
    }

    private void made(SendResult result, String error) {
        if (over) {
            return;
        }
        String statusClass =
                result instanceof SendResult.Answered answered
                        ? answered.status() / 100 + "xx"
                        : "none";
        shared.listener()
                .on(
                        new WebhookEvent.RequestMade(
                                destination.name(),
                                destination.method().name(),
                                statusClass,
                                error,
                                Duration.ofNanos(System.nanoTime() - startedAt),
                                body.length));
        finish(result);
    }

    private void finish(SendResult result) {
        if (!over) {
            over = true;
            if (timer >= 0) {
                shared.vertx().cancelTimer(timer);
            }
            done.accept(this, result);
        }
    }

    /// Ends the request. After the result was told: what the request reports of its end is nothing
    /// new then.
    private void abort() {
        HttpClientRequest current = request;
        request = null;
        if (current != null) {
            current.reset();
        }
    }

    /// The innermost reason in words, without secrets.
    private String reason(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < MAX_REASON; depth++) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? ""
                : ": " + CutText.to(MAX_REASON, new Masker(destination).mask(message));
    }
}
