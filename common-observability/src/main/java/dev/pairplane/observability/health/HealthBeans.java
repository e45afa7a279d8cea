package dev.pairplane.observability.health;

import io.quarkus.arc.All;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;

/// Makes the health of a service from all its [HealthCheck] beans, unless the service makes its
/// own.
@Singleton
final class HealthBeans {
    /// Before everything that may take long at start, after everything at stop.
    private static final int FIRST = 1;

    private static final int LAST = 10_000;

    @Produces
    @Singleton
    @DefaultBean
    Watchdog watchdog(HealthConfig config) {
        return new Watchdog(System::nanoTime, config.watchdogLimit());
    }

    @Produces
    @Singleton
    @DefaultBean
    Health health(HealthConfig config, Watchdog watchdog, @All List<HealthCheck> checks) {
        return new Health(
                InstantSource.system(), config.interval(), config.checkTimeout(), watchdog, checks);
    }

    void begin(@Observes @Priority(FIRST) StartupEvent event, Health health) {
        health.start();
    }

    void end(@Observes @Priority(LAST) ShutdownEvent event, Health health) {
        health.close();
    }
}
