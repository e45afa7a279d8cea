package dev.pairplane.difftracker.outbound.azure;

import static dev.pairplane.difftracker.outbound.guard.ScriptedServer.empty;
import static dev.pairplane.difftracker.outbound.guard.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.pairplane.difftracker.core.azure.LocationBatch;
import dev.pairplane.difftracker.core.azure.PublicIpSpec;
import dev.pairplane.difftracker.core.azure.PublicIpState;
import dev.pairplane.difftracker.core.azure.ServiceRequest;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.IpFamily;
import dev.pairplane.difftracker.core.state.ServiceKey;
import dev.pairplane.difftracker.outbound.guard.ScriptedServer;
import dev.pairplane.difftracker.outbound.guard.ScriptedServer.Reply;
import dev.pairplane.difftracker.outbound.guard.SerialCalls;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What Azure may answer to a write, in which order, and what is made of it.
class LongRunningTest {

    private static final String ASYNC = "Azure-AsyncOperation";
    private static final String LOCATION = "Location";
    private static final String POLL = "/poll";
    private static final String RESOURCE =
            """
            {"name": "%s-pip", "properties": {"provisioningState": "%s", "ipAddress": "1.2.3.4"}}
            """;
    private static final String SUCCEEDED = RESOURCE.formatted(Arm.UID, "Succeeded");
    private static final String UPDATING = RESOURCE.formatted(Arm.UID, "Updating");
    private static final String FAILED = RESOURCE.formatted(Arm.UID, "Failed");
    private static final String ERROR =
            """
            {"error": {"code": "Broken", "message": "It broke."}}
            """;
    private static final String OPERATION_FAILED =
            """
            {"status": "Failed", "error": {"code": "Broken", "message": "It broke."}}
            """;

    /// Shorter than any wait of a person, longer than any of the scripts take.
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final Duration SHORT = Duration.ofMillis(300);

    /// A call that is made, and what it is expected to come to.
    ///
    /// @param replies what is answered, in order; the last one again and again
    /// @param expected `done`, `unanswered`, or the status and code of a refusal
    /// @param requests what is expected to be asked, method and last segment
    private record Row(
            String name, Duration timeout, List<Reply> replies, String expected, String requests) {}

    private static Row row(String name, String expected, String requests, Reply... replies) {
        return new Row(name, TIMEOUT, List.of(replies), expected, requests);
    }

    private static Row late(String name, String expected, Reply... replies) {
        return new Row(name, SHORT, List.of(replies), expected, "");
    }

    private static Reply.Answer async(int status) {
        return json(status, "{}").with(ASYNC, POLL);
    }

    private static Reply.Answer location(int status) {
        return empty(status).with(LOCATION, POLL);
    }

    private static Reply.Answer status(String status) {
        return json(200, "{\"status\": \"" + status + "\"}");
    }

    private static void updateLocations(
            ArmClient client, Duration timeout, Consumer<Outcome<Void>> done) {
        var location = new LocationBatch.Location(IpAddress.of("10.0.0.1"), false, List.of());
        client.updateLocations(new LocationBatch(List.of(location)), timeout, done);
    }

    /// Difftracker invariant 62
    @TestFactory
    List<DynamicTest> judgesAnUpdateOfTheGatewayByItsFirstAnswer() {
        return tests(
                LongRunningTest::updateLocations,
                row("200 {}", "done", "POST", json(200, "{}")),
                row("200 without a body", "done", "POST", empty(200)),
                row("200 null", "done", "POST", json(200, "null")),
                row(
                        "200 with both headers is done without a poll",
                        "done",
                        "POST",
                        async(200).with(LOCATION, POLL)),
                row("200 with an error", "200 Broken", "POST", json(200, ERROR)),
                row(
                        "200 with a bare error",
                        "200 Broken",
                        "POST",
                        json(200, "{\"code\": \"Broken\", \"message\": \"It broke.\"}")),
                row("200 with a failed status", "200 Broken", "POST", json(200, OPERATION_FAILED)),
                row(
                        "200 that is not Azure's",
                        "unanswered",
                        "POST",
                        new Reply.Answer(200, Map.of(), "<html>sign in</html>")),
                row("204", "done", "POST", empty(204)),
                row("202 without anything to poll", "unanswered", "POST", empty(202)),
                row("201 without anything to poll", "unanswered", "POST", json(201, "{}")),
                row(
                        "202 with an operation elsewhere",
                        "unanswered",
                        "POST",
                        empty(202).with(ASYNC, "http://192.0.2.1/poll")),
                row("302 elsewhere", "302 ", "POST", empty(302).with(LOCATION, "/elsewhere")),
                row("404", "404 Broken", "POST", json(404, ERROR)),
                row("429", "429 Broken", "POST", json(429, ERROR)),
                row("500", "500 Broken", "POST", json(500, ERROR)),
                late("no answer", "unanswered", new Reply.Stall()));
    }

