package dev.pairplane.local;

import java.nio.file.Path;
import java.util.Map;

/// The launcher's process, but for the ports: those of `make run` may be in use here.
///
/// Arguments: the repository, and the packaged storage node; for the whole platform difftracker,
/// publishing-queue, the simulators and PostgreSQL too.
final class OnFreePorts {

    private OnFreePorts() {}

    public static void main(String[] args) {
        Path root = Path.of(args[0]);
        boolean whole = args.length > 2;
        Packages packages =
                whole
                        ? new Packages(
                                Path.of(args[1]),
                                Path.of(args[2]),
                                Path.of(args[3]),
                                Path.of(args[4]),
                                Path.of(args[5]))
                        : new Playground(root).packages(Path.of(args[1]));
        Installation installation =
                new Installation(root, Playground.java(), Playground.setsid(), packages, true);
        Platform platform =
                whole ? Playground.platform(installation) : Playground.only(Playground.node(0));
        Launcher launcher = new Launcher(installation, platform, false, System.out);
        Main main = new Main(root, Map.of(), OwnCluster.terminal(), System.out, System.err);
        System.exit(main.end(() -> main.perform(launcher)));
    }
}
