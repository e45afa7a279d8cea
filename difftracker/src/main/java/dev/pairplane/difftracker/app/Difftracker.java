package dev.pairplane.difftracker.app;

import dev.pairplane.observability.command.ExitCode;
import dev.pairplane.observability.command.ServiceMain;
import dev.pairplane.observability.config.ConfigCheck;
import dev.pairplane.observability.lifecycle.ParentPipe;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.net.URI;
import java.util.OptionalInt;
import java.util.Set;

/// The executable: a command when the first argument names one, else the controller.
///
/// Exit codes: 0 after an orderly stop; 1 when the start was refused; 2 for a wrong command line;
/// 78 for a configuration with problems; those of the commands.
@QuarkusMain
public final class Difftracker {
    private static final URI READINESS = URI.create("http://127.0.0.1:9483/health/ready");

    private static final Set<String> COMMANDS = Set.of("probe", "--version", "version");

    private static final String USAGE =
            """
            usage: difftracker [run] [options]   run the controller; CONFIG_PATH names its configuration
                   difftracker probe [URL]       exit 0 when the controller is ready
                   difftracker --version
            options: --kubeconfig FILE           which cluster; else KUBECONFIG, or the pod's own
                     --class NAME                serve Services of this load balancer class
                     --confirm-removals N        N removals are meant, where a start was held for them\
            """;

    private Difftracker() {}

    /// Runs until stopped.
    public static void main(String... args) {
        ServiceMain main = new ServiceMain("difftracker", READINESS);
        boolean command = args.length > 0 && COMMANDS.contains(args[0]);
        if (!command) {
            options(args);
        }
        OptionalInt done =
                main.before(
                        args,
                        () ->
                                new ConfigCheck(
                                        DifftrackerConfiguration.schema(),
                                        DifftrackerConfiguration.rules()));
        if (done.isPresent()) {
            System.exit(done.orElseThrow());
        }
        ParentPipe.watchIfAsked(Quarkus::asyncExit);
        Quarkus.run(null, main::ended, args);
    }

    private static void options(String... args) {
        if (args.length > 0 && Set.of("--help", "-h", "help").contains(args[0])) {
            System.out.println(USAGE);
            System.exit(ExitCode.OK);
        }
        int first = args.length > 0 && args[0].equals("run") ? 1 : 0;
        StartOptions options =
                StartOptions.of(java.util.Arrays.copyOfRange(args, first, args.length));
        if (!options.problem().isEmpty()) {
            System.err.println("difftracker: " + options.problem());
            System.err.println(USAGE);
            System.exit(ExitCode.USAGE);
        }
        options.properties().forEach(System::setProperty);
    }
}
