package dev.pairplane.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The storage node's part of the demo: one node at work, killed twice, with every result verified
/// from outside.
final class StorageDemo {

    private static final int KEYS = 1000;
    private static final int CLIENTS = 8;

    /// For one request over all its attempts, with a restart of the node in between.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// For the first request, to a node that has just said that it is ready.
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(3);

    private final Installation installation;
    private final Command.Demo command;
    private final DemoOutput out;
    private final Children children;
    private final StorageNode node;

    /// @param children no others
    StorageDemo(
            Installation installation, Command.Demo command, DemoOutput out, Children children) {
        this.installation = installation;
        this.command = command;
        this.out = out;
        this.children = children;
        List<Integer> free = Ports.free(2);
        this.node = new StorageNode(0, command.nodePort().orElse(free.get(0)), free.get(1));
    }

    /// What it is going to run.
    StorageNode program() {
        return node;
    }

    /// Runs it to its end, with an orderly stop.
    ///
    /// @return what was verified, in half a sentence
    String run(StateDirectory state, Answers answers) throws Failure, InterruptedException {
        Path home = state.home(node.name());
        Path data = command.dataDirectory().map(Path::toAbsolutePath).orElse(home.resolve("data"));
        new Preflight().dataDirectory(data).finish();
        DemoProcess process =
                new DemoProcess(
                        node.prepare(installation, home, data, state.freshLog(node.name())),
                        children,
                        answers);

        out.step(
                "start a storage node, for %d clients, %d keys and two kill -9"
                        .formatted(CLIENTS, KEYS));
        Duration took = process.start();
        out.note(
                "ready after %s as process %d: gRPC %s:%d, console %s"
                        .formatted(
                                DemoOutput.seconds(took),
                                process.pid(),
                                Program.HOST,
                                node.grpcPort(),
                                node.page("/")));
        int port = command.clientPort().orElse(node.grpcPort());
        // A tenant of its own for each demo: a data directory that was named keeps earlier ones.
        String tenant = "demo-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        reach(port, tenant, process);
        try (DemoClient client = new DemoClient(Program.HOST, port, tenant, PATIENCE, process)) {
            return work(client, process);
        }
    }

    /// Says soon, and before any work, when the clients cannot reach the node.
    private void reach(int port, String tenant, DemoProcess process)
            throws Failure, InterruptedException {
        try (DemoClient client =
                new DemoClient(Program.HOST, port, tenant, FIRST_PATIENCE, process)) {
            if (client.read("nothing").found()) {
                throw new Failure("a key that nobody wrote is there");
            }
        }
        out.ok("clients reach it; a key that nobody wrote is not found");
    }

    private String work(DemoClient client, DemoProcess process)
            throws Failure, InterruptedException {
        DemoWrites writes = new DemoWrites(client, KEYS, CLIENTS, out);
        DemoWrites.Accident accident = writeThroughAKill(writes, client, process);

        out.step("read every acknowledged key");
        int verified = writes.verify();
        out.ok("%d of %d are there, with their values and clocks".formatted(verified, KEYS));

        DemoSteps steps = new DemoSteps(client, out);
        out.step("conflicting versions, and a delete");
        Clock join = steps.keepsBothOfTwoConcurrentVersions();
        steps.replacesBothByOneThatKnowsThem(join);
        steps.deletes();

        out.step("kill -9 again, and restart");
        restart(process, process.kill());
        steps.stillHasTheDelete();
        steps.ignoresAWriteFromBeforeTheDelete();
        steps.stillHasTheReplacement(join);

        out.step("stop in order (SIGTERM)");
        process.check();
        children.stop();
        process.requireOrderlyEnd();
        out.ok("exit code 0");

        return "verified %d of %d acknowledged keys after kill -9 (%d acknowledged before it, %d requests in flight, %d attempts repeated), 2 concurrent versions kept and replaced by 1, 1 delete kept across another kill -9, 1 older write without effect"
                .formatted(
                        verified,
                        writes.acknowledged(),
                        accident.acknowledged(),
                        accident.inFlight(),
                        client.repeated());
    }

    private DemoWrites.Accident writeThroughAKill(
            DemoWrites writes, DemoClient client, DemoProcess process)
            throws Failure, InterruptedException {
        out.step("write %d keys from %d client threads".formatted(KEYS, CLIENTS));
        writes.start(process::kill);
        DemoWrites.Accident accident = writes.awaitAccident();
        out.note(
                "kill -9 of process %d after %d acknowledgements, with %d requests in flight"
                        .formatted(accident.pid(), accident.acknowledged(), accident.inFlight()));
        restart(process, accident.pid());
        writes.await();
        if (client.repeated() == 0) {
            throw new Failure("no client noticed the kill: it did not happen among the writes");
        }
        out.ok(
                "%d of %d acknowledged; %d attempts got no answer and were repeated"
                        .formatted(writes.acknowledged(), KEYS, client.repeated()));
        return accident;
    }

    private void restart(DemoProcess process, long killed) throws Failure, InterruptedException {
        process.awaitGone();
        Duration took = process.start();
        out.note(
                "process %d is gone; ready again after %s as process %d"
                        .formatted(killed, DemoOutput.seconds(took), process.pid()));
    }
}
