package dev.pairplane.storage.inbound.console;

import dev.pairplane.observability.console.Console;
import io.quarkus.qute.Template;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/// Serves the console at `/console`, and sends `/` there.
public final class ConsolePage {
    private final Template page;
    private final Console.Frame frame;
    private final Supplier<NodeView> view;

    /// @param page the template `node`
    /// @param version of the software
    /// @param view what is shown; read at each request
    public ConsolePage(Template page, String version, Supplier<NodeView> view) {
        this.page = page;
        this.frame =
                new Console.Frame(
                        "storage-node",
                        version,
                        List.of(
                                new Console.Link("Node", "/console"),
                                new Console.Link("Metrics", "/metrics"),
                                new Console.Link("Health", "/readyz")));
        this.view = view;
    }

    /// Adds the pages to a router.
    public void attach(Router router) {
        router.get("/")
                .handler(context ->
                        context.response()
                                .setStatusCode(302)
                                .putHeader("Location", Console.ROOT)
                                .end());
        new Console(router, InstantSource.system())
                .page("/", _ -> page.data("frame", frame).data("node", view.get()))
                .page(
                        "/figures",
                        _ ->
                                page.getFragment("figures")
                                        .data("node", view.get())
                                        .data("refresh", true));
    }
}
