package dev.pairplane.difftracker.outbound.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.call.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Stands for the controller's serial executor, and waits for what is handed to it.
public final class SerialCalls implements AutoCloseable {

    /// Enough for any call of these tests.
    public static final Duration LONG = Duration.ofSeconds(20);

    private static final String THREAD = "serial";

    private final ExecutorService serial =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().name(THREAD).factory());

    public Executor executor() {
        return serial;
    }

    /// Makes a call on the serial executor and waits for its result, which has to come there.
    public <T> Outcome<T> outcome(Consumer<Consumer<Outcome<T>>> call) throws Exception {
        return start(call).get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    /// Makes a call on the serial executor.
    public <T> CompletableFuture<Outcome<T>> start(Consumer<Consumer<Outcome<T>>> call) {
        var result = new CompletableFuture<Outcome<T>>();
        serial.execute(() ->
                call.accept(outcome -> {
                    if (!Thread.currentThread().getName().equals(THREAD)) {
                        result.completeExceptionally(
                                new AssertionError("handed over on " + Thread.currentThread()));
                    }
                    if (!result.complete(outcome)) {
                        result.obtrudeException(new AssertionError("ended twice"));
                    }
                }));
        return result;
    }

    /// Makes a call that has to succeed and answers with what it brings.
    public <T> T done(Consumer<Consumer<Outcome<T>>> call) throws Exception {
        Outcome<T> outcome = outcome(call);
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done<T>) outcome).value();
    }

    /// Waits until everything handed over so far was taken.
    public void settle() throws InterruptedException, ExecutionException, TimeoutException {
        serial.submit(() -> {}).get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        serial.shutdownNow();
    }
}
