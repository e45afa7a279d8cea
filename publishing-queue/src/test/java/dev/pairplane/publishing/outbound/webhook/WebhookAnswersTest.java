package dev.pairplane.publishing.outbound.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.observability.logging.Secret;
import dev.pairplane.publishing.core.send.SendResult;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is taken from answers.
class WebhookAnswersTest {

    private final SentWebhooks webhooks = new SentWebhooks();

    @AfterEach
    void close() throws Exception {
        webhooks.close();
    }

    private SendResult.Answered answered(Consumer<HttpServerResponse> answer) throws Exception {
        try (var receiver = new Receiver(request -> answer.accept(request.response()))) {
            return (SendResult.Answered) webhooks.send(SentWebhooks.plain(receiver.url("/")));
        }
    }

    private Optional<Duration> retryAfter(String text) throws Exception {
        return answered(r -> r.setStatusCode(429).putHeader("Retry-After", text).end())
                .retryAfter();
    }

    /// Publishing invariant 37: both forms.
    @Test
    void readsRetryAfterAsSecondsAndAsDate() throws Exception {
        String date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        SampleJobs.NOW.plusSeconds(90).atOffset(ZoneOffset.UTC));

        assertThat(retryAfter("2")).contains(Duration.ofSeconds(2));
        assertThat(retryAfter(" 0 ")).contains(Duration.ZERO);
        assertThat(retryAfter(date).orElseThrow())
                .isBetween(Duration.ofSeconds(89), Duration.ofSeconds(90));
    }

    @Test
    void retryAfterKeepsToAnHour() throws Exception {
        assertThat(retryAfter("3601")).contains(Duration.ofHours(1));
        assertThat(retryAfter("99999999999999999999")).contains(Duration.ofHours(1));
        assertThat(retryAfter("Fri, 01 Jan 2100 00:00:00 GMT")).contains(Duration.ofHours(1));
        assertThat(retryAfter("Thu, 01 Jan 2026 00:00:00 GMT")).contains(Duration.ZERO);
    }

    @Test
    void retryAfterInTheOldFormsOfDatesIsReadAndOthersAreNot() {
        assertThat(RetryAfter.parse("Wednesday, 04-Mar-26 05:07:07 GMT", SampleJobs.NOW))
                .contains(Duration.ofMillis(59_750));
        assertThat(RetryAfter.parse("Wed Mar  4 05:07:07 2026", SampleJobs.NOW))
                .contains(Duration.ofMillis(59_750));
        for (String wrong : List.of("", "soon", "-1", "1.5", "0x10", "Fri, 99 Jan 2100")) {
            assertThat(RetryAfter.parse(wrong, SampleJobs.NOW)).as(wrong).isEmpty();
        }
    }

    @Test
    void keepsAShortBeginningOfTheBodyWithoutNul() throws Exception {
        assertThat(answered(r -> r.end("a\0b\0")).excerpt()).isEqualTo("ab");
        assertThat(answered(r -> r.end("\uD83D\uDD25".repeat(2_000))).excerpt())
                .isEqualTo("\uD83D\uDD25".repeat(1_023) + "…");
    }

    @Test
    void anAnswerWithoutEndIsReadUpToTheLimit() throws Exception {
        SendResult.Answered answered =
                answered(response -> {
                    response.setStatusCode(202).setChunked(true);
                    endless(response);
                });

        assertThat(answered.status()).isEqualTo(202);
        assertThat(answered.excerpt()).startsWith("xxxx").endsWith("…");
        assertThat(answered.excerpt().codePointCount(0, answered.excerpt().length()))
                .isEqualTo(1024);
    }

    private static void endless(HttpServerResponse response) {
        response.write("x".repeat(10_000)).onSuccess(_ -> endless(response));
    }

    /// Publishing invariants 64 and 83: no configured secret is in what is stored or shown.
    @Test
    void noSecretComesBackWithAnAnswer() throws Exception {
        String token = "tok/en\"with\\every%thing";
        String pass = "p4ssw0rd";
        String signing = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
        try (var receiver =
                new Receiver(request -> {
                    var echo = new StringBuilder(request.uri()).append('\n');
                    request.headers()
                            .forEach((name, value) ->
                                    echo.append(name).append(": ").append(value).append('\n'));
                    echo.append(token).append(' ').append(pass.charAt(0)).append('\0');
                    echo.append(pass.substring(1)).append(' ').append(signing.substring(6));
                    echo.append(" {\"t\":\"tok\\/en\\\"with\\\\every%thing\"}");
                    request.response().setStatusCode(404).end(echo.toString());
                })) {
            for (Auth auth :
                    List.of(
                            new Auth.Bearer(Secret.of(token)),
                            new Auth.Basic("me", Secret.of(pass)),
                            new Auth.ApiKey("X-Key", Secret.of(token)),
                            new Auth.Custom(Map.of("X-Some", Secret.of(token))))) {
                var destination =
                        new Destination(
                                "ops",
                                1,
                                SentWebhooks.plain(
                                                receiver.url(
                                                        "/services/T000/B000/secretpath?k=s3cret"))
                                        .url(),
                                Destination.Method.POST,
                                SentWebhooks.plain(receiver.url("/")).format(),
                                Map.of("x-other", Secret.of("longheadersecret")),
                                auth,
                                List.of(SigningKey.parse(Secret.of(signing)).orElseThrow()),
                                SentWebhooks.LONG,
                                1 << 20,
                                List.of(Secret.of(token), Secret.of(pass), Secret.of("k1")));

                SendResult result = webhooks.send(destination);

                String shown = result + " " + webhooks.events + " " + destination.shownUrl();
                assertThat(shown.toLowerCase(Locale.ROOT))
                        .contains("[redacted]")
                        .doesNotContain(
                                "tok/en",
                                "tok\\/en",
                                pass,
                                "bwu6cdrzc3cwcmq",
                                "mdeymzq1njc4",
                                "secretpath",
                                "s3cret",
                                "longheadersecret");
                assertThat(destination + "").doesNotContain(token, pass, "MDEyMzQ1Njc4");
            }
        }
    }

    @Test
    void aSecretCutOffAtTheLimitIsNotShownInPart() {
        var destination =
                SentWebhooks.destination(
                        "https://hooks.example.com/",
                        Map.of(),
                        new Auth.Bearer(Secret.of("abcdefghij".repeat(10))),
                        List.of(),
                        SentWebhooks.LONG);

        String excerpt =
                new Masker(destination)
                        .excerpt("said abcdefghij".getBytes(StandardCharsets.UTF_8), true);

        assertThat(excerpt).isEmpty();
    }
}
