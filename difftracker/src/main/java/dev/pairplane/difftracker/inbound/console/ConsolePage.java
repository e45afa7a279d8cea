package dev.pairplane.difftracker.inbound.console;

import dev.pairplane.difftracker.core.engine.Snapshot;
import dev.pairplane.difftracker.inbound.admin.Access;
import dev.pairplane.difftracker.inbound.admin.DebugRoutes;
import dev.pairplane.difftracker.inbound.admin.Snapshots;
import dev.pairplane.observability.console.Console;
import dev.pairplane.observability.http.RequestIds;
import io.quarkus.qute.Template;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/// Serves the console at `/console`, and sends `/` there.
public final class ConsolePage {
    private static final String FIGURES = "/figures";

    private final Template page;
    private final Console.Frame frame;
    private final String cluster;
    private final Snapshots snapshots;
    private final Access access;

    /// @param page the template `difftracker`
    /// @param version of the software
    /// @param cluster the cluster's name
    /// @param snapshots what is shown; taken at each request
    /// @param access who may look
    public ConsolePage(
            Template page, String version, String cluster, Snapshots snapshots, Access access) {
        this.page = page;
        this.frame =
                new Console.Frame(
                        "difftracker",
                        version,
                        List.of(
                                new Console.Link("Services", Console.ROOT),
                                new Console.Link("State", DebugRoutes.ROOT + "/state"),
                                new Console.Link("Health", "/readyz")));
        this.cluster = cluster;
        this.snapshots = snapshots;
        this.access = access;
    }

    /// Adds the pages to a router.
    public void attach(Router router) {
        router.get("/")
                .handler(context ->
                        context.response()
                                .setStatusCode(302)
                                .putHeader("Location", Console.ROOT)
                                .end());
        for (String path : List.of(Console.ROOT, Console.ROOT + FIGURES)) {
            router.get(path).handler(new RequestIds()).handler(access.pages());
        }
        new Console(router, InstantSource.system())
                .page("/", context -> page.data("frame", frame).data("now", view(context)))
                .page(
                        FIGURES,
                        context ->
                                page.getFragment("figures")
                                        .data("now", view(context))
                                        .data("fresh", true));
    }

    private OverviewView view(RoutingContext context) throws IOException, InterruptedException {
        Snapshot now =
                snapshots
                        .take()
                        .orElseThrow(
                                () -> new IOException("the controller did not hand out its state"));
        return Overview.of(
                cluster,
                now,
                snapshots.totals(),
                Overview.Query.of(
                        parameter(context, "state"),
                        parameter(context, "q"),
                        parameter(context, "page")));
    }

    private static String parameter(RoutingContext context, String name) {
        return Objects.requireNonNullElse(context.request().getParam(name), "");
    }
}
