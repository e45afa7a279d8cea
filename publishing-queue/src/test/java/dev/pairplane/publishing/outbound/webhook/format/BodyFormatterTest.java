package dev.pairplane.publishing.outbound.webhook.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.target.BodyFormat;
import dev.pairplane.publishing.outbound.webhook.SampleJobs;
import dev.pairplane.testkit.GoldenFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BodyFormatterTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/bodies");

    private final BodyFormatter formatter = new BodyFormatter();

    @Test
    void writesTheWebhookBody() throws Exception {
        check("webhook-firing.json", BodyFormat.WEBHOOK, SampleJobs.full("ops"));
        check("webhook-resolved.json", BodyFormat.WEBHOOK, SampleJobs.resolved("ops"));
    }

    @Test
    void writesAlertmanagersBody() throws Exception {
        check("alertmanager-firing.json", BodyFormat.ALERTMANAGER, SampleJobs.full("ops"));
        check("alertmanager-resolved.json", BodyFormat.ALERTMANAGER, SampleJobs.resolved("ops"));
    }

    private void check(String file, BodyFormat format, Job job) throws Exception {
        GoldenFiles.check(GOLDEN.resolve(file), formatter.render(format, job, "ops"));
    }

    @Test
    void alertmanagersBodySaysWhenItEndsInEveryCase() throws Exception {
        var firing = alert(SampleJobs.full("ops"));
        var resolved = alert(SampleJobs.resolved("ops"));

        assertThat(firing.path("endsAt").asText()).isEqualTo("0001-01-01T00:00:00Z");
        assertThat(resolved.path("endsAt").asText()).isEqualTo(SampleJobs.NOW.toString());
        assertThat(firing.path("annotations").path("llm_confidence").asText()).isEqualTo("0.88");
        assertThat(firing.path("annotations").path("llm_recommendations").asText())
                .isEqualTo("a; b; c");
        assertThat(firing.path("annotations").path("llm_reasoning").asText())
                .isEqualTo("ö".repeat(499) + "…");
        assertThat(resolved.path("labels").path("alertname").asText()).isEqualTo("Gone");
    }

    private JsonNode alert(Job job) throws Exception {
        return new ObjectMapper()
                .readTree(formatter.render(BodyFormat.ALERTMANAGER, job, "ops"))
                .path("alerts")
                .path(0);
    }
}
