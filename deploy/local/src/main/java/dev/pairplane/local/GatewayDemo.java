package dev.pairplane.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/// difftracker's part of the demo: Services come, move and go in the simulated cluster, difftracker
/// is killed in the middle, and the simulated Azure has to follow. Everything is verified through
/// the simulators' own APIs, never by asking difftracker.
final class GatewayDemo {

    /// For one goal: several operations in Azure of half a second each, with retries.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int CREATED_AT_ONCE = 2;

    private final Installation installation;
    private final DemoOutput out;
    private final Children children;
    private final Simulators simulators;
    private final Difftracker difftracker;

    /// @param kubeconfig where to write one
    /// @param children no others
    GatewayDemo(Installation installation, Path kubeconfig, DemoOutput out, Children children) {
        this.installation = installation;
        this.out = out;
        this.children = children;
        List<Integer> free = Ports.free(4);
        this.simulators = new Simulators(free.get(0), OptionalInt.of(free.get(1)), kubeconfig);
        this.difftracker =
                new Difftracker(
                        free.get(2),
                        free.get(3),
                        simulators.azure(),
                        kubeconfig,
                        Difftracker.CLASS);
    }

    /// What it is going to run.
    List<Program> programs() {
        return List.of(simulators, difftracker);
    }

    /// Runs it to its end, with an orderly stop.
    ///
    /// @return what was verified, in half a sentence
    String run(StateDirectory state, Answers answers) throws Failure, InterruptedException {
        DemoProcess cloud = process(simulators, state, answers);
        DemoProcess controller = process(difftracker, state, answers);
        out.step("start a simulated Azure, a simulated Kubernetes API, and difftracker");
        Duration took = cloud.start();
        int port = simulators.kubernetesPort().orElseThrow();
        out.note(
                "simulators ready after %s as process %d: Azure %s, Kubernetes http://%s:%d"
                        .formatted(
                                DemoOutput.seconds(took),
                                cloud.pid(),
                                simulators.azure().endpoint(),
                                Program.HOST,
                                port));
        try (AzureApi azure = new AzureApi(simulators.azure());
                KubernetesApi kubernetes = new KubernetesApi(port)) {
            GatewaySteps steps =
                    new GatewaySteps(azure, kubernetes, new DemoWait(PATIENCE, cloud), out);
            String verified = work(steps, controller);
            out.step("stop in order (SIGTERM)");
            cloud.check();
            children.stop();
            controller.requireOrderlyEnd();
            out.ok("exit code 0");
            return verified;
        }
    }

    private DemoProcess process(Program program, StateDirectory state, Answers answers)
            throws Failure {
        return new DemoProcess(
                program.prepare(
                        installation, state.home(program.name()), state.freshLog(program.name())),
                children,
                answers);
    }

    private String work(GatewaySteps steps, DemoProcess controller)
            throws Failure, InterruptedException {
        steps.remembersAzure();
        start(controller);

        out.step("apply 2 Nodes, and 2 Services with their EndpointSlices");
        steps.apply(sample("shop.yaml"));
        steps.azureFollows();

        out.step("move an endpoint of the Service 'shop' to the other node");
        steps.apply(sample("shop-moved.yaml"));
        steps.azureFollows();

        out.step("delete the Service 'blog'");
        steps.deletes("blog");

        out.step("kill -9 of difftracker in the middle of the creation of two Services");
        steps.holdsTheCreationOf(CREATED_AT_ONCE, sample("cart.yaml"));
        long killed = controller.kill();
        controller.awaitGone();
        out.note("process %d is gone, with both load balancers half made".formatted(killed));
        steps.losesAServiceWhileNobodyWatches("ads");
        steps.releases();
        start(controller);
        steps.azureFollows();
        steps.hasNoTraceOf("ads");
        out.ok("nothing is left of 'ads', and nothing was made twice");

        out.step("delete everything");
        int writes = steps.deletesEverything();

        return "4 load balancers made and removed in %d writes to Azure, 1 address moved, 1 creation finished after kill -9 and 1 undone, nothing left in Azure and no Service stranded"
                .formatted(writes);
    }

    private void start(DemoProcess controller) throws Failure, InterruptedException {
        Duration took = controller.start();
        out.note(
                "difftracker ready after %s as process %d"
                        .formatted(DemoOutput.seconds(took), controller.pid()));
    }

    private Path sample(String name) {
        return installation.samples().resolve(name);
    }
}
