package dev.pairplane.difftracker.app;

import dev.pairplane.difftracker.config.ClusterConfig;
import dev.pairplane.difftracker.inbound.admin.Access;
import dev.pairplane.difftracker.inbound.admin.DebugRoutes;
import dev.pairplane.difftracker.inbound.admin.Snapshots;
import dev.pairplane.difftracker.inbound.console.ConsolePage;
import dev.pairplane.observability.command.BuildInfo;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// Puts the console and the debug documents on the main port.
@Singleton
final class HttpRoutes {
    private final Snapshots snapshots;
    private final Access access;
    private final Template page;
    private final String cluster;

    HttpRoutes(
            Snapshots snapshots,
            Access access,
            @Location("difftracker") Template page,
            ClusterConfig cluster) {
        this.snapshots = snapshots;
        this.access = access;
        this.page = page;
        this.cluster = cluster.clusterName();
    }

    void attach(@Observes Router router) {
        new DebugRoutes(snapshots, access, InstantSource.system()).attach(router);
        new ConsolePage(page, BuildInfo.read().version(), cluster, snapshots, access)
                .attach(router);
    }
}
