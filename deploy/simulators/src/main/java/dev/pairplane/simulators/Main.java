package dev.pairplane.simulators;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// The simulators' process. SIGTERM stops it, and with `--parent-pipe` the end of standard input.
final class Main {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    private static final List<Simulator.Starter> AZURE = List.of(AzureHalf::start);
    private static final List<Simulator.Starter> BOTH =
            List.of(AzureHalf::start, KubernetesHalf::start);

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    Main(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        System.exit(new Main(System.in, System.out, System.err).run(List.of(args)));
    }

    /// Runs until it is told to stop; what went wrong is the last line of the error stream.
    ///
    /// @return the exit code
    int run(List<String> arguments) {
        if (arguments.contains("--help")) {
            out.print(Options.USAGE);
            return OK;
        }
        Options options;
        try {
            options = Options.parse(arguments, System.currentTimeMillis());
        } catch (IllegalArgumentException e) {
            err.println("simulators: " + e.getMessage());
            return USAGE;
        }
        try (Simulators simulators =
                Simulators.start(options.kubernetes() ? BOTH : AZURE, options, err)) {
            // A signal ends the process only once this has run.
            Thread hook = Thread.ofPlatform().name("stop").unstarted(simulators::close);
            Runtime.getRuntime().addShutdownHook(hook);
            out.println("simulators ready: " + simulators.addresses());
            out.flush();
            waitForEnd(options.parentPipe());
            return OK;
        } catch (IOException | IllegalArgumentException e) {
            err.println("simulators: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private void waitForEnd(boolean parentPipe) throws IOException, InterruptedException {
        if (!parentPipe) {
            new CountDownLatch(1).await();
        }
        // What the parent writes means nothing; that it is there does.
        long ignored = in.transferTo(OutputStream.nullOutputStream());
    }
}
