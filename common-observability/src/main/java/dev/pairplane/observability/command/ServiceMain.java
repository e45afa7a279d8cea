package dev.pairplane.observability.command;

import dev.pairplane.observability.config.ConfigCheck;
import java.io.PrintStream;
import java.net.BindException;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The part of a service's `main` that comes before Quarkus:
///
/// ```java
/// public static void main(String... args) {
///     ServiceMain main = new ServiceMain("storage-node", URI.create("http://127.0.0.1:9091/readyz"));
///     OptionalInt done = main.before(args, () -> new ConfigCheck(schema(), rules()));
///     if (done.isPresent()) { System.exit(done.getAsInt()); }
///     Quarkus.run(null, main::ended, args);
/// }
/// ```
public final class ServiceMain {
    private final String service;
    private final URI readiness;
    private final PrintStream out;
    private final PrintStream err;
    private final IntConsumer halt;
    private Optional<ConfigCheck.Outcome> outcome = Optional.empty();

    /// @param service the name for people
    /// @param readiness what `probe` asks without a URL
    public ServiceMain(String service, URI readiness) {
        this(service, readiness, System.out, System.err, code -> Runtime.getRuntime().halt(code));
    }

    ServiceMain(String service, URI readiness, PrintStream out, PrintStream err, IntConsumer halt) {
        this.service = service;
        this.readiness = readiness;
        this.out = out;
        this.err = err;
        this.halt = halt;
    }

    /// Makes the check when it is needed: commands need no configuration.
    @FunctionalInterface
    public interface Checks {
        ConfigCheck make();
    }

    /// Does what the arguments ask for, or checks the configuration.
    ///
    /// @return the exit code when the process is to end now; empty when the service is to start
    public OptionalInt before(String[] arguments, Checks checks) {
        if (arguments.length > 0) {
            switch (arguments[0]) {
                case "probe" -> {
                    return OptionalInt.of(
                            new Probe(readiness, err)
                                    .run(Arrays.copyOfRange(arguments, 1, arguments.length)));
                }
                case "--version", "version" -> {
                    out.println(VersionCommand.line(service, BuildInfo.read()));
                    return OptionalInt.of(ExitCode.OK);
                }
                default -> {
                    // The service's own arguments.
                }
            }
        }
        ConfigCheck.Outcome found = checks.make().run();
        found.warnings().forEach(line -> err.println(service + ": warning: " + line));
        if (!found.problems().isEmpty()) {
            err.println(
                    "%s: the configuration has %d problem(s):"
                            .formatted(service, found.problems().size()));
            found.problems().forEach(line -> err.println("  " + line));
            return OptionalInt.of(ExitCode.CONFIGURATION);
        }
        outcome = Optional.of(found);
        return OptionalInt.empty();
    }

    /// What the check found, once [#before] said that the service may start.
    public Optional<ConfigCheck.Outcome> configuration() {
        return outcome;
    }

    /// The exit handler for `Quarkus.run`: ends the process with Quarkus' code, which is 0 after a
    /// stop in order. Without it a JVM that was sent SIGTERM ends with 143 whatever happened.
    ///
    /// When the service did not start, the last line on standard error says why. Quarkus itself
    /// says nothing to a handler's user.
    ///
    /// @param failure what kept Quarkus itself from starting, null as a rule
    public void ended(int code, @Nullable Throwable failure) {
        String why = why(failure);
        if (code != ExitCode.OK && why != null) {
            if (failure != null && !foreseen(failure)) {
                failure.printStackTrace(err);
            }
            err.println(service + ": did not start: " + why.replaceAll("\\R", " "));
        }
        System.out.flush();
        System.err.flush();
        halt.accept(code);
    }

    private static @Nullable String why(@Nullable Throwable failure) {
        String told = StartRefusal.told();
        if (told != null || failure == null) {
            return told;
        }
        Throwable cause = telling(failure);
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /// A taken port is no defect, and nor is a refusal: nobody needs the trace.
    private static boolean foreseen(Throwable failure) {
        return StartRefusal.told() != null || telling(failure) instanceof BindException;
    }

    /// The cause that says most: the first that names a port, else the last.
    private static Throwable telling(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof BindException)) {
            cause = cause.getCause();
        }
        return cause;
    }
}
