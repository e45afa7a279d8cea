package dev.pairplane.difftracker.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// Writes figures down, as Markdown.
final class Report {
    private final Settings settings;

    Report(Settings settings) {
        this.settings = settings;
    }

    /// The tables alone.
    String tables(List<Figures> all) {
        StringBuilder text = new StringBuilder();
        text.append("| Azure's latency, services |")
                .append(" synced after (s) |")
                .append(" objects made in (s) | calls | location batches | Kubernetes writes |")
                .append(" peak RSS (MiB) | CPU (s) | restart ready (s) | its writes |\n")
                .append("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        for (Figures figures : all) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %s | %s | %d | %d | %d | %d | %s | %s | %d |%n",
                            figures.run().text(),
                            Figures.seconds(figures.synced()),
                            Figures.seconds(figures.applied()),
                            figures.allCalls(),
                            figures.batches(),
                            figures.publications(),
                            figures.resident() >> 20,
                            Figures.seconds(figures.cpu()),
                            Figures.seconds(figures.restart()),
                            figures.restartWrites()));
        }
        text.append("\n| calls |");
        all.forEach(figures -> text.append(' ').append(figures.run().text()).append(" |"));
        text.append("\n|---|").append("---:|".repeat(all.size())).append('\n');
        TreeSet<String> kinds = new TreeSet<>();
        all.forEach(figures -> kinds.addAll(figures.calls().keySet()));
        for (String kind : kinds) {
            text.append("| `").append(kind).append("` |");
            all.forEach(figures ->
                    text.append(' ').append(figures.calls().getOrDefault(kind, 0L)).append(" |"));
            text.append('\n');
        }
        return text.toString();
    }

    /// Writes the page, if one was asked for.
    void write(List<Figures> all) throws IOException {
        if (settings.write().isPresent()) {
            Files.createDirectories(settings.write().orElseThrow().toAbsolutePath().getParent());
            Files.writeString(settings.write().orElseThrow(), page(all));
        }
    }

    private String page(List<Figures> all) {
        return """
        # The controller at scale

        Written by `make bench-difftracker`; figures of another machine are other figures.

        %d Services are made at once, each with an EndpointSlice of %d ready endpoints on %d Nodes, while the packaged
        controller runs. *Synced* is when Azure holds what is wanted, compared in full through the simulator's state, and every
        Service's status shows its address. Then the process is stopped and started again.

        %s
        - Machine: %d processors (%s), shared by the controller, both simulators and the harness; Java %s.
        - The controller: `-Xmx512m`, else the JVM's own choice; its defaults, but for
          `difftracker.operations.concurrency` as in the table, `difftracker.azure.max_concurrent_calls` 64 and
          `difftracker.operations.call_timeout` 30 s.
        - Azure: the simulator, synchronous, the latency before each call, lists included; no throttling.
        - Each Service takes five calls in a row: the public IP and the load balancer are put and read back, then
          registered. With a latency of L and n services at once, 5 · L · services ÷ n bounds the time from below.
        """
                .formatted(
                        settings.services(),
                        settings.endpoints(),
                        settings.nodes(),
                        tables(all),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.arch"),
                        Runtime.version().feature());
    }
}
