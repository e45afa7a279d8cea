package dev.pairplane.local;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `make apply`: brings manifests to the simulated cluster of a running `make run`.
final class Apply {

    private final Path directory;
    private final Command.Apply command;
    private final PrintStream out;

    /// @param directory what the files' names are relative to
    Apply(Path directory, Command.Apply command, PrintStream out) {
        this.directory = directory;
        this.command = command;
        this.out = out;
    }

    /// Reads every file before it sends anything; then applies object by object, in order, until
    /// one is refused.
    void run() throws Failure, InterruptedException {
        List<Manifest> manifests = new ArrayList<>();
        for (Path file : command.files()) {
            manifests.addAll(Manifests.read(directory.resolve(file)));
        }
        try (KubernetesApi kubernetes = new KubernetesApi(command.port())) {
            reach(kubernetes);
            for (Manifest manifest : manifests) {
                out.printf("%s %s%n", manifest.title(), kubernetes.apply(manifest).word());
            }
        } catch (JsonHttp.NoAnswer e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }

    private void reach(KubernetesApi kubernetes) throws Failure, InterruptedException {
        try {
            kubernetes.get("/api/v1/namespaces/default");
        } catch (JsonHttp.NoAnswer e) {
            throw new Failure(e.getMessage() + ": start it with 'make run'");
        }
    }
}
