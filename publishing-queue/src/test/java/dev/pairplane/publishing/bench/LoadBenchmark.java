package dev.pairplane.publishing.bench;

import dev.pairplane.publishing.bench.Figures.Commits;
import dev.pairplane.publishing.it.PostgresProcess;
import dev.pairplane.publishing.it.QueueProcess;
import dev.pairplane.testkit.ScrapeFile;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// How long the packaged service takes to accept and to deliver alerts that come at a steady rate,
/// and what that costs. The receiver is in this JVM; the service and PostgreSQL are children.
public final class LoadBenchmark {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Settings settings;

    private LoadBenchmark(Settings settings) {
        this.settings = settings;
    }

    /// See [Settings] for the command line. Ends with 1 when something was not as wanted.
    public static void main(String... arguments) throws Exception {
        // What starts PostgreSQL logs, and the first to ask decides how.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        Settings settings = Settings.of(arguments);
        Report report = new Report(settings);
        Figures figures = new LoadBenchmark(settings).measure();
        System.out.println(report.tables(figures));
        report.write(figures);
        boolean right = figures.statuses().keySet().equals(java.util.Set.of(202));
        System.exit(right ? 0 : 1);
    }

    private Figures measure() throws Exception {
        Path folder = Files.createTempDirectory("publishing-bench");
        System.out.println("logs are in " + folder);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        int warmUp = Math.toIntExact(settings.rate() * settings.warmUp().toSeconds());
        try (PostgresProcess postgres = PostgresProcess.start(folder)) {
            Sink sink = new Sink(vertx, settings.count() + warmUp, settings.targets());
            Path targets = folder.resolve("targets.yaml");
            Files.writeString(targets, targets(sink));
            try (QueueProcess queue = plan(folder, postgres, targets).start()) {
                Submitter submitter = new Submitter(queue, sink);
                submitter.run(settings.rate(), warmUp, settings.count(), false);
                return measure(postgres, queue, submitter, sink);
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private QueueProcess.Plan plan(Path folder, PostgresProcess postgres, Path targets) {
        List<String> jvm = new ArrayList<>(List.of("-Xmx256m", "-Xlog:disable"));
        settings.profile()
                .ifPresent(file ->
                        jvm.add(
                                "-XX:StartFlightRecording:settings=profile,filename="
                                        + file.toAbsolutePath()));
        return QueueProcess.over(folder, "service", postgres, targets)
                .jvm(jvm.toArray(String[]::new))
                .set("queue.workers", settings.workers());
    }

    private String targets(Sink sink) {
        StringBuilder yaml = new StringBuilder("targets:\n");
        for (int i = 0; i < settings.targets(); i++) {
            yaml.append(
                    "  - {name: target-%d, type: webhook, url: 'http://127.0.0.1:%d/%d'}%n"
                            .formatted(i, sink.port(), i));
        }
        return yaml.toString();
    }

    private Figures measure(
            PostgresProcess postgres, QueueProcess queue, Submitter submitter, Sink sink)
            throws Exception {
        ProcessHandle service = ProcessHandle.of(queue.process().pid()).orElseThrow();
        ScrapeFile scraped = queue.scrape();
        Commits appends = Commits.of(scraped, "append");
        Commits records = Commits.of(scraped, "record");
        Duration serviceBefore = Usage.cpu(service);
        Duration databaseBefore = postgres.cpu();
        Duration harnessBefore = Usage.cpu(ProcessHandle.current());
        long begin = System.nanoTime();
        Submitter.Answers answers = submitter.run(settings.rate(), settings.count(), 0, true);
        awaitDeliveries(sink, answers.accepted() * settings.targets());
        Duration wall = Duration.ofNanos(System.nanoTime() - begin);
        Duration serviceCpu = Usage.cpu(service).minus(serviceBefore);
        Duration databaseCpu = postgres.cpu().minus(databaseBefore);
        Duration harnessCpu = Usage.cpu(ProcessHandle.current()).minus(harnessBefore);
        scraped = queue.scrape();
        appends = Commits.of(scraped, "append").since(appends);
        records = Commits.of(scraped, "record").since(records);
        long resident = Usage.resident(service.pid());
        // It takes no processor from what it is compared with.
        queue.process().terminate(PATIENCE).exitedWith(0);
        try (Baseline baseline = new Baseline(postgres)) {
            return new Figures(
                    answers.statuses(),
                    answers.latencies().quantiles(),
                    sink.latencies().quantiles(),
                    sink.latencies().count(),
                    wall,
                    serviceCpu,
                    databaseCpu,
                    harnessCpu,
                    resident,
                    appends,
                    records,
                    baseline.run(settings.rate(), settings.count()));
        }
    }

    private static void awaitDeliveries(Sink sink, int wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (sink.latencies().count() < wanted) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "%d of %d deliveries came, and %d strange requests"
                                .formatted(sink.latencies().count(), wanted, sink.strange()));
            }
            new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
        }
    }
}
