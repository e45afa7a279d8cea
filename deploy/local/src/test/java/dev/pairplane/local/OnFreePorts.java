package dev.pairplane.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The launcher's process with one storage node, but for the ports: those of `make run` may be in
/// use here.
///
/// Arguments: the repository, and the packaged storage node.
final class OnFreePorts {

    private OnFreePorts() {}

    public static void main(String[] args) {
        Path root = Path.of(args[0]);
        Installation installation =
                new Installation(root, Playground.java(), Playground.setsid(), Path.of(args[1]));
        Launcher launcher =
                new Launcher(installation, List.of(Playground.node(0)), false, System.out);
        Main main = new Main(root, Map.of(), System.out, System.err);
        System.exit(main.end(() -> main.perform(launcher)));
    }
}
