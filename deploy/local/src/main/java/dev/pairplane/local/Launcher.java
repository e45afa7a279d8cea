package dev.pairplane.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// `make run`: the platform on this machine, until it is stopped.
final class Launcher implements Activity {

    /// A start takes two seconds; recovery of a full log on a slow disk takes longer.
    private static final Duration READY = Duration.ofSeconds(60);

    private final Installation installation;
    private final Platform platform;
    private final boolean fresh;
    private final PrintStream out;
    private final Children children;

    Launcher(Installation installation, Command.Run command, PrintStream out) {
        this(installation, Platform.of(installation, command), command.fresh(), out);
    }

    /// @param platform with ports of the caller's choice
    Launcher(Installation installation, Platform platform, boolean fresh, PrintStream out) {
        this.installation = installation;
        this.platform = platform;
        this.fresh = fresh;
        this.out = out;
        this.children = new Children(out);
    }

    @Override
    public void run() throws Failure, InterruptedException {
        try (StateDirectory state = StateDirectory.open(installation.state())) {
            new Preflight().programs(installation, platform.programs(), state.path()).finish();
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
                "starting %s, state in %s%n",
                platform.programs().stream().map(Program::name).collect(Collectors.joining(", ")),
                state.path());
        long begin = System.nanoTime();
        try (Answers answers = new Answers()) {
            for (List<Program> wave : platform.waves()) {
                start(wave, state, answers, begin);
            }
            out.println();
            new UrlTable(
                            platform.programs().stream()
                                    .flatMap(program -> program.urls().stream())
                                    .toList())
                    .print(out, answers);
        }
        out.println();
        platform.hints(installation).forEach(out::println);
        out.println();
        out.println("Ctrl-C stops everything.");
    }

    private void start(List<Program> wave, StateDirectory state, Answers answers, long begin)
            throws Failure, InterruptedException {
        List<ChildProcess> started = new ArrayList<>();
        for (Program program : wave) {
            started.add(
                    children.start(
                            program.prepare(
                                    installation,
                                    state.home(program.name()),
                                    state.freshLog(program.name()))));
        }
        for (ChildProcess child : started) {
            answers.awaitReady(child, READY);
            out.printf(
                    "%s is ready after %.1f s%n", child.name(), (System.nanoTime() - begin) / 1e9);
        }
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
