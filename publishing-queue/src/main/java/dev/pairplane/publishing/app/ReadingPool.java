package dev.pairplane.publishing.app;

import dev.pairplane.publishing.config.DatabaseConfig;
import dev.pairplane.publishing.outbound.postgres.Connections;
import dev.pairplane.publishing.outbound.postgres.PostgresSettings;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;

/// Makes Hibernate's connections, on which this service reads: few, and with the limits that those
/// have on which it writes: what is configured for Quarkus' own pool has none.
@Singleton
final class ReadingPool implements PgPoolCreator {
    private final PostgresSettings settings;

    ReadingPool(DatabaseConfig database) {
        this.settings = PublishingStore.settings(database);
    }

    @Override
    public Pool create(Input input) {
        return new Connections(input.vertx(), input.pgConnectOptionsList().getFirst(), settings)
                .queries(input.poolOptions());
    }
}
