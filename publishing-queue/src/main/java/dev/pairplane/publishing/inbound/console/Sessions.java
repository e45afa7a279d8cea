package dev.pairplane.publishing.inbound.console;

import dev.pairplane.observability.http.BearerTokens.Token;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The sessions of those who signed in. They are lost with the process. Thread-safe.
///
/// Kept by the digests of their ids, so that how long a look-up takes says nothing about an id.
final class Sessions {
    private final ConsoleSettings settings;
    private final Secrets secrets;
    private final LongSupplier nanos;

    /// The one that was not used for the longest time first.
    private final LinkedHashMap<String, Session> byDigest = new LinkedHashMap<>();

    private record Session(Token token, long began, long used) {}

    Sessions(ConsoleSettings settings, Secrets secrets, LongSupplier nanos) {
        this.settings = settings;
        this.secrets = secrets;
        this.nanos = nanos;
    }

    /// Begins a session, and returns its id.
    synchronized String begin(Token token) {
        long now = nanos.getAsLong();
        byDigest.values().removeIf(session -> over(session, now));
        while (byDigest.size() >= settings.sessions()) {
            byDigest.pollFirstEntry();
        }
        String id = secrets.fresh();
        byDigest.put(secrets.digest(id), new Session(token, now, now));
        return id;
    }

    /// The token that a session was begun with; empty when there is none, or it is over.
    ///
    /// @param use whether this counts as use of the session
    synchronized Optional<Token> find(String id, boolean use) {
        String digest = secrets.digest(id);
        Session session = byDigest.get(digest);
        if (session == null) {
            return Optional.empty();
        }
        long now = nanos.getAsLong();
        if (over(session, now)) {
            byDigest.remove(digest);
            return Optional.empty();
        }
        if (use) {
            byDigest.remove(digest);
            byDigest.put(digest, new Session(session.token(), session.began(), now));
        }
        return Optional.of(session.token());
    }

    /// Ends a session, if there is one.
    synchronized void end(String id) {
        byDigest.remove(secrets.digest(id));
    }

    private boolean over(Session session, long now) {
        return now - session.began() >= settings.lifetime().toNanos()
                || now - session.used() >= settings.idle().toNanos();
    }
}
