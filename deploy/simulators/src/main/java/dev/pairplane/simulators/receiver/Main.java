package dev.pairplane.simulators.receiver;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// The receiver's process. SIGTERM stops it, and with `--parent-pipe` the end of standard input.
final class Main {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    private static final int DEFAULT_PORT = 8092;
    private static final int MAX_PORT = 65_535;
    private static final String USAGE_TEXT =
            """
            Takes webhooks on 127.0.0.1, remembers them, and answers as it is told.

              --port N        where it listens, 0 for any (8092)
              --parent-pipe   stop when standard input ends
            """;

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
        int port = DEFAULT_PORT;
        boolean parentPipe = false;
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--help" -> {
                    out.print(USAGE_TEXT);
                    return OK;
                }
                case "--parent-pipe" -> parentPipe = true;
                case "--port" -> port = port(rest.hasNext() ? rest.next() : "");
                default -> {
                    err.println("receiver: unknown option '" + option + "'\n\n" + USAGE_TEXT);
                    return USAGE;
                }
            }
        }
        if (port < 0) {
            err.println("receiver: --port is a number from 0 to 65535");
            return USAGE;
        }
        try (Receiver receiver = Receiver.start(port, InstantSource.system())) {
            out.println("receiver ready: " + receiver.uri());
            out.flush();
            if (!parentPipe) {
                new CountDownLatch(1).await();
            }
            // What the parent writes means nothing; that it is there does.
            long ignored = in.transferTo(OutputStream.nullOutputStream());
            return OK;
        } catch (IOException e) {
            err.println("receiver: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    /// @return -1 when it is not one
    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port <= MAX_PORT ? port : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
