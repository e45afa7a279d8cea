package dev.pairplane.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerfileTest {

    private static final String FILE =
            """
            # A comment.
            ARG BASE=registry.example.com/base:1
            FROM jdk AS built
            RUN compile everything
            FROM ${BASE} AS common
            ARG SERVICE
            COPY --from=built --chown=1000:0 --chmod=0770 \\
                /made /app
            COPY ${SERVICE}/a $SERVICE/b /etc/
            ENV A=1 B="two words"
            USER 1000
            HEALTHCHECK CMD ["/app", "probe"]
            ENTRYPOINT ["/app", "run"]
            FROM common AS image
            EXPOSE 80 81
            ENV A=3
            """;

    @Test
    void readsTheStagesThatLeadToAnImageAndNoOther() throws Exception {
        Recipe recipe = recipe(FILE);

        assertThat(recipe)
                .isEqualTo(
                        new Recipe(
                                "registry.example.com/base:1",
                                List.of(
                                        new Recipe.Copy(
                                                Optional.of("built"),
                                                List.of("/made"),
                                                "/app",
                                                "1000:0",
                                                Optional.of("0770")),
                                        new Recipe.Copy(
                                                Optional.empty(),
                                                List.of("thing/a", "thing/b"),
                                                "/etc/",
                                                "0:0",
                                                Optional.empty())),
                                Map.of("A", "3", "B", "two words"),
                                List.of(80, 81),
                                Optional.of("1000"),
                                List.of("/app", "run")));
    }

    @Test
    void anArgumentGoesBeforeItsDefault() throws Exception {
        Recipe recipe =
                Dockerfile.parse("Dockerfile", FILE)
                        .recipe("image", Map.of("SERVICE", "thing", "BASE", "mine"));

        assertThat(recipe.base()).isEqualTo("mine");
    }

    @Test
    void aStageMayHaveItsBasesName() throws Exception {
        assertThat(recipe("FROM image AS image\nUSER 1\n").base()).isEqualTo("image");
    }

    /// An archive must never be something else than what a container tool makes.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RUN rm -r /             | Dockerfile:2: RUN cannot be done without a container"
                        + " tool",
                "VOLUME /data            | Dockerfile:2: VOLUME cannot be done",
                "COPY --link a /b        | Dockerfile:2: COPY takes --from, --chown and --chmod",
                "COPY a                  | Dockerfile:2: COPY takes --from, --chown and --chmod",
                "COPY a b                | Dockerfile:2: COPY takes --from, --chown and --chmod",
                "COPY ${WHAT} /b         | Dockerfile:2: WHAT has no value; give --build-arg"
                        + " WHAT=…",
                "ENV A                   | Dockerfile:2: ENV wants NAME=VALUE, not 'A'",
                "EXPOSE 80/udp           | Dockerfile:2: EXPOSE wants numbers of ports, not"
                        + " '80/udp'",
                "ENTRYPOINT /app run     | Dockerfile:2: the exec form is wanted"
            })
    void whatItDoesNotUnderstandItRefuses(String line, String message) {
        assertThatThrownBy(() -> recipe("FROM base AS image\n" + line + "\n"))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void refusesAFileWithoutTheStage() {
        assertThatThrownBy(() -> recipe("FROM base AS other\n"))
                .hasMessage("Dockerfile has no stage 'image', but [other]");
        assertThatThrownBy(() -> recipe("FROM base\n"))
                .hasMessage("Dockerfile:1: FROM wants BASE AS NAME, not 'base'");
        assertThatThrownBy(() -> recipe("USER 1\n"))
                .hasMessage("Dockerfile:1: USER comes before any FROM");
    }

    private static Recipe recipe(String text) throws Failure {
        return Dockerfile.parse("Dockerfile", text).recipe("image", Map.of("SERVICE", "thing"));
    }
}
