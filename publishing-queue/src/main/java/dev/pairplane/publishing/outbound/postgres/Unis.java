package dev.pairplane.publishing.outbound.postgres;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/// Hibernate's results as the client's.
final class Unis {

    private Unis() {}

    /// Works with a session of its own, which is closed at the end. Hibernate's own `withSession`
    /// keeps it with the caller's context, and callers here may have none.
    static <T> Uni<T> within(
            Mutiny.SessionFactory sessions, Function<Mutiny.Session, Uni<T>> work) {
        return sessions.openSession()
                .flatMap(session -> work.apply(session).eventually(session::close));
    }

    /// Subscribes now.
    static <T> Future<T> future(Uni<T> uni) {
        var promise = Promise.<T>promise();
        var _ = uni.subscribe().with(promise::complete, promise::fail);
        return promise.future();
    }
}
