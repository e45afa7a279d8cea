package dev.pairplane.difftracker.outbound.azure.token;

import dev.pairplane.observability.logging.Secret;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Keeps a token until five minutes before its end, or half of a shorter life, and then asks for
/// another. Only one caller asks at a time. While a fresh one is refused the old one serves to its
/// end, and the next attempt waits half a minute.
///
/// Safe for threads.
public final class CachedTokens implements TokenSource {

    private static final Duration MARGIN = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TokenExchange exchange;
    private final LongSupplier nanos;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Kept kept;

    /// @param nanos monotonic time in nanoseconds
    public CachedTokens(TokenExchange exchange, LongSupplier nanos) {
        this.exchange = exchange;
        this.nanos = nanos;
    }

    private record Kept(Secret token, long refreshAt, long endsAt) {}

    @Override
    public Secret token(Duration timeout) throws TokenUnavailable, InterruptedException {
        Kept now = kept;
        if (now != null && now.refreshAt() - nanos.getAsLong() > 0) {
            return now.token();
        }
        long begin = nanos.getAsLong();
        if (!fetching.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new TokenUnavailable("another call is still asking for a token");
        }
        try {
            return fresh(timeout.minusNanos(nanos.getAsLong() - begin));
        } finally {
            fetching.unlock();
        }
    }

    private Secret fresh(Duration timeout) throws TokenUnavailable, InterruptedException {
        Kept now = kept;
        if (now != null && now.refreshAt() - nanos.getAsLong() > 0) {
            return now.token();
        }
        try {
            TokenExchange.Granted granted =
                    exchange.fetch(timeout.isPositive() ? timeout : Duration.ofMillis(1));
            long life = granted.lifetime().toNanos();
            long margin = Math.min(MARGIN.toNanos(), life / 2);
            long at = nanos.getAsLong();
            kept = new Kept(granted.token(), at + life - margin, at + life);
            return granted.token();
        } catch (TokenUnavailable e) {
            long at = nanos.getAsLong();
            if (now == null || now.endsAt() - at <= 0) {
                throw e;
            }
            kept = new Kept(now.token(), at + PATIENCE.toNanos(), now.endsAt());
            return now.token();
        }
    }

    @Override
    public void rejected(Secret token) {
        Kept now = kept;
        if (now != null && now.token().equals(token)) {
            kept = null;
        }
    }
}
