package dev.pairplane.local;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// `make run`: the platform on this machine, until it is stopped.
final class Launcher implements Activity {

    /// A start takes two seconds; recovery of a full log on a slow disk takes longer.
    private static final Duration READY = Duration.ofSeconds(60);

    private final Installation installation;
    private final List<StorageNode> nodes;
    private final boolean fresh;
    private final PrintStream out;
    private final Children children;

    Launcher(Installation installation, Command.Run command, PrintStream out) {
        this(
                installation,
                IntStream.range(0, command.nodes()).mapToObj(StorageNode::at).toList(),
                command.fresh(),
                out);
    }

    /// @param nodes with ports of the caller's choice
    Launcher(Installation installation, List<StorageNode> nodes, boolean fresh, PrintStream out) {
        this.installation = installation;
        this.nodes = nodes;
        this.fresh = fresh;
        this.out = out;
        this.children = new Children(out);
    }

    @Override
    public void run() throws Failure, InterruptedException {
        try (StateDirectory state = StateDirectory.open(installation.state())) {
            new Preflight()
                    .programs(installation)
                    .ports(nodes.stream().flatMap(node -> node.claims().stream()).toList())
                    .disk(state.path(), nodes.size() * Preflight.DISK_PER_NODE)
                    .finish();
            if (fresh) {
                state.wipe();
            }
            try {
                start(state);
                awaitEnd();
            } finally {
                children.stop();
            }
        }
    }

    private void start(StateDirectory state) throws Failure, InterruptedException {
        out.printf(
                "starting %d storage node%s, state in %s%n",
                nodes.size(), nodes.size() == 1 ? "" : "s", state.path());
        long begin = System.nanoTime();
        List<ChildProcess> started = new ArrayList<>();
        for (StorageNode node : nodes) {
            Path home = state.home(node.name());
            started.add(
                    children.start(
                            node.prepare(
                                    installation,
                                    home,
                                    home.resolve("data"),
                                    state.freshLog(node.name()))));
        }
        try (Answers answers = new Answers()) {
            for (ChildProcess child : started) {
                answers.awaitReady(child, READY);
                out.printf(
                        "%s is ready after %.1f s%n",
                        child.name(), (System.nanoTime() - begin) / 1e9);
            }
            show(answers);
        }
    }

    private void show(Answers answers) throws Failure, InterruptedException {
        out.println();
        new UrlTable(nodes.stream().flatMap(node -> node.urls().stream()).toList())
                .print(out, answers);
        out.println();
        StorageNode first = nodes.getFirst();
        out.printf(
                "  try it:  alias storage-node='%s --sun-misc-unsafe-memory-access=allow -jar"
                        + " %s'%n",
                installation.java(), installation.storageNode());
        for (String words :
                List.of("put demo greeting hello", "get demo greeting", "delete demo greeting")) {
            out.printf("           storage-node %s%s%n", words, first.portOption());
        }
        out.printf("  logs:    %s%n", installation.state().resolve("logs"));
        if (nodes.size() > 1) {
            out.printf(
                    "  note:    the %d storage nodes are independent of each other: they do not"
                            + " replicate yet%n",
                    nodes.size());
        }
        out.println();
        out.println("Ctrl-C stops everything.");
    }

    private void awaitEnd() throws Failure, InterruptedException {
        Optional<ChildProcess> dead = children.awaitDeath();
        if (dead.isPresent()) {
            ChildProcess child = dead.orElseThrow();
            throw child.failure(
                    "ended by itself with exit code %d, so everything was stopped"
                            .formatted(child.exitCode().join()));
        }
    }

    @Override
    public void stop() throws InterruptedException {
        children.stop();
    }

    /// Stopping it is how `make run` is meant to end.
    @Override
    public int exitCodeWhenStopped() {
        return Main.OK;
    }
}
