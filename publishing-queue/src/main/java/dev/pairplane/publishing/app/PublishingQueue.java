package dev.pairplane.publishing.app;

import dev.pairplane.observability.command.ExitCode;
import dev.pairplane.observability.command.ServiceMain;
import dev.pairplane.observability.config.ConfigCheck;
import dev.pairplane.observability.lifecycle.ParentPipe;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.net.URI;
import java.util.OptionalInt;
import java.util.Set;

/// The executable: a command when the first argument names one, else the service.
///
/// Exit codes: 0 after an orderly stop; 1 when the start failed; 2 for a wrong command line; 78 for
/// a configuration with problems; those of the commands.
@QuarkusMain
public final class PublishingQueue {
    private static final URI READINESS = URI.create("http://127.0.0.1:9482/health/ready");

    private static final Set<String> COMMANDS = Set.of("probe", "--version", "version");

    private static final String USAGE =
            """
            usage: publishing-queue [run]             run the service; CONFIG_PATH names its configuration
                   publishing-queue probe [URL]       exit 0 when the service is ready
                   publishing-queue --version\
            """;

    private PublishingQueue() {}

    /// Runs until stopped.
    public static void main(String... args) {
        ServiceMain main = new ServiceMain("publishing-queue", READINESS);
        if (args.length == 0 || !COMMANDS.contains(args[0])) {
            check(args);
        }
        OptionalInt done =
                main.before(
                        args,
                        () ->
                                new ConfigCheck(
                                        PublishingConfiguration.schema(),
                                        PublishingConfiguration.rules()));
        if (done.isPresent()) {
            System.exit(done.orElseThrow());
        }
        ParentPipe.watchIfAsked(Quarkus::asyncExit);
        Quarkus.run(null, main::ended, args);
    }

    private static void check(String... args) {
        if (args.length > 0 && Set.of("--help", "-h", "help").contains(args[0])) {
            System.out.println(USAGE);
            System.exit(ExitCode.OK);
        }
        int first = args.length > 0 && args[0].equals("run") ? 1 : 0;
        if (args.length > first) {
            System.err.println("publishing-queue: '" + args[first] + "' is no option");
            System.err.println(USAGE);
            System.exit(ExitCode.USAGE);
        }
    }
}
