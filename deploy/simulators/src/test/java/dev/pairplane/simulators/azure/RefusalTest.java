package dev.pairplane.simulators.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.simulators.azure.refusal.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every refusal, with its status, its code, and nothing changed.
class RefusalTest {

    private static AzureSimulator azure;
    private static ArmClient arm;

    @BeforeAll
    static void start() throws IOException {
        azure = AzureSimulator.start(RefusalCase.CONFIG);
        arm = new ArmClient(azure);
    }

    @AfterAll
    static void stop() throws IOException {
        arm.close();
        azure.close();
    }

    static List<RefusalCase> cases() {
        return RefusalCase.all().toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void refusesAndChangesNothing(RefusalCase refused) {
        azure.reset();
        refused.before().accept(azure, arm);
        JsonNode before = azure.snapshot();
        ArmClient.Reply reply =
                arm.send(
                        refused.method(),
                        refused.path(),
                        refused.body(),
                        refused.headers().toArray(String[]::new));
        Refusal refusal = refused.refusal();
        assertThat(reply.code()).as(reply.json().toString()).isEqualTo(refusal.code());
        assertThat(reply.status()).isEqualTo(refusal.status());
        assertThat(reply.json().path("error").path("message").asText())
                .matches(pattern(refusal.message()));
        assertThat(azure.snapshot()).isEqualTo(before);
    }

    /// A message with anything for each thing that it names.
    static String pattern(String message) {
        return "(?s)\\Q" + message.replace("%s", "\\E.*\\Q") + "\\E";
    }

    @Test
    void everyRefusalHasACase() {
        Set<Refusal> covered =
                cases().stream()
                        .map(RefusalCase::refusal)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Refusal.class)));
        assertThat(covered).isEqualTo(EnumSet.allOf(Refusal.class));
    }

    @Test
    void theReferencePageListsThem() throws IOException {
        Path page = Path.of("../../docs/reference/azure-refusals.md");
        String wanted = RefusalPage.text();
        if (Boolean.getBoolean("pairplane.golden.rewrite")) {
            Files.writeString(page, wanted);
        }
        assertThat(page).content().isEqualTo(wanted);
    }

    @Test
    void aRefusalSaysWhenToComeBackWhenThrottled() {
        azure.reset();
        RefusalCase throttled =
                cases().stream()
                        .filter(c -> c.refusal() == Refusal.THROTTLED)
                        .findFirst()
                        .orElseThrow();
        throttled.before().accept(azure, arm);
        assertThat(arm.get(throttled.path()).header("Retry-After")).isEqualTo("1000");
    }
}
