package dev.pairplane.publishing.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;

/// Writes figures down, as Markdown.
final class Report {
    private final Settings settings;

    Report(Settings settings) {
        this.settings = settings;
    }

    /// The tables alone.
    String tables(Figures figures) {
        Latencies.Quantiles plain = figures.baseline().paced();
        Latencies.Quantiles answers = figures.answers();
        return String.format(
                Locale.ROOT,
                """
                | milliseconds, from when the submission was due | p50 | p95 | p99 | max |
                |---|---:|---:|---:|---:|
                | until its 202 | %s |
                | until a target had it | %s |
                | the baseline: a row and a commit for each over JDBC | %s |
                | 202 ÷ baseline | %.2f | %.2f | %.2f | %.2f |

                | | |
                |---|---:|
                | answers by status | %s |
                | deliveries | %d in %.1f s |
                | processor time of the service, share of one processor | %.0f %% |
                | of PostgreSQL | %.0f %% |
                | of load generator and receiver | %.0f %% |
                | of PostgreSQL in the baseline | %.0f %% |
                | peak RSS of the service | %d MiB |
                | submissions in a transaction; its time | %.1f; %.1f ms |
                | changes in a transaction; its time | %.1f; %.1f ms |
                | commits a second of one JDBC connection, one after another | %.0f |
                """,
                answers.cells(),
                figures.deliveries().cells(),
                plain.cells(),
                answers.p50() / plain.p50(),
                answers.p95() / plain.p95(),
                answers.p99() / plain.p99(),
                answers.max() / plain.max(),
                figures.statuses(),
                figures.delivered(),
                figures.wall().toMillis() / 1000.0,
                figures.percent(figures.service()),
                figures.percent(figures.database()),
                figures.percent(figures.harness()),
                figures.percent(figures.baseline().database()),
                figures.resident() >> 20,
                figures.appends().size(),
                figures.appends().millis(),
                figures.records().size(),
                figures.records().millis(),
                figures.baseline().commits());
    }

    /// Writes the page, if one was asked for.
    void write(Figures figures) throws IOException {
        if (settings.write().isPresent()) {
            Files.createDirectories(settings.write().orElseThrow().toAbsolutePath().getParent());
            Files.writeString(settings.write().orElseThrow(), page(figures));
        }
    }

    private String page(Figures figures) {
        return """
        # The publishing queue under a steady load

        Written by `make bench-publishing`; figures of another machine are other figures.

        %d alerts a second come in for %d s, each for %d targets, after %d s of the same load. They are due at a steady rate
        whatever becomes of those before (an open loop), and every time is measured from when the alert was due. A 202 means
        that PostgreSQL has committed it, with `fsync` and `synchronous_commit` on.

        %s
        - Machine: %d processors (%s), shared by the service, PostgreSQL, the load generator, the receiver and whatever else
          runs; Java %s.
        - The service: `-Xmx256m`, else the JVM's own choice; its defaults, but for `queue.workers`, %d.
        - The baseline, in the same run after the service was stopped: the same alerts at the same rate, each inserted into a
          table with one index and committed by itself, from a pool of 16 connections. No job, no delivery, no HTTP.
        - The receiver answers at once.
        """
                .formatted(
                        settings.rate(),
                        settings.time().toSeconds(),
                        settings.targets(),
                        settings.warmUp().toSeconds(),
                        tables(figures),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.arch"),
                        Runtime.version().feature(),
                        settings.workers());
    }
}
