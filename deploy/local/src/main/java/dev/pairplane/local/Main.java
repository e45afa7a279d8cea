package dev.pairplane.local;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The launcher's process: arguments in, one activity, an exit code.
final class Main {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    /// What shells use for a program that Ctrl-C ended.
    static final int INTERRUPTED = 130;

    private final Path workingDirectory;
    private final Map<String, String> environment;
    private final OwnCluster.Terminal terminal;
    private final PrintStream out;
    private final PrintStream err;

    Main(
            Path workingDirectory,
            Map<String, String> environment,
            OwnCluster.Terminal terminal,
            PrintStream out,
            PrintStream err) {
        this.workingDirectory = workingDirectory;
        this.terminal = terminal;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        Main main =
                new Main(
                        Path.of(""),
                        System.getenv(),
                        OwnCluster.terminal(),
                        System.out,
                        System.err);
        System.exit(main.run(List.of(args)));
    }

    /// Does what the arguments say; what went wrong is the last line of the error stream.
    ///
    /// @return the exit code
    int run(List<String> arguments) {
        Command command;
        try {
            command = Command.parse(arguments, environment);
        } catch (Failure e) {
            report(e);
            return USAGE;
        }
        return end(() ->
                switch (command) {
                    case Command.Help() -> {
                        out.print(Command.USAGE);
                        yield OK;
                    }
                    case Command.Run run -> {
                        Installation installation = installation();
                        if (run.own().isPresent()) {
                            run.own().orElseThrow().confirm(terminal);
                        }
                        yield perform(new Launcher(installation, run, out));
                    }
                    case Command.Demo demo ->
                            perform(new Demo(installation().forMinutes(), demo, out));
                    case Command.Apply apply -> {
                        new Apply(workingDirectory, apply, out).run();
                        yield OK;
                    }
                });
    }

    /// What is left to do once the command line is understood.
    @FunctionalInterface
    interface Work {
        /// Does it, and returns the exit code.
        int run() throws Failure, InterruptedException;
    }

    /// Turns what went wrong into words and an exit code.
    int end(Work work) {
        try {
            return work.run();
        } catch (Failure e) {
            report(e);
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("pairplane: interrupted");
            return INTERRUPTED;
        }
    }

    private Installation installation() throws Failure {
        return Installation.find(workingDirectory, environment);
    }

    /// Runs an activity that Ctrl-C, SIGTERM and SIGHUP stop.
    int perform(Activity activity) throws Failure, InterruptedException {
        Thread hook = Thread.ofPlatform().name("stop").unstarted(() -> stopAndHalt(activity));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            activity.run();
            return OK;
        } finally {
            if (!endsByItself(hook)) {
                awaitHalt();
            }
        }
    }

    /// Halting is what makes the exit code ours and not the signal's.
    private void stopAndHalt(Activity activity) {
        out.println();
        out.println("stopping");
        try {
            activity.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.flush();
        err.flush();
        Runtime.getRuntime().halt(activity.exitCodeWhenStopped());
    }

    /// Takes the hook away again, unless the JVM is already going down.
    private static boolean endsByItself(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException goingDown) {
            return false;
        }
    }

    /// While the hook is at work, what the activity has to say about its children's end is noise.
    private static void awaitHalt() throws InterruptedException {
        Thread.currentThread().join();
    }

    private void report(Failure failure) {
        failure.background().forEach(err::println);
        failure.problems().forEach(problem -> err.println("pairplane: " + problem));
    }
}
