package dev.pairplane.simulators.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pairplane.testkit.Kubectl;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// Runs all steps against one API server, each as a test with the step's name.
final class Conformance implements AutoCloseable {

    private final Target target;
    private final HttpClient client;
    private final Kubectl kubectl;
    private final AtomicInteger number = new AtomicInteger();

    Conformance(Target target, Path folder) {
        this.target = target;
        var builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        if (target.trust() != null) {
            builder.sslContext(target.trust());
        }
        this.client = builder.build();
        this.kubectl = new Kubectl(target.kubeconfig(), folder.resolve("kubectl"));
    }

    /// All steps; those that forget history come last.
    static List<Step> steps() {
        var all =
                Stream.of(
                                BasicSteps.all(),
                                NamespaceSteps.all(),
                                FinalizerSteps.all(),
                                ServiceSteps.all(),
                                ServiceRuleSteps.all(),
                                StatusSteps.all(),
                                SliceSteps.all(),
                                PodSteps.all(),
                                NodeSteps.all(),
                                LeaseSteps.all(),
                                PatchSteps.all(),
                                ListSteps.all(),
                                WatchSteps.all(),
                                TableSteps.all(),
                                DiscoverySteps.all(),
                                KubectlSteps.all(),
                                KubectlShowSteps.all(),
                                HistorySteps.all())
                        .flatMap(List::stream)
                        .toList();
        var names = new HashSet<String>();
        all.forEach(step -> {
            if (!names.add(step.name())) {
                throw new IllegalStateException("two steps are called: " + step.name());
            }
        });
        return all;
    }

    Stream<DynamicTest> tests() {
        return steps().stream().map(step -> DynamicTest.dynamicTest(step.name(), () -> run(step)));
    }

    private void run(Step step) {
        assumeTrue(
                !step.kubectl() || Kubectl.missing().isEmpty(), () -> Kubectl.missing().orElse(""));
        var namespace = String.format(Locale.ROOT, "step-%03d", number.incrementAndGet());
        var session = new Session(target, client, kubectl, namespace);
        session.create("namespaces", "{metadata: {name: '{ns}'}}").is(201);
        try {
            step.body().run(session);
        } catch (AssertionError e) {
            throw new AssertionError(step.name() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
