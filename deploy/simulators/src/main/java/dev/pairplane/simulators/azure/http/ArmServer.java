package dev.pairplane.simulators.azure.http;

import dev.pairplane.simulators.azure.cloud.Cloud;
import dev.pairplane.simulators.azure.cloud.Timer;
import dev.pairplane.simulators.azure.fault.Behaviour;
import dev.pairplane.simulators.azure.fault.Faults;
import dev.pairplane.simulators.http.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/// The simulator's HTTP server. Safe for threads.
public final class ArmServer implements AutoCloseable {

    /// Figures that stay as they are.
    ///
    /// @param port 0 for any free one
    /// @param bodyLimit bytes of a request's body
    /// @param journalLimit requests that are remembered
    public record Settings(
            int port, SortedSet<String> apiVersions, int bodyLimit, int journalLimit) {}

    private final Journal journal;
    private final Activity activity = new Activity();
    private final ArmHandler handler;
    private final LoopbackServer server;

    /// Listens from now on.
    ///
    /// @throws IOException when the port is taken
    public ArmServer(
            Settings settings,
            Cloud cloud,
            Faults faults,
            Admin admin,
            Timer timer,
            Clock clock,
            Behaviour behaviour)
            throws IOException {
        this.journal = new Journal(settings.journalLimit());
        Control control = new Control(cloud, faults, journal, admin, this::behaviour, this::behave);
        this.handler =
                new ArmHandler(
                        new Arm(cloud, settings.apiVersions(), settings.bodyLimit()),
                        control,
                        faults,
                        journal,
                        activity,
                        timer,
                        clock,
                        settings.bodyLimit(),
                        behaviour);
        this.server = LoopbackServer.start(settings.port(), handler);
    }

    public URI uri() {
        return server.uri();
    }

    public Behaviour behaviour() {
        return handler.behaviour();
    }

    /// Takes effect with the next request.
    public void behave(Behaviour behaviour) {
        handler.behave(behaviour);
    }

    /// The requests that the journal still has, oldest first.
    ///
    /// @param after the number of the last one that is known already; 0 for all
    public List<RecordedCall> calls(long after) {
        return journal.after(after);
    }

    /// How many requests there were, by `METHOD path`.
    public SortedMap<String, Long> counts() {
        return journal.counts();
    }

    /// Effects that are still to come late do not come any more.
    public void forgetLate() {
        handler.forgetLate();
    }

    public void clearJournal() {
        journal.clear();
    }

    /// Waits until no request is being worked on; those that hang do not count.
    ///
    /// @return whether that came before the time was over
    public boolean awaitIdle(Duration limit) throws InterruptedException {
        return activity.await(limit);
    }

    @Override
    public void close() {
        server.close();
    }
}
