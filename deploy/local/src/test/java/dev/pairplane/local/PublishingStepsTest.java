package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The steps with the real receiver, and a queue that keeps its promises or breaks one.
@Timeout(120)
class PublishingStepsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Where something is waited for that never comes.
    private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(12);

    private final Playground.Screen screen = new Playground.Screen();
    private final dev.pairplane.simulators.receiver.Receiver receiver;
    private final ReceiverApi targets;

    PublishingStepsTest() throws Exception {
        receiver = dev.pairplane.simulators.receiver.Receiver.start(0, InstantSource.system());
        targets = new ReceiverApi(receiver.uri());
    }

    @AfterEach
    void stop() {
        targets.close();
        receiver.close();
    }

    @Test
    void passWithAQueueThatKeepsItsPromises() throws Exception {
        assertThat(run(FakePublishing.Behaviour.HONEST, PATIENCE))
                .isEqualTo(
                        "1200 jobs of 300 alerts: 1001 delivered, 200 dead letters, none lost"
                                + " across kill -9");
        assertThat(screen.text())
                .containsSubsequence(
                        "ok: it sends to [pages, chat, tickets, mirror]",
                        "60 of priority low accepted",
                        "40 of priority high accepted",
                        "ok: 200 alerts accepted, 800 jobs; ",
                        "'tickets' answers 400, 'mirror' answers 503",
                        "'pages' got first: ",
                        " critical, ",
                        "critical before warning before info, although those came first",
                        "it is open: ",
                        "it is closed, and all 200 jobs have ended; ",
                        "all 200 are there, each sent once, with the answer 400",
                        "a second replay is refused (409)",
                        "kill -9 of process 1 after 50 were accepted, with ",
                        "ok: all 100 are accepted; ",
                        "each of the 1200 jobs of 300 alerts is delivered or in the dead letter"
                                + " queue");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "FIRST_COME           | that is no order of priority",
                "HAMMERING            | 'mirror' is out of order, and was tried ",
                "FAINT_HEARTED        | no job that 'mirror' had answered with 503 was sent to it"
                        + " again",
                "STUBBORN             | a refused alert is sent once",
                "WITHOUT_DEAD_LETTERS | what 'tickets' refused is in the dead letter queue: not"
                        + " after",
                "LYING                | the replayed alert is delivered: not after",
                "EAGER                | can be sent again at once: 200 instead of 409",
                "FORGETFUL            | are neither delivered nor dead letters",
                "WITHOUT_KEYS         | that nobody was told of",
                "PARTIAL              | was accepted for 3 targets, and there are 4"
            })
    void noticeAQueueThatBreaksOne(FakePublishing.Behaviour behaviour, String message) {
        assertThatThrownBy(() -> run(behaviour, LITTLE_PATIENCE))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(message);
    }

    @Test
    void noticeAReceiverThatForgets() throws Exception {
        try (FakePublishing queue =
                        new FakePublishing(receiver.uri(), FakePublishing.Behaviour.HONEST);
                PublishingApi api = new PublishingApi(queue.uri(), queue.uri(), "token");
                JsonHttp http = new JsonHttp("the receiver", receiver.uri(), "token")) {
            PublishingSteps steps = steps(api, LITTLE_PATIENCE);
            steps.fillsUpWhileNobodyAnswers();
            steps.releases();
            steps.sendsTheUrgentFirst();
            assertThat(http.send("DELETE", "/deliveries").status()).isEqualTo(204);

            assertThatThrownBy(steps::losesNothing)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("are neither delivered nor dead letters");
        }
    }

    private String run(FakePublishing.Behaviour behaviour, Duration patience) throws Exception {
        try (FakePublishing queue = new FakePublishing(receiver.uri(), behaviour);
                PublishingApi api = new PublishingApi(queue.uri(), queue.uri(), "token")) {
            PublishingSteps steps = steps(api, patience);
            steps.knowsItsTargets();
            steps.fillsUpWhileNobodyAnswers();
            steps.releases();
            steps.sendsTheUrgentFirst();
            steps.opensTheBreaker();
            steps.closesTheBreaker();
            steps.keepsWhatWasRefused();
            steps.replaysOne();
            steps.survivesAKill(100, 20, queue);
            return steps.losesNothing();
        }
    }

    private PublishingSteps steps(PublishingApi api, Duration patience) {
        return new PublishingSteps(
                api,
                targets,
                new DemoWait(patience, () -> {}),
                new DemoSubmissions(api, () -> {}, PublishingQueue.TARGETS.size()),
                new DemoOutput(screen.stream()));
    }
}