    /// Difftracker invariant 62
    @TestFactory
    List<DynamicTest> followsAnUpdateOfTheGatewayToItsEnd() {
        return tests(
                LongRunningTest::updateLocations,
                row(
                        "202 with a Location, then 200",
                        "done",
                        "POST GET GET",
                        location(202),
                        location(202),
                        json(200, "{}")),
                row("202 with a Location, then 204", "done", "POST GET", location(202), empty(204)),
                row(
                        "202 with a Location, then 200 with status Failed",
                        "200 Broken",
                        "POST GET",
                        location(202),
                        json(200, OPERATION_FAILED)),
                row(
                        "202 with a Location, then 200 with an error",
                        "200 Broken",
                        "POST GET",
                        location(202),
                        json(200, ERROR)),
                row(
                        "202 with a Location, then 200 that goes on",
                        "done",
                        "POST GET GET",
                        location(202),
                        status("InProgress"),
                        json(200, "{}")),
                row(
                        "202 with a Location, then 409",
                        "200 Broken",
                        "POST GET",
                        location(202),
                        json(409, ERROR)),
                row(
                        "202 with an operation, then Succeeded",
                        "done",
                        "POST GET GET",
                        async(202),
                        status("InProgress"),
                        status("Succeeded")),
                row(
                        "202 with an operation, then Failed",
                        "200 Broken",
                        "POST GET",
                        async(202),
                        json(200, OPERATION_FAILED)),
                row(
                        "202 with an operation, then Canceled without an error",
                        "200 Canceled",
                        "POST GET",
                        async(202),
                        status("Canceled")),
                row(
                        "202 with an operation that is forgotten",
                        "unanswered",
                        "POST GET",
                        async(202),
                        empty(404)),
                late("202, polls never end", "unanswered", async(202), status("Running")));
    }

