package dev.pairplane.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// The process. SIGTERM stops it, and with `--parent-pipe` the end of standard input.
final class Main {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

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

    /// Runs until it is told to stop, or the server ends; what went wrong is the last line of the
    /// error stream.
    ///
    /// @return the exit code
    int run(List<String> arguments) {
        if (arguments.contains("--help")) {
            out.print(Options.USAGE);
            return OK;
        }
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            err.println("postgres: " + e.getMessage());
            return USAGE;
        }
        try {
            return serve(options);
        } catch (IOException e) {
            err.println("postgres: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private int serve(Options options) throws IOException, InterruptedException {
        Account account = Account.find();
        Binaries binaries = Binaries.unpack(options.installation().resolve(Binaries.version()));
        Cluster cluster = new Cluster(options.dataDirectory(), out);
        cluster.create(options, binaries, account);
        Server server = Server.start(options, binaries, account, cluster.clearUp());
        CountDownLatch end = new CountDownLatch(1);
        Thread hook = Thread.ofPlatform().name("stop").unstarted(() -> stopAndHalt(server));
        Runtime.getRuntime().addShutdownHook(hook);
        if (options.parentPipe()) {
            Thread.ofPlatform()
                    .name("parent-pipe")
                    .daemon()
                    .start(() -> {
                        awaitParent();
                        end.countDown();
                    });
        }
        server.whenEnded(end::countDown);
        out.printf("postgres ready on 127.0.0.1:%d as process %d%n", options.port(), server.pid());
        out.flush();
        end.await();
        if (!remove(hook)) {
            // A signal was faster, and its thread is at work.
            Thread.currentThread().join();
        }
        return finish(server);
    }

    private int finish(Server server) throws InterruptedException {
        if (server.isAlive()) {
            server.stop();
            return OK;
        }
        err.println("postgres: the server ended by itself with exit code " + server.exitCode());
        return FAILED;
    }

    private void awaitParent() {
        try {
            // What the parent writes means nothing; that it is there does.
            long ignored = in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            out.println("standard input cannot be read: " + gone);
        }
    }

    /// Halting makes the exit code ours and not the signal's.
    private void stopAndHalt(Server server) {
        try {
            server.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.flush();
        Runtime.getRuntime().halt(OK);
    }

    private static boolean remove(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException goingDown) {
            return false;
        }
    }
}
