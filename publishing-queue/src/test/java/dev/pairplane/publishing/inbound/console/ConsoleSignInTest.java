package dev.pairplane.publishing.inbound.console;

import static dev.pairplane.publishing.inbound.console.Surfer.cookiesOf;
import static dev.pairplane.publishing.inbound.console.Surfer.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.observability.http.SecurityHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleSignInTest {
    private ServedConsole console;
    private Surfer surfer;

    @BeforeEach
    void serve() throws Exception {
        console = ServedConsole.strict();
        surfer = new Surfer(console);
    }

    @AfterEach
    void close() {
        surfer.close();
        console.close();
    }

    @Test
    void whoIsNotSignedInIsSentToTheForm() throws Exception {
        for (String path : List.of("/console", "/console/targets", "/console/jobs")) {
            HttpResponse<String> response = surfer.get(path);

            assertThat(response.statusCode()).isEqualTo(303);
            assertThat(location(response))
                    .isEqualTo("/console/sign-in?next=" + Surfer.encoded(path));
            assertThat(response.body()).isEmpty();
        }
        HttpResponse<String> part = surfer.get("/console/figures", "HX-Request", "true");
        assertThat(part.statusCode()).isEqualTo(401);
        assertThat(part.headers().firstValue("hx-redirect")).contains("/console/sign-in");
        assertThat(surfer.get("/console/style.css").statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenPostedOnceBecomesASession() throws Exception {
        HttpResponse<String> response =
                surfer.post(
                        "/console/sign-in",
                        Map.of(
                                "csrf",
                                surfer.formToken("/console/sign-in"),
                                "token",
                                "work",
                                "next",
                                "/console/jobs?state=dlq&page=1"));

        assertThat(response.statusCode()).isEqualTo(303);
        assertThat(location(response)).isEqualTo("/console/jobs?state=dlq&page=1");
        assertThat(cookiesOf(response))
                .singleElement()
                .asString()
                .matches("publishing_queue_session=[A-Za-z0-9_-]{43};.*")
                .contains("Path=/console", "HTTPOnly", "SameSite=Strict")
                .doesNotContain("work", "Secure");
        assertThat(surfer.page("/console")).contains("ops, operator", "Sign out");
        assertThat(location(surfer.get("/console/sign-in"))).isEqualTo("/console");
    }

    @Test
    void theSessionHasAnIdThatNobodyKnewBefore() throws Exception {
        String before = cookiesOf(surfer.get("/console/sign-in")).getFirst().split(";", -1)[0];

        String after = cookiesOf(surfer.signIn("work")).getFirst().split(";", -1)[0];

        assertThat(after).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "//evil.example",
                "/console/sign-in",
                "/console\r\nX: y",
                "/consolex",
                "javascript:alert(1)"
            })
    void signingInLeadsNowhereElse(String next) throws Exception {
        HttpResponse<String> response =
                surfer.post(
                        "/console/sign-in",
                        Map.of(
                                "csrf",
                                surfer.formToken("/console/sign-in"),
                                "token",
                                "work",
                                "next",
                                next));

        assertThat(location(response)).isEqualTo("/console");
    }

    @ParameterizedTest
    @CsvSource({"wrong, 401, is not known", "'', 401, is not known", "send, 403, may not look"})
    void otherTokensAreRefused(String token, int status, String why) throws Exception {
        HttpResponse<String> response = surfer.signIn(token);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(why).contains("name=\"csrf\"");
        assertThat(surfer.get("/console").statusCode()).isEqualTo(303);
    }

    @Test
    void whoTriesTokensHasToWaitLongerAndLonger() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(surfer.signIn("wrong").statusCode()).isEqualTo(401);
        }

        HttpResponse<String> refused = surfer.signIn("work");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).contains("1");

        console.pass(Duration.ofSeconds(2));
        assertThat(surfer.signIn("wrong").statusCode()).isEqualTo(401);
        assertThat(surfer.signIn("work").headers().firstValue("retry-after")).contains("2");

        console.pass(Duration.ofSeconds(3));
        assertThat(surfer.signIn("work").statusCode()).isEqualTo(303);
    }

    @Test
    void aSessionEndsWhenItIsNotUsedAndAPageThatKeepsItselfFreshIsNoUse() throws Exception {
        surfer.as("look");

        console.pass(Duration.ofHours(7));
        assertThat(surfer.get("/console").statusCode()).isEqualTo(200);
        console.pass(Duration.ofHours(7));
        assertThat(surfer.get("/console/figures").statusCode()).isEqualTo(200);
        console.pass(Duration.ofHours(1));

        assertThat(surfer.get("/console").statusCode()).isEqualTo(303);
    }

    @Test
    void aSessionEndsAfterADayHoweverMuchItIsUsed() throws Exception {
        surfer.as("look");

        for (int hours = 7; hours < 24; hours += 7) {
            console.pass(Duration.ofHours(7));
            assertThat(surfer.get("/console").statusCode()).isEqualTo(200);
        }
        console.pass(Duration.ofHours(3));

        assertThat(surfer.get("/console").statusCode()).isEqualTo(303);
    }

    @Test
    void aSessionEndsWithItsToken() throws Exception {
        surfer.as("look");

        console.tokens.set(ServedConsole.TOKENS.subList(1, 4));

        assertThat(surfer.get("/console").statusCode()).isEqualTo(303);
    }

    @Test
    void signingOutEndsTheSessionAndTakesItsCookie() throws Exception {
        surfer.as("look");
        String cookie = "publishing_queue_session=";

        HttpResponse<String> response =
                surfer.post("/console/sign-out", Map.of("csrf", surfer.formToken("/console")));

        assertThat(location(response)).isEqualTo("/console/sign-in");
        assertThat(cookiesOf(response)).singleElement().asString().startsWith(cookie + ";");
        assertThat(surfer.get("/console").statusCode()).isEqualTo(303);
    }

    @Test
    void formsWithoutTheTokenOfTheirSessionAreRefused() throws Exception {
        UUID letter = console.queue.deadLetter("f-1", "x");
        String foreign;
        try (Surfer other = new Surfer(console)) {
            foreign = other.as("work").formToken("/console");
        }
        surfer.as("work");
        String replay = "/console/dead-letters/" + letter + "/replay";

        for (String path : List.of(replay, "/console/sign-out", "/console/sign-in")) {
            assertThat(surfer.post(path, Map.of("token", "work")).statusCode()).isEqualTo(403);
            assertThat(surfer.post(path, Map.of("csrf", "", "token", "work")).statusCode())
                    .isEqualTo(403);
            assertThat(surfer.post(path, Map.of("csrf", foreign, "token", "work")).statusCode())
                    .isEqualTo(403);
            assertThat(
                            surfer.post(
                                            path,
                                            Map.of(
                                                    "csrf",
                                                    surfer.formToken("/console"),
                                                    "token",
                                                    "work"),
                                            "Sec-Fetch-Site",
                                            "cross-site")
                                    .statusCode())
                    .isEqualTo(403);
        }
        assertThat(surfer.get("/console").statusCode()).isEqualTo(200);
        assertThat(console.queue.letters().findFirst().orElseThrow().replays().count()).isZero();
    }

    @Test
    void aFormThatIsTooLargeIsRefused() throws Exception {
        HttpResponse<String> response =
                surfer.post("/console/sign-in", Map.of("token", "x".repeat(9000)));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("at most 8192 bytes");
    }

    /// Publishing invariant 96
    @ParameterizedTest(name = "{0} gets {2} for {1}")
    @CsvSource({
        "look, '', 200",
        "look, /targets, 200",
        "look, /jobs, 200",
        "look, /dead-letters, 200",
        "look, /dead-letters/ID, 403",
        "work, /dead-letters, 200",
        "work, /dead-letters/ID, 200",
        "rule, '', 200",
        "rule, /dead-letters/ID, 200"
    })
    void eachRoleSeesWhatItMay(String token, String path, int status) throws Exception {
        UUID letter = console.queue.deadLetter("f-1", "kept-from-viewers");
        surfer.as(token);

        HttpResponse<String> page = surfer.get("/console" + path.replace("ID", letter.toString()));

        assertThat(page.statusCode()).isEqualTo(status);
        if (status == 403) {
            assertThat(page.body())
                    .contains("the role read-only; this needs the role operator or admin")
                    .doesNotContain("kept-from-viewers");
        }
    }

    /// Publishing invariant 96
    @Test
    void whoMayOnlyLookSendsNothingAgain() throws Exception {
        UUID letter = console.queue.deadLetter("f-1", "x");

        HttpResponse<String> response = surfer.as("look").replay(letter);

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(surfer.page("/console/dead-letters")).doesNotContain("/dead-letters/" + letter);
        assertThat(console.queue.letters().findFirst().orElseThrow().replays().count()).isZero();
    }

    @Test
    void theAnonymousNeedNoSignInWhereTheyMayButTheirFormsNeedTheirToken() throws Exception {
        try (ServedConsole open = new ServedConsole(true, ConsoleSettings.DEFAULTS);
                Surfer anybody = new Surfer(open)) {
            UUID letter = open.queue.deadLetter("f-1", "x");
            String page = anybody.page("/console/dead-letters/" + letter);
            String replay = "/console/dead-letters/" + letter + "/replay";

            assertThat(page).doesNotContain("Sign out");
            assertThat(anybody.post(replay, Map.of()).statusCode()).isEqualTo(403);
            try (Surfer other = new Surfer(open)) {
                assertThat(
                                other.post(replay, Map.of("csrf", Surfer.formTokenIn(page)))
                                        .statusCode())
                        .isEqualTo(403);
            }
            open.queue.answers("bad", 200, "");
            assertThat(anybody.post(replay, Map.of("csrf", Surfer.formTokenIn(page))).statusCode())
                    .isEqualTo(303);
            assertThat(location(anybody.get("/console/sign-in"))).isEqualTo("/console");
        }
    }

    @Test
    void moreSessionsThanThereIsRoomForEndTheOneThatWasNotUsedForLongest() throws Exception {
        ConsoleSettings usual = ConsoleSettings.DEFAULTS;
        ConsoleSettings small =
                new ConsoleSettings(
                        usual.requests(),
                        usual.formBytes(),
                        usual.answerWithin(),
                        usual.pageSize(),
                        usual.shownEntries(),
                        2,
                        usual.idle(),
                        usual.lifetime(),
                        usual.freeFailures(),
                        usual.firstPause(),
                        usual.longestPause(),
                        usual.addresses());
        try (ServedConsole narrow = new ServedConsole(false, small);
                Surfer first = new Surfer(narrow).as("look");
                Surfer second = new Surfer(narrow).as("look")) {
            assertThat(first.get("/console").statusCode()).isEqualTo(200);
            try (Surfer third = new Surfer(narrow).as("look")) {
                assertThat(third.get("/console").statusCode()).isEqualTo(200);
            }

            assertThat(first.get("/console").statusCode()).isEqualTo(200);
            assertThat(second.get("/console").statusCode()).isEqualTo(303);
        }
    }

    @Test
    void everyPageForbidsWhatIsInlineOrFromElsewhere() throws Exception {
        surfer.as("work");
        for (String path : List.of("/console", "/console/jobs", "/console/nothing")) {
            HttpResponse<String> response = surfer.get(path);

            assertThat(response.headers().firstValue("content-security-policy"))
                    .contains(SecurityHeaders.PAGE_POLICY);
            assertThat(SecurityHeaders.PAGE_POLICY)
                    .startsWith("default-src 'self';")
                    .doesNotContain("unsafe", "script-src", "style-src");
            assertThat(response.headers().firstValue("cache-control")).contains("no-store");
            assertThat(response.body()).doesNotContain(" style=", "<script>", "onclick");
        }
    }
}
