package dev.pairplane.simulators.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.fault.Behaviour;
import dev.pairplane.simulators.azure.fault.Flavour;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Microsoft's own client against the simulator: what it makes of every answer.
///
/// Skipped where that client is not installed; `.ci/azure-client` installs it.
class AzureClientIT {

    private static final Path SCRIPT = Path.of("src/test/python/azure_client.py");

    private static Path python = Path.of("python");

    @BeforeAll
    static void findTheClient() throws IOException, InterruptedException {
        String configured = System.getenv("PAIRPLANE_AZURE_PYTHON");
        python =
                configured == null
                        ? Path.of("../../.pairplane/azure-client/bin/python").toAbsolutePath()
                        : Path.of(configured);
        assumeTrue(
                Files.isExecutable(python) && hasClient(),
                "Microsoft's client azure-mgmt-network is not installed for "
                        + python
                        + ": run .ci/azure-client, or set PAIRPLANE_AZURE_PYTHON");
    }

    private static boolean hasClient() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(python.toString(), "-c", "import azure.mgmt.network")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return process.waitFor() == 0;
    }

    private static Process client(AzureSimulator azure, String command) throws IOException {
        return new ProcessBuilder(
                        python.toString(), SCRIPT.toString(), azure.uri().toString(), command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /// The flavours that end well, where the client takes them: a PUT answered 202 is published for
    /// NAT gateways only, and updates of a gateway are published as done at once.
    @ParameterizedTest
    @EnumSource(
            value = Flavour.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ERROR_IN_BODY", "POLL_FAILS"})
    void makesReadsListsPagesUpdatesAndDeletesEveryKind(Flavour flavour)
            throws IOException, InterruptedException {
        Behaviour behaviour =
                Behaviour.prompt()
                        .flavours(
                                flavour == Flavour.LOCATION ? Flavour.SYNC : flavour,
                                flavour,
                                Flavour.SYNC)
                        .delays(Duration.ofMillis(20), 0)
                        .pages(2);
        try (AzureSimulator azure =
                AzureSimulator.start(AzureConfig.onAnyPort().behaviour(behaviour))) {
            Process process = client(azure, "tour");
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
            assertThat(said).contains("gateway deleted");
            assertThat(azure.awaitIdle(Duration.ofSeconds(5))).isTrue();
            assertThat(azure.resources()).isEmpty();
            assertThat(azure.callCounts().keySet())
                    .contains(
                            "GET serviceGateways/*/services",
                            "GET serviceGateways/*/addresslocations",
                            "PATCH loadBalancers/*",
                            "DELETE natGateways/*");
        }
    }

    @Test
    void raisesATypedErrorForEveryRefusal() throws IOException, InterruptedException {
        List<RefusalCase> cases = RefusalCase.all().toList();
        SoftAssertions seen = new SoftAssertions();
        try (AzureSimulator azure = AzureSimulator.start(RefusalCase.CONFIG);
                ArmClient arm = new ArmClient(azure)) {
            Process process = client(azure, "refusals");
            try (Writer in = process.outputWriter(StandardCharsets.UTF_8);
                    BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                for (RefusalCase refused : cases) {
                    azure.reset();
                    refused.before().accept(azure, arm);
                    JsonNode before = azure.snapshot();
                    in.write(request(refused) + "\n");
                    in.flush();
                    String line = out.readLine();
                    assertThat(line).as("the client's answer to " + refused).isNotNull();
                    check(seen, refused, ArmClient.JSON.readTree(line));
                    seen.assertThat(azure.snapshot()).as("%s", refused).isEqualTo(before);
                }
            }
            assertThat(process.waitFor()).isZero();
        }
        seen.assertAll();
    }

    private static void check(SoftAssertions seen, RefusalCase refused, JsonNode raised) {
        String error = raised.toString();
        seen.assertThat(raised.path("raised").asText())
                .as("%s %s", refused, error)
                .isIn(
                        "HttpResponseError",
                        "ResourceNotFoundError",
                        "ResourceExistsError",
                        "ResourceModifiedError",
                        "ClientAuthenticationError");
        seen.assertThat(raised.path("status").asInt())
                .as("%s %s", refused, error)
                .isEqualTo(refused.refusal().status());
        seen.assertThat(raised.path("code").asText())
                .as("%s %s", refused, error)
                .isEqualTo(refused.refusal().code());
        seen.assertThat(raised.path("message").asText())
                .as("%s %s", refused, error)
                .matches(RefusalTest.pattern(refused.refusal().message()));
    }

    private static ObjectNode request(RefusalCase refused) {
        ObjectNode request = ArmClient.JSON.createObjectNode();
        request.put("method", refused.method());
        request.put("path", refused.path());
        request.put("body", refused.body());
        ObjectNode headers = request.putObject("headers");
        for (int i = 0; i < refused.headers().size(); i += 2) {
            headers.put(refused.headers().get(i), refused.headers().get(i + 1));
        }
        return request;
    }
}
