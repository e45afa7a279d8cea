package dev.pairplane.local;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// `make demo`: services at work and in trouble, with every result verified from outside.
///
/// It has free ports and a state directory of its own, so it never meets `make run`.
final class Demo implements Activity {

    private final Installation installation;
    private final Command.Demo command;
    private final PrintStream stream;
    private final DemoOutput out;
    private final Children storage;
    private final Children gateway;
    private final Children publishing;

    Demo(Installation installation, Command.Demo command, PrintStream stream) {
        this.installation = installation;
        this.command = command;
        this.stream = stream;
        this.out = new DemoOutput(stream);
        this.storage = new Children(stream);
        this.gateway = new Children(stream);
        this.publishing = new Children(stream);
    }

    @Override
    public void run() throws Failure, InterruptedException {
        out.title(
                "Pairplane demo: "
                        + String.join(
                                ", then ",
                                command.parts().stream().map(Command.Part::word).toList()));
        try (StateDirectory state = StateDirectory.open(installation.state().resolve("demo"));
                Answers answers = new Answers()) {
            state.wipe();
            List<String> verified = runIn(state, answers);
            stream.printf(
                    "%ndemo PASSED in %.1f s: %s%n", out.seconds(), String.join("; ", verified));
        } catch (Failure e) {
            throw new Failure("demo FAILED: " + e.getMessage(), e.background());
        } finally {
            stop();
        }
    }

    private List<String> runIn(StateDirectory state, Answers answers)
            throws Failure, InterruptedException {
        StorageDemo storageDemo = new StorageDemo(installation, command, out, storage);
        GatewayDemo gatewayDemo =
                new GatewayDemo(installation, state.path().resolve("kubeconfig"), out, gateway);
        PublishingDemo publishingDemo = new PublishingDemo(installation, out, publishing);
        List<Program> programs = new ArrayList<>();
        for (Command.Part part : command.parts()) {
            switch (part) {
                case STORAGE_NODE -> programs.add(storageDemo.program());
                case DIFFTRACKER -> programs.addAll(gatewayDemo.programs());
                case PUBLISHING_QUEUE -> programs.addAll(publishingDemo.programs());
            }
        }
        new Preflight().programs(installation, programs, state.path()).finish();
        List<String> verified = new ArrayList<>();
        for (Command.Part part : command.parts()) {
            verified.add(
                    switch (part) {
                        case STORAGE_NODE -> storageDemo.run(state, answers);
                        case DIFFTRACKER -> gatewayDemo.run(state, answers);
                        case PUBLISHING_QUEUE -> publishingDemo.run(state, answers);
                    });
        }
        return verified;
    }

    @Override
    public void stop() throws InterruptedException {
        publishing.stop();
        gateway.stop();
        storage.stop();
    }

    /// A demo that was stopped has not verified everything.
    @Override
    public int exitCodeWhenStopped() {
        return Main.INTERRUPTED;
    }
}
