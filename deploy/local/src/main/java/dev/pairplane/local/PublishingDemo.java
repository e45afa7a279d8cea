package dev.pairplane.local;

import java.time.Duration;
import java.util.List;

/// publishing-queue's part of the demo: alerts of three priorities to four targets at a receiver
/// that misbehaves, and a `kill -9` in the middle. Everything is verified at the receiver, through
/// the API, and in the metrics.
final class PublishingDemo {

    /// For one goal: a killed replica's jobs are taken over after 12 s, and an open breaker waits.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// In the second batch, and how slowly they are taken then, so that some are under way.
    private static final int ALERTS = 100;

    private static final int DELAY = 50;

    private final Installation installation;
    private final DemoOutput out;
    private final Children children;
    private final PublishingQueue queue;

    /// @param children no others
    PublishingDemo(Installation installation, DemoOutput out, Children children) {
        this.installation = installation;
        this.out = out;
        this.children = children;
        List<Integer> free = Ports.free(4);
        this.queue =
                new PublishingQueue(
                        free.get(0),
                        free.get(1),
                        new Postgres(free.get(2)),
                        new Receiver(free.get(3)),
                        PublishingQueue.Tuning.DEMO,
                        List.of());
    }

    /// What it is going to run.
    List<Program> programs() {
        return List.of(queue.postgres(), queue.receiver(), queue);
    }

    /// Runs it to its end, with an orderly stop.
    ///
    /// @return what was verified, in half a sentence
    String run(StateDirectory state, Answers answers) throws Failure, InterruptedException {
        out.step("start PostgreSQL, a receiver of webhooks, and publishing-queue");
        DemoProcess postgres = process(queue.postgres(), state, answers);
        start(postgres, "PostgreSQL", queue.postgres().uri().toString());
        DemoProcess receiver = process(queue.receiver(), state, answers);
        start(receiver, "receiver", queue.receiver().uri().toString());
        DemoProcess service = process(queue, state, answers);
        start(service, PublishingQueue.NAME, queue.api().toString());
        String token = PublishingQueue.token(state.home(PublishingQueue.NAME));
        try (PublishingApi api = new PublishingApi(queue.api(), queue.management(), token);
                ReceiverApi targets = new ReceiverApi(queue.receiver().uri())) {
            String verified =
                    work(
                            new PublishingSteps(
                                    api,
                                    targets,
                                    new DemoWait(PATIENCE, service),
                                    new DemoSubmissions(
                                            api, service, PublishingQueue.TARGETS.size()),
                                    out),
                            service);
            out.step("stop in order (SIGTERM)");
            service.check();
            children.stop();
            for (DemoProcess process : List.of(service, postgres)) {
                process.requireOrderlyEnd();
            }
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

    private void start(DemoProcess process, String name, String place)
            throws Failure, InterruptedException {
        Duration took = process.start();
        out.note(
                "%s ready after %s as process %d: %s"
                        .formatted(name, DemoOutput.seconds(took), process.pid(), place));
    }

    private String work(PublishingSteps steps, DemoProcess service)
            throws Failure, InterruptedException {
        steps.knowsItsTargets();

        out.step("submit 200 alerts while no target answers, the least urgent first");
        steps.fillsUpWhileNobodyAnswers();

        out.step("let the targets answer: the urgent ones go first");
        steps.releases();
        steps.sendsTheUrgentFirst();

        out.step("a target that is out of order is left alone, and comes back");
        steps.opensTheBreaker();
        steps.closesTheBreaker();

        out.step("what a target refused waits in the dead letter queue; send one again");
        steps.keepsWhatWasRefused();
        steps.replaysOne();

        out.step("kill -9 of publishing-queue in the middle of 100 more alerts");
        steps.survivesAKill(
                ALERTS,
                DELAY,
                new PublishingSteps.Victim() {
                    @Override
                    public long kill() {
                        return service.kill();
                    }

                    @Override
                    public void restart() throws Failure, InterruptedException {
                        service.awaitGone();
                        start(service, PublishingQueue.NAME, "again");
                    }
                });
        return steps.losesNothing();
    }
}
