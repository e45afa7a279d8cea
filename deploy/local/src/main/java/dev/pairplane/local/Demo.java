package dev.pairplane.local;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// `make demo`: one storage node at work, killed twice, with every result verified from outside.
///
/// It has free ports and a state directory of its own, so it never meets `make run`.
final class Demo implements Activity {

    private static final int KEYS = 1000;
    private static final int CLIENTS = 8;

    /// For one request over all its attempts, with a restart of the node in between.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// For the first request, to a node that has just said that it is ready.
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(3);

    private final Installation installation;
    private final Command.Demo command;
    private final PrintStream stream;
    private final DemoOutput out;
    private final Children children;

    Demo(Installation installation, Command.Demo command, PrintStream stream) {
        this.installation = installation;
        this.command = command;
        this.stream = stream;
        this.out = new DemoOutput(stream);
        this.children = new Children(stream);
    }

    @Override
    public void run() throws Failure, InterruptedException {
        out.title(
                "Pairplane demo: one storage node, %d clients, %d keys, kill -9"
                        .formatted(CLIENTS, KEYS));
        try (StateDirectory state = StateDirectory.open(installation.state().resolve("demo"));
                Answers answers = new Answers()) {
            runIn(state, answers);
        } catch (Failure e) {
            throw new Failure("demo FAILED: " + e.getMessage(), e.background());
        } finally {
            children.stop();
        }
    }

    private void runIn(StateDirectory state, Answers answers) throws Failure, InterruptedException {
        List<Integer> free = Ports.free(2);
        StorageNode node = new StorageNode(0, command.nodePort().orElse(free.get(0)), free.get(1));
        state.wipe();
        Path home = state.home(node.name());
        Path data = command.dataDirectory().map(Path::toAbsolutePath).orElse(home.resolve("data"));
        new Preflight()
                .programs(installation)
                .ports(node.claims())
                .disk(state.path(), Preflight.DISK_PER_NODE)
                .dataDirectory(data)
                .finish();
        DemoNode process =
                new DemoNode(
                        node.prepare(installation, home, data, state.freshLog(node.name())),
                        children,
                        answers);

        out.step("start a storage node");
        Duration took = process.start();
        out.note(
                "ready after %s as process %d: gRPC %s:%d, console %s"
                        .formatted(
                                seconds(took),
                                process.pid(),
                                StorageNode.HOST,
                                node.grpcPort(),
                                node.page("/")));
        int port = command.clientPort().orElse(node.grpcPort());
        // A tenant of its own for each demo: a data directory that was named keeps earlier ones.
        String tenant = "demo-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        reach(port, tenant, process);
        try (DemoClient client =
                new DemoClient(StorageNode.HOST, port, tenant, PATIENCE, process)) {
            work(client, process);
        }
    }

    /// Says soon, and before any work, when the clients cannot reach the node.
    private void reach(int port, String tenant, DemoNode process)
            throws Failure, InterruptedException {
        try (DemoClient client =
                new DemoClient(StorageNode.HOST, port, tenant, FIRST_PATIENCE, process)) {
            if (client.read("nothing").found()) {
                throw new Failure("a key that nobody wrote is there");
            }
        }
        out.ok("clients reach it; a key that nobody wrote is not found");
    }

    private void work(DemoClient client, DemoNode process) throws Failure, InterruptedException {
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
        process.stop();
        out.ok("exit code 0");

        stream.printf(
                "%ndemo PASSED in %.1f s: verified %d of %d acknowledged keys after kill -9 (%d"
                    + " acknowledged before it, %d requests in flight, %d attempts repeated), 2"
                    + " concurrent versions kept and replaced by 1, 1 delete kept across another"
                    + " kill -9, 1 older write without effect%n",
                out.seconds(),
                verified,
                writes.acknowledged(),
                accident.acknowledged(),
                accident.inFlight(),
                client.repeated());
    }

    private DemoWrites.Accident writeThroughAKill(
            DemoWrites writes, DemoClient client, DemoNode process)
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

    private void restart(DemoNode process, long killed) throws Failure, InterruptedException {
        process.awaitGone();
        Duration took = process.start();
        out.note(
                "process %d is gone; ready again after %s as process %d"
                        .formatted(killed, seconds(took), process.pid()));
    }

    private static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1e3);
    }

    @Override
    public void stop() throws InterruptedException {
        children.stop();
    }

    /// A demo that was stopped has not verified everything.
    @Override
    public int exitCodeWhenStopped() {
        return Main.INTERRUPTED;
    }
}
