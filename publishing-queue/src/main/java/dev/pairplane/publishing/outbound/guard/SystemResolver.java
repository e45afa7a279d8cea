package dev.pairplane.publishing.outbound.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Resolves as the system does (hosts file, search domains, DNS; the JDK's cache before it) on a
/// few threads of its own, since the system's resolver blocks. All who ask for one name at a time
/// share one question, so a name whose server is dead takes one thread, not one for each alert.
public final class SystemResolver implements HostResolver, AutoCloseable {

    private static final long IDLE_SECONDS = 30;

    private final ConcurrentHashMap<String, CompletableFuture<List<InetAddress>>> asked =
            new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads;

    /// @param threads names looked up at once
    /// @param waiting names that may wait for a thread; one more fails as unknown
    public SystemResolver(int threads, int waiting) {
        this.threads =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(waiting),
                        Thread.ofPlatform().daemon().name("resolver-", 0).factory());
        this.threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public CompletionStage<List<InetAddress>> resolve(String name) {
        var mine = new CompletableFuture<List<InetAddress>>();
        CompletableFuture<List<InetAddress>> first = asked.putIfAbsent(name, mine);
        if (first != null) {
            return first;
        }
        try {
            threads.execute(() -> ask(name, mine));
        } catch (RejectedExecutionException e) {
            asked.remove(name, mine);
            mine.completeExceptionally(
                    new UnknownHostException("too many names wait to be resolved"));
        }
        return mine;
    }

    private void ask(String name, CompletableFuture<List<InetAddress>> answer) {
        try {
            List<InetAddress> addresses = List.of(InetAddress.getAllByName(name));
            asked.remove(name, answer);
            answer.complete(addresses);
        } catch (UnknownHostException | RuntimeException e) {
            asked.remove(name, answer);
            answer.completeExceptionally(e);
        }
    }

    /// Takes no more names.
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
