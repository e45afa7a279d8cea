package dev.pairplane.difftracker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.difftracker.it.ControllerProcess;
import dev.pairplane.difftracker.it.Verdict;
import dev.pairplane.difftracker.it.World;
import dev.pairplane.simulators.azure.fault.Behaviour;
import dev.pairplane.simulators.azure.fault.CallKind;
import dev.pairplane.simulators.azure.fault.Latency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// How long the packaged controller takes until many Services made at once are served, and what
/// that costs. Both simulators are in this JVM, the controller is a child.
public final class ScaleBenchmark {
    private static final Duration LIMIT = Duration.ofMinutes(40);

    private final Settings settings;

    private ScaleBenchmark(Settings settings) {
        this.settings = settings;
    }

    /// See [Settings] for the command line. Ends with 1 when something was not as wanted.
    public static void main(String... arguments) throws Exception {
        Settings settings = Settings.of(arguments);
        Report report = new Report(settings);
        ScaleBenchmark benchmark = new ScaleBenchmark(settings);
        List<Figures> all = new ArrayList<>();
        for (Settings.Run run : settings.runs()) {
            System.out.println(settings.services() + " Services, " + run.text());
            all.add(benchmark.measure(run));
            System.out.println(report.tables(all));
            report.write(all);
        }
    }

    private Figures measure(Settings.Run run) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("difftracker-bench");
        try (World world = World.start(folder, behaviour(run), 1)) {
            Verdict verdict = new Verdict(world);
            for (int node = 0; node < settings.nodes(); node++) {
                world.node("node-" + node, "10.0.0." + (node + 1));
            }
            try (ControllerProcess controller = plan(folder, world, run).start()) {
                world.azure().forgetCalls();
                world.kubernetes().journal().clear();
                long begin = System.nanoTime();
                for (int service = 0; service < settings.services(); service++) {
                    make(world, service);
                }
                Duration applied = since(begin);
                Duration synced = await(world, verdict, begin);
                Map<String, Long> calls = world.azure().callCounts();
                long publications =
                        world.kubernetes().journal().count("patch", "services")
                                + world.kubernetes().journal().count("patch", "services/status");
                long resident = Figures.resident(controller.process());
                Duration cpu = Figures.cpu(controller.process());
                world.azure().forgetCalls();
                Duration restart = restart(controller);
                return new Figures(
                        run,
                        applied,
                        synced,
                        calls,
                        publications,
                        resident,
                        cpu,
                        restart,
                        world.writes());
            }
        }
    }

    private static Behaviour behaviour(Settings.Run run) {
        Behaviour behaviour = Behaviour.prompt();
        for (CallKind kind : CallKind.values()) {
            behaviour = behaviour.latency(kind, new Latency(run.latency(), run.latency()));
        }
        return behaviour;
    }

    private static ControllerProcess.Plan plan(Path folder, World world, Settings.Run run) {
        return ControllerProcess.in(folder, world)
                .jvm("-Xmx512m")
                .set("difftracker.operations.concurrency", run.concurrency())
                .set("difftracker.azure.max_concurrent_calls", Math.max(64, run.concurrency() + 2))
                .set("difftracker.operations.call_timeout", "30s");
    }

    private void make(World world, int number) {
        String name = "svc-" + number;
        String uid = world.service(name);
        Map<String, String> nodeOf = new LinkedHashMap<>();
        for (int i = 0; i < settings.endpoints(); i++) {
            int pod = number * settings.endpoints() + i;
            nodeOf.put(
                    "10.%d.%d.%d".formatted(64 + (pod >> 16), pod >> 8 & 0xff, pod & 0xff),
                    "node-" + pod % settings.nodes());
        }
        world.slice(name, uid, name + "-1", nodeOf);
    }

    /// The full comparison costs as much as the work that is measured, so counts come first.
    private Duration await(World world, Verdict verdict, long begin) throws InterruptedException {
        int addresses = settings.services() * settings.endpoints();
        long said = begin;
        while (since(begin).compareTo(LIMIT) < 0) {
            long published =
                    world.kubernetes().list("services", World.NAMESPACE).stream()
                            .filter(ScaleBenchmark::isPublished)
                            .count();
            int placed =
                    world.azure().locations().stream()
                            .mapToInt(location -> location.addresses().size())
                            .sum();
            Duration now = since(begin);
            if (published == settings.services() && placed == addresses) {
                List<String> wrong = verdict.differences();
                if (wrong.isEmpty()) {
                    return now;
                }
            }
            if (System.nanoTime() - said > TimeUnit.SECONDS.toNanos(30)) {
                said = System.nanoTime();
                System.out.printf(
                        "%s s: %d published, %d addresses%n",
                        Figures.seconds(now), published, placed);
            }
            new CountDownLatch(1).await(250, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError(
                "not synced after " + LIMIT + ": " + verdict.differences().subList(0, 10));
    }

    private static boolean isPublished(ObjectNode service) {
        return !service.path("status").path("loadBalancer").path("ingress").isEmpty();
    }

    private static Duration restart(ControllerProcess controller) {
        controller.process().terminate(ControllerProcess.PATIENCE).exitedWith(0);
        long begin = System.nanoTime();
        controller.startAgain();
        controller.awaitReady();
        return since(begin);
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
