package dev.pairplane.publishing.inbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.job.JobState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The API's document and the API say the same. Publishing invariant 94, as far as rows are served.
class ApiDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/reference/publishing-api.md");
    private static final Pattern ROUTE = Pattern.compile("`(GET|POST|PUT|DELETE) (/api/[^`?]*)`");

    @Test
    void everyRouteInTheDocumentIsServedAndTheOtherWayRound() throws Exception {
        String text = Files.readString(DOCUMENT);
        TreeSet<String> written = new TreeSet<>();
        ROUTE.matcher(text)
                .results()
                .forEach(route -> written.add(route.group(1) + " " + route.group(2)));
        TreeSet<String> served = new TreeSet<>();
        try (ServedApi api = new ServedApi(ServedApi.target("good", true))) {
            for (ApiRoutes.Row row : api.routes.rows()) {
                for (String path : row.paths()) {
                    served.add(
                            row.method()
                                    + " "
                                    + path.replace(":id", "{id}").replace(":name", "{name}"));
                }
            }
        }

        assertThat(written).containsExactlyElementsOf(served);
    }

    @Test
    void everyStateAndEveryErrorCodeIsExplained() throws Exception {
        String text = Files.readString(DOCUMENT);

        assertThat(text)
                .contains(
                        Arrays.stream(JobState.values()).map(s -> "`" + s.label() + "`").toList());
        Path sources = Path.of("src/main/java/dev/pairplane/publishing/inbound/rest");
        TreeSet<String> codes = new TreeSet<>(List.of("unauthorized", "forbidden"));
        for (String file : List.of("Problems", "ApiRoutes", "Submissions", "DeadLetterRoutes")) {
            Pattern.compile("(?:Problem\\.of\\(\\s*[0-9]{3},\\s*|conflict\\(\\s*)\"([a-z_]+)\"")
                    .matcher(Files.readString(sources.resolve(file + ".java")))
                    .results()
                    .forEach(code -> codes.add(code.group(1)));
        }
        assertThat(codes).hasSizeGreaterThan(12);
        assertThat(text).contains(codes.stream().map(code -> "`" + code + "`").toList());
    }
}
