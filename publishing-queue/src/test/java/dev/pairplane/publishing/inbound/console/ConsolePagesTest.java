package dev.pairplane.publishing.inbound.console;

import static dev.pairplane.publishing.inbound.console.Surfer.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.alert.AlertStatus;
import dev.pairplane.publishing.core.target.TargetSet;
import dev.pairplane.publishing.store.Faults;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsolePagesTest {
    private static final String HOSTILE =
            "<script>alert('x')</script>\"><img src=x onerror=alert(1)><!channel>{view.id}";
    private static final String ESCAPED =
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&gt;&lt;img src=x"
                    + " onerror=alert(1)&gt;&lt;!channel&gt;{view.id}";

    private ServedConsole console;
    private Surfer surfer;

    @BeforeEach
    void serve() throws Exception {
        console = ServedConsole.strict();
        surfer = new Surfer(console).as("work");
    }

    @AfterEach
    void close() {
        surfer.close();
        console.close();
    }

    private TestCore queue() {
        return console.queue;
    }

    private static Map<String, String> forced(String csrf) {
        return Map.of("csrf", csrf, "force", "true");
    }

    private static String replay(UUID letter) {
        return "/console/dead-letters/" + letter + "/replay";
    }

    @Test
    void theRootLeadsToTheConsole() throws Exception {
        assertThat(location(surfer.get("/"))).isEqualTo("/console");
    }

    @Test
    void theOverviewShowsTheQueueAndTheReplica() throws Exception {
        queue().deadLetter("f-1", "x");
        queue().submit("f-2", "good", "x");
        Awaitility.await().atMost(TestCore.SOON).until(() -> queue().delivered() == 1);

        // The figures are a tenth of a second old at most.
        Awaitility.await()
                .atMost(TestCore.SOON)
                .untilAsserted(() ->
                        assertThat(surfer.page("/console/figures"))
                                .containsPattern("success</p><p class=\"figure\">50.0 %"));
        String page = surfer.page("/console");

        assertThat(page)
                .contains("<title>Overview · publishing-queue</title>", "publishing-queue 0.1.0")
                .contains("<a href=\"http://127.0.0.1:8083/console\">difftracker</a>")
                .containsPattern("id=\"mode\" class=\"pill ok\"[^>]*>normal<")
                .containsPattern("id=\"journal\" class=\"pill ok\">writable<")
                .contains("id=\"waiting-high\"", "id=\"waiting-medium\"", "id=\"waiting-low\"")
                .contains("max=\"1000\"", "0 of 1,000 places, 0.0 %", "none waits")
                .containsPattern("in flight</p><p class=\"figure\">0</p><p class=\"note\">of 10 w")
                .containsPattern("dead letters</p><p class=\"figure\">1<")
                .containsPattern("targets</p><p class=\"figure\">2</p><p class=\"note\">of 3 are")
                .containsOnlyOnce("id=\"mode\"")
                .doesNotContain("hx-swap-oob");
    }

    @Test
    void theFiguresComeAloneForARefresh() throws Exception {
        for (String path : List.of("/console/figures", "/console/targets/figures")) {
            assertThat(surfer.page(path))
                    .contains("<div id=\"figures\" hx-get=\"" + path + "\"", "every 2s")
                    .doesNotContain("<html", "<header", "<h1>");
        }
        assertThat(surfer.page("/console/figures"))
                .containsPattern("id=\"mode\"[^>]*hx-swap-oob=\"true\"");
    }

    @Test
    void withoutEnabledTargetsTheModeSaysThatNothingIsDelivered() throws Exception {
        queue().core.targets(new TargetSet(List.of(TestCore.target("off", false))));

        Awaitility.await()
                .atMost(TestCore.SOON)
                .untilAsserted(() ->
                        assertThat(surfer.page("/console"))
                                .containsPattern("class=\"pill warn\"[^>]*>metrics-only<"));
    }

    @Test
    void aStoreThatDoesNotAnswerIsSaidAndNeverAZero() throws Exception {
        queue().store
                .faults((_, call) ->
                        call == Faults.Call.PENDING_LETTERS || call == Faults.Call.LIST_LETTERS
                                ? Faults.Fate.FAILED
                                : Faults.Fate.GOOD);

        assertThat(surfer.page("/console"))
                .containsPattern("dead letters</p><p class=\"figure\">unknown<");
        HttpResponse<String> list = surfer.get("/console/dead-letters");
        assertThat(list.statusCode()).isEqualTo(503);
        assertThat(list.headers().firstValue("retry-after")).contains("1");
        assertThat(list.body()).contains("the store did not answer").doesNotContain("told to fail");
    }

    @Test
    void theTargetsShowTheirLanesAndBreakers() throws Exception {
        queue().answers("bad", 503, "down");
        for (int i = 0; i < 6; i++) {
            queue().submit("f-" + i, "bad", "x");
        }

        Awaitility.await()
                .atMost(TestCore.SOON)
                .untilAsserted(() ->
                        assertThat(surfer.page("/console/targets"))
                                .containsPattern("class=\"pill bad\">circuit_open<")
                                .containsPattern("class=\"pill bad\">open</span>[^<]*<[^>]*>probe")
                                .contains("https://bad.example/hook", "webhook, webhook")
                                .containsPattern("class=\"pill ok\">closed<")
                                .containsPattern("class=\"pill idle\">switched off<"));
    }

    @Test
    void aJobShowsEachOfItsAttempts() throws Exception {
        queue().answers("bad", 503, "down for now");
        UUID job = queue().submit("f-1", "bad", "x");

        Awaitility.await()
                .atMost(TestCore.SOON)
                .untilAsserted(
                        () -> assertThat(surfer.page("/console/jobs/" + job)).contains(">dlq<"));
        String page = surfer.page("/console/jobs/" + job);

        assertThat(page)
                .contains(job.toString(), "2 of 2 at most", "f-1", "down for now")
                .contains("href=\"/console/dead-letters/")
                .doesNotContain("hx-get");
        assertThat(page.split("<td class=\"num\">503</td>", -1)).hasSize(3);
        assertThat(surfer.page("/console/jobs/" + job + "/figures")).doesNotContain("<html");
    }

    @Test
    void whatIsNotThereIsSaid() throws Exception {
        UUID none = UUID.randomUUID();
        for (String path :
                List.of(
                        "/console/jobs/" + none,
                        "/console/jobs/" + none + "/figures",
                        "/console/dead-letters/" + none,
                        "/console/nothing")) {
            assertThat(surfer.get(path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(surfer.replay(none).statusCode()).isEqualTo(404);
        assertThat(surfer.get("/console/jobs/1").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "/console/jobs?state=sleeping, 'use one of queued, processing'",
        "/console/jobs?priority=urgent, 'use one of high, medium, low'",
        "/console/jobs?page=0, page has to be a number from 1",
        "/console/jobs?page=99999999, page has to be a number from 1",
        "/console/jobs?fingerprint=a%00b, without NUL",
        "/console/dead-letters?replayed=maybe, 'use one of false, true'",
        "/console/dead-letters?error_type=odd, 'use one of transient, permanent'"
    })
    void parametersThatAreWrongAreNamed(String path, String hint) throws Exception {
        HttpResponse<String> response = surfer.get(path);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains(hint);
    }

    @ParameterizedTest
    @CsvSource({
        "state=dlq, f-bad, f-good",
        "state=succeeded, f-good, f-bad",
        "target=bad, f-bad, f-good",
        "fingerprint=f-good, f-good, f-bad",
        "state=dlq&target=bad&fingerprint=f-bad, f-bad, f-good"
    })
    void jobsAreFoundByWhatIsAskedFor(String query, String found, String other) throws Exception {
        queue().deadLetter("f-bad", "x");
        queue().submit("f-good", "good", "x");
        Awaitility.await().atMost(TestCore.SOON).until(() -> queue().delivered() == 1);

        String page = surfer.page("/console/jobs?" + query);

        assertThat(page)
                .contains("<td class=\"mono break\">" + found + "</td>", "1 of 1, page 1 of 1")
                .doesNotContain("<td class=\"mono break\">" + other + "</td>");
    }

    @Test
    void noJobOfTheWantedPriorityIsSaid() throws Exception {
        UUID job = queue().submit("f-1", "good", "x");
        String tier = queue().core.recent(job).map(view -> view.tier().label()).orElseThrow();

        for (String asked : List.of("high", "medium", "low")) {
            assertThat(surfer.page("/console/jobs?priority=" + asked))
                    .contains(asked.equals(tier) ? "f-1" : "no job");
        }
    }

    @Test
    void manyLettersComeInPagesThatKeepTheFilter() throws Exception {
        for (int i = 0; i < 61; i++) {
            queue().deadLetter("f-" + i, "x");
        }

        String first = surfer.page("/console/dead-letters?target=bad&replayed=false");
        assertThat(first)
                .contains("50 of 61, page 1 of 2", "rel=\"next\"", "replayed=false")
                .contains("target=bad&amp;", "page=2\">Next", "f-60")
                .doesNotContain("Previous");
        assertThat(surfer.page("/console/dead-letters?target=bad&page=2"))
                .contains("11 of 61, page 2 of 2", "Previous", "f-0<")
                .doesNotContain(">Next");
        assertThat(surfer.page("/console/dead-letters?page=9"))
                .contains("no dead letter", "page=2\">Previous");
        assertThat(surfer.page("/console/jobs?state=dlq&page=2")).contains("11 of 61");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"error_type=transient", "replayed=true", "target=good", "priority=high"})
    void lettersThatAreNotAskedForAreLeftOut(String query) throws Exception {
        queue().deadLetter("f-1", "x");

        assertThat(surfer.page("/console/dead-letters?" + query)).contains("no dead letter");
        assertThat(surfer.page("/console/dead-letters?error_type=permanent&replayed=false"))
                .contains("<td class=\"mono break\">f-1</td>");
    }

    /// Publishing invariant 58
    @Test
    void aLetterIsSentAgainOnceAndTheBrowserGoesToItsJob() throws Exception {
        UUID letter = queue().deadLetter("f-1", "x");
        UUID later = queue().deadLetter("f-1", "later");
        queue().answers("bad", 200, "");

        HttpResponse<String> response = surfer.replay(letter);

        assertThat(response.statusCode()).isEqualTo(303);
        assertThat(location(response)).startsWith("/console/jobs/");
        Awaitility.await()
                .atMost(TestCore.SOON)
                .untilAsserted(() ->
                        assertThat(surfer.page(location(response)))
                                .contains(">succeeded<", "sends again", letter.toString()));
        assertThat(queue().letters().filter(l -> l.id().equals(later)).findFirst().orElseThrow())
                .matches(l -> l.replays().count() == 0);
        assertThat(surfer.page("/console/dead-letters/" + letter)).contains("1 ×", "ops");
    }

    /// Publishing invariant 59
    @Test
    void ofTwoAtOnceOneIsSent() throws Exception {
        UUID letter = queue().deadLetter("f-1", "x");
        queue().answers("bad", 200, "");
        String csrf = surfer.formToken("/console");
        Callable<Integer> press =
                () -> surfer.post(replay(letter), Map.of("csrf", csrf)).statusCode();

        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            List<Integer> statuses =
                    two.invokeAll(List.of(press, press)).stream().map(Future::resultNow).toList();

            assertThat(statuses).containsExactlyInAnyOrder(303, 409);
        }
    }

    @Test
    void whatWasSentAgainIsSentOnceMoreOnlyByForce() throws Exception {
        UUID letter = queue().deadLetter("f-1", "x");
        queue().answers("bad", 200, "");
        assertThat(surfer.page("/console/dead-letters/" + letter)).doesNotContain("force");
        surfer.replay(letter);

        HttpResponse<String> refused = surfer.replay(letter);

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body())
                .contains("it was sent again before", "name=\"force\" value=\"true\"");
        HttpResponse<String> sent =
                surfer.post(replay(letter), forced(Surfer.formTokenIn(refused.body())));
        assertThat(sent.statusCode()).isEqualTo(303);
        assertThat(surfer.page("/console/dead-letters/" + letter)).contains("2 ×");
    }

    @Test
    void aFiringThatWasResolvedSinceIsSentOnlyByForce() throws Exception {
        UUID letter = queue().deadLetter("f-1", "x");
        queue().answers("bad", 200, "");
        queue().submit("f-1", "bad", "x", AlertStatus.RESOLVED);
        Awaitility.await().atMost(TestCore.SOON).until(() -> queue().delivered() == 1);

        HttpResponse<String> refused = surfer.replay(letter);

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("the condition is resolved", "name=\"force\"");
        assertThat(
                        surfer.post(replay(letter), forced(Surfer.formTokenIn(refused.body())))
                                .statusCode())
                .isEqualTo(303);
    }

    @Test
    void whereTheTargetIsGoneForceDoesNotHelp() throws Exception {
        UUID letter = queue().deadLetter("f-1", "x");
        queue().core.targets(new TargetSet(List.of(TestCore.target("good", true))));

        HttpResponse<String> refused =
                surfer.post(replay(letter), forced(surfer.formToken("/console")));

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body())
                .contains("the target bad is gone or switched off")
                .doesNotContain("name=\"force\"");
    }

    @Test
    void aStoreThatDoesNotTakeAReplayIsSaidAndTheLetterStays() throws Exception {
        UUID letter = queue().deadLetter("f-1", "x");
        queue().store
                .faults((_, call) ->
                        call == Faults.Call.REPLAY ? Faults.Fate.FAILED : Faults.Fate.GOOD);

        HttpResponse<String> response = surfer.replay(letter);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("retry-after")).contains("1");
        assertThat(response.body()).contains("It may not have been sent");
        assertThat(queue().letters().findFirst().orElseThrow().replays().count()).isZero();
    }

    @Test
    void whatAlertsAndTargetsSayIsNeverMarkup() throws Exception {
        UUID letter = queue().deadLetter(HOSTILE, HOSTILE);
        UUID job = queue().letters().findFirst().orElseThrow().jobId();
        String query = "?fingerprint=" + Surfer.encoded(HOSTILE) + "&target=bad";

        for (String path :
                List.of(
                        "/console/jobs",
                        "/console/jobs" + query,
                        "/console/jobs/" + job,
                        "/console/jobs/" + job + "/figures",
                        "/console/dead-letters",
                        "/console/dead-letters" + query,
                        "/console/dead-letters/" + letter)) {
            assertThat(surfer.page(path))
                    .as(path)
                    .contains(ESCAPED)
                    .doesNotContain("<script>", "<img", "<!channel");
        }
        for (String path :
                List.of(
                        "/console/jobs?target=" + Surfer.encoded(HOSTILE),
                        "/console/jobs?state=" + Surfer.encoded(HOSTILE),
                        "/console/sign-in?next=" + Surfer.encoded(HOSTILE),
                        "/console",
                        "/console/targets")) {
            assertThat(surfer.get(path).body())
                    .as(path)
                    .doesNotContain("<script>", "<img", "<!channel");
        }
        assertThat(surfer.page("/console/dead-letters/" + letter).split(Pattern.quote(ESCAPED), -1))
                .hasSizeGreaterThan(5);
    }

    @Test
    void aPageOfAJobThatIsUnderWayKeepsItselfFresh() throws Exception {
        queue().answers("bad", 429, "slow down");
        UUID job = queue().submit("f-1", "bad", "x");

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(surfer.page("/console/jobs/" + job))
                                .contains("hx-get=\"/console/jobs/" + job + "/figures\"", "429"));
    }
}
