package dev.pairplane.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The two Dockerfiles, the services' own defaults and the chart say the same.
class RecipesTest {

    static List<String> services() {
        return JvmImages.SERVICES;
    }

    private static Recipe recipe(String flavor, String service) throws Exception {
        return dockerfile(flavor).recipe(service, Map.of("SERVICE", service));
    }

    private static Dockerfile dockerfile(String flavor) throws Exception {
        return Dockerfile.parse("Dockerfile." + flavor, text(flavor));
    }

    private static String text(String flavor) throws IOException {
        return Files.readString(Path.of("Dockerfile." + flavor));
    }

    @ParameterizedTest
    @MethodSource("services")
    void flavoursDifferInTheirProgramOnly(String service) throws Exception {
        Recipe jvm = recipe("jvm", service);
        Recipe executable = recipe("native", service);

        assertThat(executable.base()).isEqualTo(jvm.base());
        assertThat(executable.user()).contains("1000").isEqualTo(jvm.user());
        assertThat(executable.environment()).isEqualTo(jvm.environment());
        assertThat(executable.ports()).isEqualTo(jvm.ports());
        assertThat(data(executable)).isEqualTo(data(jvm)).hasSize(data(service));
        assertThat(executable.entrypoint()).containsExactly("/app/service");
    }

    private static List<Recipe.Copy> data(Recipe recipe) {
        return recipe.copies().stream().filter(copy -> copy.to().startsWith("/var")).toList();
    }

    private static int data(String service) {
        return service.equals("storage-node") ? 1 : 0;
    }

    @ParameterizedTest
    @MethodSource("services")
    void portsAreTheServicesOwn(String service) throws Exception {
        Path properties =
                JvmImages.REPOSITORY
                        .resolve(service)
                        .resolve("src/main/resources/application.properties");
        List<Integer> defaults =
                Files.readAllLines(properties).stream()
                        .filter(line -> line.matches("quarkus\\..*\\.port=\\$\\{.*:\\d+}"))
                        .map(line -> Integer.valueOf(line.replaceFirst(".*:(\\d+)}", "$1")))
                        .toList();

        assertThat(defaults).hasSize(2);
        assertThat(recipe("jvm", service).ports()).containsExactlyInAnyOrderElementsOf(defaults);
    }

    @ParameterizedTest
    @MethodSource("services")
    void theImagesHealthIsAskedForAsTheChartAsks(String service) throws Exception {
        List<String> chart = Pod.of(service).tests().getFirst();
        String client =
                "[\"" + String.join("\", \"", chart.subList(0, chart.indexOf("-jar") + 2)) + "\"";

        assertThat(text("jvm"))
                .contains(
                        "HEALTHCHECK --interval=30s --timeout=3s --start-period=5s --retries=3 CMD "
                                + client
                                + ", \"probe\"]");
        assertThat(text("native")).contains(" CMD [\"/app/service\", \"probe\"]");
    }

    /// Of what lies about in a working copy nothing gets into an image by accident.
    @ParameterizedTest
    @MethodSource("services")
    void onlyWhatWasPackagedIsCopied(String service) throws Exception {
        Stream<Recipe.Copy> copies =
                Stream.concat(
                        recipe("jvm", service).copies().stream(),
                        recipe("native", service).copies().stream());

        assertThat(copies.filter(copy -> copy.stage().isEmpty()).flatMap(c -> c.sources().stream()))
                .hasSizeGreaterThan(8)
                .allMatch(source ->
                        source.startsWith(service + "/target/")
                                || source.startsWith("deploy/images/"));
    }
}
