package dev.pairplane.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The packaged platform, started as the launcher starts it, but so that a program may be killed
/// for good and the others run on.
final class RunningPlatform implements AutoCloseable, DemoClient.Watch {
    private static final Duration READY = Duration.ofSeconds(60);

    private final Installation installation;
    private final Platform platform;
    private final StateDirectory state;
    private final Children children = new Children(System.out);
    private final Map<String, ChildProcess> processes = new HashMap<>();

    private RunningPlatform(Installation installation, StateDirectory state) {
        this.installation = installation;
        this.platform = Playground.platform(installation);
        this.state = state;
    }

    /// Starts everything, on free ports, and returns when all of it is ready.
    ///
    /// @param directory an empty one
    static RunningPlatform start(Path directory) throws Exception {
        Path root = Playground.in(directory).root();
        Installation installation =
                new Installation(
                        root, Playground.java(), Playground.setsid(), Packaged.packages(), true);
        RunningPlatform running =
                new RunningPlatform(installation, StateDirectory.open(installation.state()));
        try {
            for (List<Program> wave : running.platform.waves()) {
                running.start(wave);
            }
        } catch (Failure | InterruptedException | RuntimeException e) {
            running.close();
            throw e;
        }
        return running;
    }

    /// Starts more programs together, and returns when they are ready.
    void start(List<? extends Program> wave) throws Failure, InterruptedException {
        List<ChildProcess> started = new ArrayList<>();
        for (Program program : wave) {
            ChildProcess child =
                    children.start(
                            program.prepare(
                                    installation,
                                    state.home(program.name()),
                                    state.freshLog(program.name())));
            processes.put(program.name(), child);
            started.add(child);
        }
        try (Answers answers = new Answers()) {
            for (ChildProcess child : started) {
                answers.awaitReady(child, READY);
            }
        }
    }

    /// Ends a program with SIGKILL; nobody starts it again.
    void kill(String name) {
        children.kill(Objects.requireNonNull(processes.get(name), name));
    }

    Platform platform() {
        return platform;
    }

    /// What may do everything at publishing-queue.
    String token() throws Failure {
        return PublishingQueue.token(state.home(PublishingQueue.NAME));
    }

    /// Says when a program has ended that was not killed here.
    @Override
    public void check() throws Failure, InterruptedException {
        Optional<ChildProcess> dead = children.dead();
        if (dead.isPresent()) {
            throw dead.orElseThrow().failure("ended by itself");
        }
    }

    @Override
    public void close() throws Failure {
        try {
            children.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            state.close();
        }
    }
}
