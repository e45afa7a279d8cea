package dev.pairplane.storage.app;

import dev.pairplane.observability.command.ExitCode;
import dev.pairplane.observability.command.ServiceMain;
import dev.pairplane.observability.config.ConfigCheck;
import dev.pairplane.observability.lifecycle.ParentPipe;
import dev.pairplane.storage.app.command.NodeCommands;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.net.URI;
import java.util.OptionalInt;
import java.util.Set;

/// The executable: a command when the arguments name one, else the node.
///
/// Exit codes: 0 after an orderly stop; those of the commands; 78 for a configuration with
/// problems; others when the start was refused.
@QuarkusMain
public final class StorageNode {
    private static final URI READINESS = URI.create("http://127.0.0.1:9091/health/ready");

    private static final Set<String> COMMANDS = Set.of("probe", "--version", "version");

    private static final String USAGE =
            """
            usage: storage-node                      run the node; CONFIG_PATH names its configuration
                   storage-node get|put|delete|scan|drain|checkpoint ...
                                                     talk to a node; --help after a command has more
                   storage-node inspect|verify|dump|restore DIRECTORY ...
                                                     look at a data directory that no node uses
                   storage-node probe [URL]          exit 0 when the node is ready
                   storage-node --version\
            """;

    private StorageNode() {}

    /// Runs until stopped.
    public static void main(String... args) {
        if (NodeCommands.handles(args)) {
            // A client of one call gains nothing from it, and the JDK prints warnings about it.
            System.setProperty("io.netty.noUnsafe", "true");
            System.exit(NodeCommands.run(args));
        }
        if (args.length > 0 && !COMMANDS.contains(args[0])) {
            boolean asked = args[0].equals("--help") || args[0].equals("help");
            (asked ? System.out : System.err).println(USAGE);
            System.exit(asked ? ExitCode.OK : ExitCode.USAGE);
        }
        ServiceMain main = new ServiceMain("storage-node", READINESS);
        OptionalInt done =
                main.before(
                        args,
                        () ->
                                new ConfigCheck(
                                        NodeConfiguration.schema(), NodeConfiguration.rules()));
        if (done.isPresent()) {
            System.exit(done.orElseThrow());
        }
        ParentPipe.watchIfAsked(Quarkus::asyncExit);
        Quarkus.run(null, main::ended, args);
    }
}
