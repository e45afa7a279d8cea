package dev.pairplane.local;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The sample receiver of webhooks, which fails on demand.
///
/// @param port where it takes deliveries, and is told how to answer
record Receiver(int port) implements Program {

    static final String NAME = "receiver";

    private static final String MAIN = "dev.pairplane.simulators.receiver.Main";
    private static final Jvm JVM = new Jvm(96);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Ports.Claim> claims() {
        return List.of(new Ports.Claim(port, "the sample receiver"));
    }

    /// Without a path.
    URI uri() {
        return page("");
    }

    private URI page(String path) {
        return URI.create("http://" + HOST + ":" + port + path);
    }

    @Override
    public List<UrlTable.Entry> urls() {
        return List.of(
                new UrlTable.Entry(NAME, "console", page("/")),
                new UrlTable.Entry(NAME, "received", page("/deliveries")));
    }

    /// It remembers in memory only.
    @Override
    public long disk() {
        return 0;
    }

    @Override
    public Optional<String> missing(Installation installation) {
        return Files.isRegularFile(installation.packages().simulators())
                ? Optional.empty()
                : Optional.of(Simulators.notPackaged(installation));
    }

    @Override
    public ChildProcess.Spec prepare(Installation installation, Path home, Path log) {
        List<String> program =
                List.of(
                        "-cp",
                        installation.packages().simulators().toString(),
                        MAIN,
                        "--parent-pipe",
                        "--port",
                        Integer.toString(port));
        return new ChildProcess.Spec(
                NAME, JVM.command(installation, program), Map.of(), home, log, page("/health"));
    }
}
