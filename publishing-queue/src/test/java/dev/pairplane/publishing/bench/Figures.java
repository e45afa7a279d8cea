package dev.pairplane.publishing.bench;

import dev.pairplane.testkit.ScrapeFile;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;

/// What a run showed.
///
/// @param statuses of the answers, and how often each came
/// @param answers from when a submission was due until its 202
/// @param deliveries from when it was due until a target had it
/// @param delivered how many came
/// @param wall for how long it was measured
/// @param service what it used of the processors in that time
/// @param database the same of PostgreSQL
/// @param harness the same of load generator and receiver
/// @param resident the service's largest resident set, in bytes
/// @param appends transactions with submissions
/// @param records transactions with what became of jobs
record Figures(
        SortedMap<Integer, Integer> statuses,
        Latencies.Quantiles answers,
        Latencies.Quantiles deliveries,
        int delivered,
        Duration wall,
        Duration service,
        Duration database,
        Duration harness,
        long resident,
        Commits appends,
        Commits records,
        Baseline.Result baseline) {

    /// Transactions of one kind.
    ///
    /// @param things submissions, or changes, in all of them
    /// @param seconds that all of them took
    record Commits(double count, double things, double seconds) {
        static Commits of(ScrapeFile scrape, String kind) {
            Map<String, String> labels = Map.of("kind", kind);
            String prefix = "alert_history_publishing_journal_";
            return new Commits(
                    scrape.value(prefix + "batch_size_count", labels).orElseThrow(),
                    scrape.value(prefix + "batch_size_sum", labels).orElseThrow(),
                    scrape.value(prefix + "commit_seconds_sum", labels).orElseThrow());
        }

        Commits since(Commits before) {
            return new Commits(
                    count - before.count, things - before.things, seconds - before.seconds);
        }

        double size() {
            return things / count;
        }

        double millis() {
            return 1000 * seconds / count;
        }
    }

    /// What share of one processor a time is.
    double percent(Duration cpu) {
        return 100.0 * cpu.toMillis() / wall.toMillis();
    }
}
