package dev.pairplane.local;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The chart's rules and dashboards on a real Prometheus that scrapes the packaged services at
/// work: everything gives data, nothing fires, and what is killed is missed.
///
/// Invariant 48 of the chart. Debian's package `prometheus` brings the program; where it is
/// missing, these tests are skipped. Rules are evaluated each second, and nothing has to last for
/// more than 10 s; else they are as shipped.
@Timeout(240)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PrometheusIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /// Long enough for everything that has to last for 10 s.
    private static final int SCRAPES = 15;

    private static final String NOTHING_FIRES = "nothing fires";
    private static final String NOTHING_IS_ABSENT = "asks whether something is absent";

    /// What has no value on a healthy platform, and why.
    private static final Map<String, String> RIGHTLY_EMPTY =
            Map.ofEntries(
                    entry("pairplane-overview/3", NOTHING_FIRES),
                    entry("pairplane-storage-node/18", "everything is still in memory"),
                    entry("pairplane-storage-node/34", "nothing fills a memtable"),
                    entry("publishing-queue-tn056/8", "everything is delivered"),
                    entry("PairDBAbsent", NOTHING_IS_ABSENT),
                    entry("PublishingAbsent", NOTHING_IS_ABSENT),
                    entry("DiffTrackerAbsent", NOTHING_IS_ABSENT),
                    entry("DiffTrackerLocationSyncFailing", "silent as soon as one gets through"));

    /// What judges the machine that this runs on, and may fire here: its disk may be full, and it
    /// may be slow while it does other things.
    private static final Set<String> OF_THE_MACHINE =
            Set.of(
                    "PairDBHighDiskUsage",
                    "PairDBCriticalDiskUsage",
                    "PairDBDiskFillsSoon",
                    "PairDBSlowWriteLatency",
                    "PairDBSlowReadLatency",
                    "PairDBCommitLogSyncSlow",
                    "PublishingSubmitSlow");

    /// What has to be missed, by the program that is killed.
    private static final Map<String, Set<String>> MISSED =
            Map.of(
                    "storage-node-0",
                    Set.of("PairDBPodDown"),
                    PublishingQueue.NAME,
                    Set.of("PublishingAbsent", "PublishingReplicaDown"),
                    Difftracker.NAME,
                    Set.of("DiffTrackerAbsent"));

    @TempDir private static Path directory;

    private static Optional<RunningPlatform> platform = Optional.empty();
    private static Optional<PrometheusApi> server = Optional.empty();
    private static Optional<SteadyWork> work = Optional.empty();

    @BeforeAll
    static void startEverything() throws Exception {
        Optional<Path> executable = Prometheus.installed();
        Assumptions.assumeTrue(
                executable.isPresent(),
                "prometheus is not on the PATH (Debian: apt-get install prometheus)");
        List<Path> rules =
                MonitoringFiles.committed()
                        .quickRules(Files.createDirectory(directory.resolve("rules")));
        RunningPlatform running = RunningPlatform.start(directory.resolve("repository"));
        platform = Optional.of(running);
        Prometheus program =
                new Prometheus(
                        executable.orElseThrow(),
                        Ports.free(1).getFirst(),
                        targets(running.platform()),
                        rules);
        running.start(List.of(program));
        PrometheusApi prometheus = new PrometheusApi(program.uri());
        server = Optional.of(prometheus);
        work = Optional.of(SteadyWork.start(running));
        await().atMost(PATIENCE)
                .until(() -> {
                    work.orElseThrow().check();
                    running.check();
                    List<Double> scrapes =
                            prometheus.query("sum by (job) (sum_over_time(up[10m]))");
                    return scrapes.size() == MISSED.size()
                            && scrapes.stream().allMatch(count -> count >= SCRAPES);
                });
    }

    @AfterAll
    static void stopEverything() throws Exception {
        try {
            for (Optional<? extends AutoCloseable> one : List.of(work, server)) {
                if (one.isPresent()) {
                    one.orElseThrow().close();
                }
            }
        } finally {
            if (platform.isPresent()) {
                platform.orElseThrow().close();
            }
        }
    }

    private static List<Prometheus.Target> targets(Platform platform) {
        StorageNode node = platform.nodes().getFirst();
        return List.of(
                new Prometheus.Target("pairdb-storage-node", node.name(), node.managementPort()),
                new Prometheus.Target(
                        "publishing-queue",
                        PublishingQueue.NAME,
                        platform.publishingQueue().orElseThrow().managementPort()),
                new Prometheus.Target(
                        "difftracker",
                        Difftracker.NAME,
                        platform.difftracker().orElseThrow().managementPort()));
    }

    private static PrometheusApi prometheus() {
        return server.orElseThrow();
    }

    @Test
    @Order(1)
    void everyTargetIsUp() throws Exception {
        assertThat(prometheus().query("up")).hasSize(MISSED.size()).containsOnly(1.0);
    }

    @Test
    @Order(2)
    void everyPanelGivesData() throws Exception {
        List<MonitoringFiles.Query> queries = MonitoringFiles.committed().queries();

        assertThat(queries).hasSizeGreaterThan(90);
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    Set<String> empty = new TreeSet<>();
                    for (MonitoringFiles.Query query : queries) {
                        if (!RIGHTLY_EMPTY.containsKey(query.panel())
                                && !hasNumbers(query.expression())) {
                            empty.add(query.panel() + " " + query.expression());
                        }
                    }
                    assertThat(empty).isEmpty();
                });
    }

    @Test
    @Order(2)
    void everyVariableHasValuesToChooseFrom() throws Exception {
        List<MonitoringFiles.Variable> variables = MonitoringFiles.committed().variables();

        assertThat(variables).hasSizeGreaterThan(10);
        for (MonitoringFiles.Variable variable : variables) {
            // Which cluster it is, a Prometheus says of itself, or nobody does.
            assertThat(prometheus().labelValues(variable.name(), variable.selector()).isEmpty())
                    .as("%s of %s", variable.name(), variable.board())
                    .isEqualTo(variable.name().equals("cluster"));
        }
    }

    @Test
    @Order(2)
    void everyRuleIsEvaluatedAndHasSomethingToJudge() throws Exception {
        assertThat(prometheus().rules()).hasSizeGreaterThan(50);
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    Set<String> empty = new TreeSet<>();
                    for (PrometheusApi.Rule rule : prometheus().rules()) {
                        assertThat(rule.health())
                                .as("%s: %s", rule.name(), rule.error())
                                .isEqualTo("ok");
                        String expression =
                                rule.alerts()
                                        ? MonitoringFiles.withoutThresholds(rule.expression())
                                        : rule.name();
                        if (!RIGHTLY_EMPTY.containsKey(rule.name()) && !hasNumbers(expression)) {
                            empty.add(rule.name() + ": " + expression);
                        }
                    }
                    assertThat(empty).isEmpty();
                });
    }

    /// So that no exception outlives what it is made for.
    @Test
    @Order(2)
    void everyExceptionIsOfSomethingThatIsThere() throws Exception {
        Set<String> there = new TreeSet<>();
        prometheus().rules().forEach(rule -> there.add(rule.name()));
        MonitoringFiles.committed().queries().forEach(query -> there.add(query.panel()));

        assertThat(there)
                .containsAll(RIGHTLY_EMPTY.keySet())
                .containsAll(OF_THE_MACHINE)
                .containsAll(MISSED.values().stream().flatMap(Set::stream).toList());
    }

    private static boolean hasNumbers(String expression) throws Exception {
        return prometheus().query(expression).stream().anyMatch(value -> !value.isNaN());
    }

    @Test
    @Order(3)
    void nothingFiresOnAHealthyPlatform() throws Exception {
        work.orElseThrow().check();
        platform.orElseThrow().check();

        assertThat(firing()).isEmpty();
    }

    /// Each alert is seen to begin while everything else is as before; what they take to fire, they
    /// take together.
    @Test
    @Order(4)
    void whatIsKilledForGoodIsMissedByItsOwnAlerts() throws Exception {
        work.orElseThrow().check();
        work.orElseThrow().close();
        work = Optional.empty();
        Set<String> expected = new TreeSet<>();

        for (String name : new TreeSet<>(MISSED.keySet())) {
            platform.orElseThrow().kill(name);
            expected.addAll(MISSED.get(name));
            await().atMost(PATIENCE).until(() -> begun().equals(expected));
        }

        await().atMost(PATIENCE).until(() -> firing().equals(expected));
    }

    private static Set<String> firing() throws Exception {
        Set<String> names = prometheus().alerts("firing");
        names.removeAll(OF_THE_MACHINE);
        return names;
    }

    private static Set<String> begun() throws Exception {
        Set<String> names = prometheus().alerts("pending");
        names.addAll(prometheus().alerts("firing"));
        names.removeAll(OF_THE_MACHINE);
        return names;
    }
}
