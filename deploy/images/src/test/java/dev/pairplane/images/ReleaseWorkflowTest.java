package dev.pairplane.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What can be known of the release's workflow without running it.
class ReleaseWorkflowTest {

    private static final Pattern STEP = Pattern.compile("\\.ci/release ([a-z]+)( .*)?|\\.ci/run");

    private static JsonNode workflow() throws IOException {
        return new YAMLMapper().readTree(read(".github/workflows/release.yml"));
    }

    private static String read(String file) throws IOException {
        return Files.readString(JvmImages.REPOSITORY.resolve(file));
    }

    private static Stream<JsonNode> steps() throws IOException {
        return workflow()
                .path("jobs")
                .valueStream()
                .flatMap(job -> job.path("steps").valueStream());
    }

    /// A tag of an action can be moved by whoever owns it, or has taken it over.
    @Test
    void actionsArePinnedByCommit() throws IOException {
        List<String> actions =
                steps().filter(step -> step.has("uses")).map(s -> s.path("uses").asText()).toList();

        assertThat(actions).hasSizeGreaterThan(10).allMatch(a -> a.matches(".+@[0-9a-f]{40}"));
        assertThat(actions.stream().distinct())
                .as("one version of each")
                .doesNotHaveDuplicates()
                .extracting(action -> action.replaceFirst("@.*", ""))
                .doesNotHaveDuplicates();
    }

    @Test
    void shellIsInScriptsThatHaveTheStep() throws IOException {
        String script = read(".ci/release");

        assertThat(steps().filter(step -> step.has("run")).map(step -> step.path("run").asText()))
                .hasSizeGreaterThan(5)
                .allSatisfy(line -> {
                    var step = STEP.matcher(line);
                    assertThat(step.matches()).as(line).isTrue();
                    assertThat(step.group(1) == null || script.contains("\n" + step.group(1) + ")"))
                            .as(line)
                            .isTrue();
                });
    }

    /// What a job may write, it names; the rest is read.
    @Test
    void permissionsAreLeast() throws IOException {
        JsonNode workflow = workflow();

        assertThat(workflow.path("permissions").toString()).isEqualTo("{\"contents\":\"read\"}");
        workflow.path("jobs")
                .properties()
                .forEach(job -> {
                    boolean publishes = job.getKey().equals("chart");
                    assertThat(job.getValue().path("permissions").path("contents").asText("read"))
                            .as(job.getKey())
                            .isEqualTo(publishes ? "write" : "read");
                });
        assertThat(workflow.at("/jobs/test").has("permissions")).isFalse();
    }

    @Test
    void imagesAreOfEachServiceInBothFlavoursForBothArchitectures() throws IOException {
        JsonNode matrix = workflow().at("/jobs/image/strategy/matrix");

        assertThat(matrix.path("service"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(JvmImages.SERVICES);
        assertThat(matrix.path("flavor"))
                .extracting(JsonNode::asText)
                .containsExactly("native", "jvm");
        assertThat(matrix.path("architecture"))
                .extracting(JsonNode::asText)
                .containsExactly("amd64", "arm64");
    }
}