    @TestFactory
    List<DynamicTest> takesATransientFailureOfAPollForNothing() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Reply failure :
                List.of(
                        new Reply.Cut(),
                        new Reply.Truncated(200, "{\"status\": \"Succ", 100),
                        new Reply.Answer(200, Map.of(), "<html>"),
                        empty(401),
                        empty(408),
                        json(429, ERROR).with("Retry-After", "3600"),
                        json(500, ERROR),
                        json(503, ERROR).with("Retry-After", "0"))) {
            tests.addAll(
                    tests(
                            this::deletePublicIp,
                            row(
                                    failure.toString(),
                                    "done",
                                    "DELETE GET GET GET",
                                    async(202),
                                    failure,
                                    failure,
                                    status("Succeeded"))));
        }
        return tests;
    }

    private void deletePublicIp(ArmClient client, Duration timeout, Consumer<Outcome<Void>> done) {
        client.deletePublicIp(Arm.UID + "-pip", timeout, done);
    }

    /// Difftracker invariant 74
    @TestFactory
    List<DynamicTest> followsADelete() {
        return tests(
                this::deletePublicIp,
                row("200", "done", "DELETE", empty(200)),
                row("204", "done", "DELETE", empty(204)),
                row("404", "done", "DELETE", json(404, ERROR)),
                row("409", "409 Broken", "DELETE", json(409, ERROR)),
                row("403", "403 Broken", "DELETE", json(403, ERROR)),
                row("200 with an error", "200 Broken", "DELETE", json(200, ERROR)),
                row("cut", "unanswered", "DELETE", new Reply.Cut()),
                row(
                        "202 with both headers polls the operation",
                        "done",
                        "DELETE GET",
                        async(202).with(LOCATION, "/never-asked"),
                        status("Succeeded")),
                row(
                        "202 with a Location that moves",
                        "done",
                        "DELETE GET GET",
                        location(202),
                        empty(202).with(LOCATION, "/poll-2"),
                        empty(204)),
                row(
                        "202 without anything to poll, until it is gone",
                        "done",
                        "DELETE GET GET",
                        empty(202),
                        json(200, UPDATING),
                        empty(404)),
                row(
                        "202 with an operation that is forgotten, until it is gone",
                        "done",
                        "DELETE GET GET GET",
                        async(202),
                        empty(404),
                        json(200, UPDATING),
                        empty(404)),
                row(
                        "202, then Failed",
                        "200 Broken",
                        "DELETE GET",
                        async(202),
                        json(200, OPERATION_FAILED)),
                late("202, and it stays", "unanswered", empty(202), json(200, SUCCEEDED)));
    }

    /// Difftracker invariant 74
    @TestFactory
    List<DynamicTest> takesA404ForDoneOnlyWhereNothingButUnregisteringWasAsked() {
        ServiceKey key = ServiceKey.inbound(Arm.UID);
        var tests =
                new ArrayList<>(
                        LongRunningTest.<Void>tests(
                                (client, timeout, done) ->
                                        client.updateServices(
                                                List.of(new ServiceRequest.Unregister(key)),
                                                timeout,
                                                done),
                                row("unregister", "done", "POST", json(404, ERROR)),
                                row("overlay", "400 Broken", "POST", json(400, ERROR))));
        tests.addAll(
                LongRunningTest.<Void>tests(
                        (client, timeout, done) ->
                                client.updateServices(
                                        List.of(
                                                new ServiceRequest.Unregister(key),
                                                new ServiceRequest.ClearPool(key)),
                                        timeout,
                                        done),
                        row("with another", "404 Broken", "POST", json(404, ERROR))));
        return tests;
    }

    private static void putPublicIp(
            ArmClient client, Duration timeout, Consumer<Outcome<PublicIpState>> done) {
        client.putPublicIp(
                new PublicIpSpec(Arm.UID + "-pip", IpFamily.IPV4, Map.of()), timeout, done);
    }

    @TestFactory
    List<DynamicTest> followsAPutAndReadsTheResource() {
        return tests(
                LongRunningTest::putPublicIp,
                row(
                        "200, the answer is not the result but the read",
                        "done",
                        "PUT GET",
                        json(200, "{\"name\": \"other\"}"),
                        json(200, SUCCEEDED)),
                row(
                        "201 with an operation",
                        "done",
                        "PUT GET GET GET",
                        async(201),
                        status("InProgress"),
                        status("Succeeded"),
                        json(200, SUCCEEDED)),
                row(
                        "202 with a Location",
                        "done",
                        "PUT GET GET GET",
                        location(202),
                        empty(202),
                        json(200, SUCCEEDED),
                        json(200, SUCCEEDED)),
                row(
                        "200 with an operation",
                        "done",
                        "PUT GET GET",
                        async(200),
                        status("Succeeded"),
                        json(200, SUCCEEDED)),
                row(
                        "201 without anything to poll waits for the resource",
                        "done",
                        "PUT GET GET GET",
                        json(201, UPDATING),
                        empty(404),
                        json(200, UPDATING),
                        json(200, SUCCEEDED)),
                row(
                        "the read is repeated until it is answered",
                        "done",
                        "PUT GET GET GET",
                        json(200, SUCCEEDED),
                        new Reply.Cut(),
                        json(500, ERROR),
                        json(200, SUCCEEDED)));
    }

    @TestFactory
    List<DynamicTest> tellsAPutThatDidNotGoWell() {
        return tests(
                LongRunningTest::putPublicIp,
                row(
                        "the operation fails",
                        "200 Broken",
                        "PUT GET",
                        async(201),
                        json(200, OPERATION_FAILED)),
                row(
                        "the resource ends in state Failed",
                        "200 ProvisioningStateFailed",
                        "PUT GET",
                        json(200, UPDATING),
                        json(200, FAILED)),
                row(
                        "it is gone again",
                        "404 Broken",
                        "PUT GET GET",
                        async(201),
                        status("Succeeded"),
                        json(404, ERROR)),
                row("400", "400 Broken", "PUT", json(400, ERROR)),
                row("200 with an error", "200 Broken", "PUT", json(200, ERROR)),
                row("half an answer", "unanswered", "PUT", new Reply.Truncated(200, "{\"na", 99)),
                late("it stays Updating", "unanswered", json(200, UPDATING)));
    }

    /// Also where it is the resource that is asked, and not an operation.
    @Test
    void whoIsAskedToBePatientDoesNotAskAgainAtOnce() throws Exception {
        var replies =
                new ConcurrentLinkedQueue<Reply>(
                        List.of(json(200, "{}"), json(429, ERROR).with("Retry-After", "3600")));
        try (var server = new ScriptedServer(_ -> replies.remove());
                var serial = new SerialCalls();
                var client =
                        Arm.client(
                                Arm.settings(server.uri())
                                        .withPolls(Duration.ofMillis(1), Duration.ofHours(1)),
                                serial.executor())) {

            Outcome<PublicIpState> outcome =
                    serial.outcome(done -> putPublicIp(client, SHORT, done));

            assertThat(outcome).isInstanceOf(Outcome.Unanswered.class);
            assertThat(server.requests()).hasSize(2);
        }
    }

    private interface TimedCall<T> {

        void make(ArmClient client, Duration timeout, Consumer<Outcome<T>> done);
    }

    private static <T> List<DynamicTest> tests(TimedCall<T> call, Row... rows) {
        return Arrays.stream(rows)
                .map(row -> dynamicTest(row.name(), () -> check(call, row)))
                .toList();
    }

    private static <T> void check(TimedCall<T> call, Row row) throws Exception {
        Queue<Reply> left = new ConcurrentLinkedQueue<>(new ArrayDeque<>(row.replies()));
        Reply last = row.replies().getLast();
        try (var server =
                        new ScriptedServer(_ -> {
                            Reply next = left.poll();
                            return next == null ? last : next;
                        });
                var serial = new SerialCalls();
                var client = Arm.client(server.uri(), serial.executor())) {

            Outcome<T> outcome = serial.outcome(done -> call.make(client, row.timeout(), done));

            assertThat(describe(outcome)).isEqualTo(row.expected());
            if (!row.requests().isEmpty()) {
                assertThat(server.requests())
                        .extracting(ScriptedServer.Request::method)
                        .containsExactly(row.requests().split(" ", -1));
            }
        }
    }

    private static String describe(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Done<?> _ -> "done";
            case Outcome.Refused<?>(var error) -> error.status() + " " + error.code();
            case Outcome.Unanswered<?> _ -> "unanswered";
            case Outcome.NotSent<?>(var reason, _) -> reason.name();
        };
    }
}
