package dev.pairplane.publishing.outbound.targetfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.pairplane.observability.logging.Secret;
import dev.pairplane.publishing.core.target.BodyFormat;
import dev.pairplane.publishing.core.target.Target;
import dev.pairplane.publishing.outbound.targetfile.TargetFault.Reason;
import dev.pairplane.publishing.outbound.webhook.Auth;
import dev.pairplane.publishing.outbound.webhook.Destination;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// What may stand in files, and what is said of what may not.
class TargetFileTest {

    private static final String KEY = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    @TempDir private Path folder;

    private TargetSnapshot read(String file, String text) throws Exception {
        Files.writeString(folder.resolve(file), text);
        return new FileTargets(folder).file.reload();
    }

    @Test
    void readsEveryKeyOfAYamlTarget() throws Exception {
        Files.writeString(folder.resolve("token"), "from-file\r\n \n");
        TargetSnapshot snapshot =
                read(
                        "a.yaml",
                        """
                        targets:
                          - name: ops
                            TYPE: webhook
                            url: http://hooks.example.com:8080/x?y=z
                            method: put
                            enabled: false
                            format: alertmanager
                            headers: {X-Team: ops, X-Env: "${ENVIRONMENT}"}
                            auth: {type: bearer, token: "file:token"}
                            signing-secrets: ["%s"]
                            timeout: 5s
                            Max-Retries: 0
                            concurrency: 4
                            max_body: 64KiB
                            Collapse-Pairs: true
                            allow_insecure: true
                        """
                                .formatted(KEY));

        assertThat(snapshot.faults()).isEmpty();
        Target target = snapshot.targets().find("ops").orElseThrow();
        assertThat(target.enabled()).isFalse();
        assertThat(target.format()).isEqualTo(BodyFormat.ALERTMANAGER);
        assertThat(target.generation()).isEqualTo(1);
        assertThat(target.shownUrl()).isEqualTo("http://hooks.example.com:8080/[redacted]");
        assertThat(target.maxRetries()).hasValue(0);
        assertThat(target.collapsePairs()).isTrue();
        assertThat(target.concurrency()).hasValue(4);
        assertThat(target.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(target.maxBody()).isEqualTo(65_536);
        Destination destination = snapshot.find("ops").orElseThrow();
        assertThat(destination.method()).isEqualTo(Destination.Method.PUT);
        // Trailing line ends and blanks of secrets are gone.
        assertThat(destination.auth()).isEqualTo(new Auth.Bearer(Secret.of("from-file")));
        assertThat(destination.headers().get("X-Env")).isEqualTo(Secret.of("test"));
        assertThat(destination.signing()).hasSize(1);
        assertThat(snapshot.toString()).doesNotContain("from-file", KEY);
    }

    /// What the chart's users begin with, mounted as Kubernetes mounts a Secret.
    @Test
    void readsTheExampleOfASecret() throws Exception {
        JsonNode secret =
                new YAMLMapper()
                        .readTree(Path.of("../deploy/helm/examples/target-secrets.yaml").toFile());
        for (Map.Entry<String, JsonNode> entry : secret.path("stringData").properties()) {
            Files.writeString(folder.resolve(entry.getKey()), entry.getValue().asText());
        }

        TargetSnapshot snapshot = new FileTargets(folder).file.reload();

        assertThat(snapshot.faults()).isEmpty();
        assertThat(snapshot.find("archive")).isPresent();
        Destination onCall = snapshot.find("on-call").orElseThrow();
        assertThat(onCall.auth()).isEqualTo(new Auth.Bearer(Secret.of("replace-this-token")));
        assertThat(onCall.signing()).hasSize(1);
    }

    /// Publishing invariant 79: false stays false, and absent is true, in each way to write a file.
    @Test
    void enabledIsAsItIsWrittenInEachFormat() throws Exception {
        Files.writeString(
                folder.resolve("a.json"),
                """
                [{"name":"a1","type":"webhook","url":"https://a.example/","enabled":false},
                 {"name":"a2","type":"webhook","url":"https://a.example/"}]
                """);
        Files.writeString(
                folder.resolve("b.json"),
                """
                {"targets":[{"name":"b1","type":"webhook","url":"https://a.example/","ENABLED":false}]}
                """);
        Files.writeString(
                folder.resolve("c.yml"),
                """
                name: c1
                type: webhook
                url: https://a.example/
                enabled: false
                ---
                name: c2
                type: webhook
                url: https://a.example/
                enabled: true
                """);

        var targets = new FileTargets(folder).file.reload().targets();

        assertThat(targets.all())
                .extracting(Target::name)
                .containsExactly("a1", "a2", "b1", "c1", "c2");
        assertThat(targets.enabled()).extracting(Target::name).containsExactly("a2", "c2");
    }

    @Test
    void readsEachKindOfAuth() throws Exception {
        TargetSnapshot snapshot =
                read(
                        "a.yaml",
                        """
                        - {name: a, type: webhook, url: "https://a.example", auth: {type: none}}
                        - {name: b, type: webhook, url: "https://a.example",
                           auth: {type: basic, username: me, password: p}}
                        - {name: c, type: webhook, url: "https://a.example",
                           auth: {type: apikey, key: k}}
                        - {name: d, type: webhook, url: "https://a.example",
                           auth: {type: custom, headers: {X-A: "1", X-B: "${ENVIRONMENT}2"}}}
                        """);

        assertThat(snapshot.faults()).isEmpty();
        assertThat(List.of("a", "b", "c", "d"))
                .extracting(name -> snapshot.find(name).orElseThrow().auth().asHeaders().keySet())
                .extracting(Object::toString)
                .containsExactly("[]", "[Authorization]", "[X-API-Key]", keys(snapshot));
    }

    private static String keys(TargetSnapshot snapshot) {
        return snapshot.find("d").orElseThrow().auth().asHeaders().keySet().toString();
    }

    /// One fault: what stands in the target besides name, type and url, and what is said of it.
    private record Case(String text, String field, Reason reason, String said) {}

    private static Case field(String text, String field, String said) {
        return new Case(text, field, Reason.FIELD, said);
    }

    @TestFactory
    Stream<DynamicTest> namesFileTargetAndFieldOfEachFault() {
        return Stream.of(
                        field("enabeld: true", "enabeld", "is not known; there are allow_insecure"),
                        field("enabled: \"false\"", "enabled", "true or false"),
                        field("enabled: 0", "enabled", "true or false"),
                        field("collapse_pairs: \"true\"", "collapse_pairs", "true or false"),
                        field("collapse_pairs: 1", "collapse_pairs", "true or false"),
                        field("method: GET", "method", "one of post, put, patch"),
                        field("format: slack", "format", "one of webhook, alertmanager"),
                        field("timeout: 500ms", "timeout", "from 1s to 60s"),
                        field("timeout: 61s", "timeout", "from 1s to 60s"),
                        field("timeout: soon", "timeout", "from 1s to 60s"),
                        field("max_retries: 11", "max_retries", "from 0 to 10"),
                        field("max_retries: 1.5", "max_retries", "whole number"),
                        field("max_retries: \"3\"", "max_retries", "whole number"),
                        field("concurrency: 0", "concurrency", "from 1 to 1000"),
                        field("max_body: 1023", "max_body", "from 1024"),
                        field("max_body: 5MiB", "max_body", "to 4194304"),
                        field("headers: [a]", "headers", "object of names"),
                        field("headers: {Host: x}", "headers.host", "set by the connection"),
                        field(
                                "headers: {content-length: \"1\"}",
                                "headers.content-length",
                                "set by the connection"),
                        field("headers: {Webhook-Id: x}", "headers.webhook-id", "every attempt"),
                        field("headers: {\"a b\": x}", "headers.a?b", "no header name"),
                        field("headers: {a: \"x\\r\\ny: z\"}", "headers.a", "no line ends"),
                        field("headers: {a: \"x\\0\"}", "headers.a", "no line ends"),
                        field("headers: {a: 7}", "headers.a", "write numbers in quotes"),
                        field("headers: {x-a: \"1\", X-A: \"2\"}", "headers.x-a", "there twice"),
                        field("auth: none", "auth", "is an object with"),
                        field("auth: {}", "auth.type", "is missing; one of apikey"),
                        field("auth: {type: oauth}", "auth.type", "one of apikey, basic, bearer"),
                        field("auth: {type: bearer}", "auth.token", "is missing"),
                        field(
                                "auth: {type: bearer, token: t, key: k}",
                                "auth.key",
                                "does not belong to type bearer, which has token"),
                        field(
                                "auth: {type: basic, username: \"a:b\", password: p}",
                                "auth.username",
                                "a ':'"),
                        field("auth: {type: custom}", "auth.headers", "is missing"),
                        field(
                                "auth: {type: apikey, key: k, header: Host}",
                                "auth.header",
                                "set by the connection"),
                        new Case(
                                "auth: {type: bearer, token: \"${NOT_THERE}\"}",
                                "auth.token",
                                Reason.SECRET,
                                "environment variable NOT_THERE, which is not set"),
                        new Case(
                                "auth: {type: bearer, token: \"${EMPTY}\"}",
                                "auth.token",
                                Reason.SECRET,
                                "EMPTY, which is empty"),
                        new Case(
                                "auth: {type: bearer, token: \"file:nowhere\"}",
                                "auth.token",
                                Reason.SECRET,
                                "nowhere, which cannot be read"),
                        field("signing_secrets: [whsec_abc]", "signing_secrets", "24 to 64 bytes"),
                        field("name2: x", "name2", "is not known"))
                .map(c -> DynamicTest.dynamicTest(c.text(), () -> check(c)));
    }

    private static void check(Case c) throws Exception {
        Path folder = Files.createTempDirectory("targets");
        try {
            Files.writeString(
                    folder.resolve("a.yaml"),
                    "name: ops\ntype: webhook\nurl: https://a.example/\n" + c.text() + "\n");
            TargetSnapshot snapshot = new FileTargets(folder).file.reload();

            assertThat(snapshot.targets().all()).isEmpty();
            assertThat(snapshot.faults())
                    .singleElement()
                    .satisfies(fault -> {
                        assertThat(fault.file()).isEqualTo("a.yaml");
                        assertThat(fault.target()).isEqualTo("ops");
                        assertThat(fault.field()).isEqualTo(c.field());
                        assertThat(fault.reason()).isEqualTo(c.reason());
                        assertThat(fault.issue()).contains(c.said());
                    });
        } finally {
            Files.delete(folder.resolve("a.yaml"));
            Files.delete(folder);
        }
    }

    @TestFactory
    Stream<DynamicTest> refusesUrlsThatCannotBeCalled() {
        return Stream.of(
                        "ftp://a.example/",
                        "http://a.example/",
                        "https://user:pass@a.example/",
                        "https:///path",
                        "a.example",
                        "https://a.example/#part",
                        "https://a.example:0/",
                        "https://a.example:70000/",
                        "https://a b.example/",
                        "https://a.example/" + "x".repeat(2048),
                        "https://127.0.0.1/",
                        "https://2130706433/",
                        "https://0x7f.1/",
                        "https://127.1/",
                        "https://0177.0.0.1/",
                        "https://[::1]/",
                        "https://169.254.169.254/latest/meta-data",
                        "https://10.0.0.1/")
                .map(url ->
                        DynamicTest.dynamicTest(
                                url.substring(0, Math.min(50, url.length())),
                                () ->
                                        check(
                                                url,
                                                "name: ops\ntype: webhook\nurl: '" + url + "'\n")));
    }

    private static void check(String url, String text) throws Exception {
        Path folder = Files.createTempDirectory("targets");
        try {
            Files.writeString(folder.resolve("a.yaml"), text);
            TargetSnapshot snapshot = new FileTargets(folder).file.reload();

            assertThat(snapshot.targets().all()).isEmpty();
            assertThat(snapshot.faults())
                    .singleElement()
                    .satisfies(fault -> {
                        assertThat(fault.field()).isEqualTo("url");
                        assertThat(fault.issue()).doesNotContain(url, "pass");
                    });
        } finally {
            Files.delete(folder.resolve("a.yaml"));
            Files.delete(folder);
        }
    }

    @Test
    void namesHaveTheirRules() throws Exception {
        String text =
                Stream.of(
                                "Ops",
                                "-ops",
                                "ops-",
                                "o_ps",
                                "a".repeat(64),
                                "health",
                                "refresh",
                                "status",
                                "stats",
                                "purge",
                                "replay",
                                "test")
                        .map(n -> "- {name: " + n + ", type: webhook, url: 'https://a.example'}")
                        .collect(Collectors.joining("\n"));

        TargetSnapshot snapshot = read("a.yaml", text);

        assertThat(snapshot.targets().all()).isEmpty();
        assertThat(snapshot.faults()).hasSize(12).allMatch(f -> f.field().equals("name"));
        assertThat(snapshot.faults().getFirst().target()).isEqualTo("#1");
    }

    /// Publishing invariant 80: what is invalid hides nothing that is valid, and is listed.
    @Test
    void invalidTargetsAndFilesHideNoValidOnes() throws Exception {
        Files.writeString(folder.resolve("a.yaml"), "- {name: bad, type: webhook}\n- just text\n");
        Files.writeString(folder.resolve("b.yaml"), "targets: [unclosed, \"s3cret\n");
        Files.writeString(folder.resolve("c.json"), "{\"name\":1,\"name\":2}");
        Files.write(folder.resolve("d.yaml"), new byte[256 * 1024 + 1]);
        Files.writeString(folder.resolve("e.txt"), "nobody reads this");
        Files.writeString(
                folder.resolve("f.yaml"), "{name: good, type: webhook, url: 'https://a.example'}");

        TargetSnapshot snapshot = new FileTargets(folder).file.reload();

        assertThat(snapshot.targets().all()).extracting(Target::name).containsExactly("good");
        assertThat(snapshot.faults())
                .extracting(f -> f.file() + " " + f.target() + " " + f.reason())
                .containsExactlyInAnyOrder(
                        "a.yaml bad FIELD",
                        "a.yaml #2 FIELD",
                        "b.yaml  SYNTAX",
                        "c.json  SYNTAX",
                        "d.yaml  LIMIT");
        assertThat(snapshot.faults().toString()).doesNotContain("s3cret");
    }

    @Test
    void theFirstOfTwoNamesWins() throws Exception {
        Files.writeString(
                folder.resolve("a.yaml"), "{name: ops, type: webhook, url: 'https://a.example'}");
        Files.writeString(
                folder.resolve("b.yaml"), "{name: ops, type: webhook, url: 'https://b.example'}");

        TargetSnapshot snapshot = new FileTargets(folder).file.reload();

        assertThat(snapshot.find("ops").orElseThrow().url()).hasHost("a.example");
        assertThat(snapshot.faults())
                .containsExactly(
                        new TargetFault(
                                "b.yaml",
                                "ops",
                                "name",
                                Reason.DUPLICATE,
                                "is already the name of a target in a.yaml, which counts"));
    }

    @Test
    void targetsBeyondTheLimitAreInvalid() throws Exception {
        String text =
                IntStream.range(0, 1001)
                        .mapToObj(i ->
                                "- {name: t" + i + ", type: webhook, url: 'https://a.example'}")
                        .collect(Collectors.joining("\n"));

        TargetSnapshot snapshot = read("a.yaml", text);

        assertThat(snapshot.targets().all()).hasSize(1000);
        assertThat(snapshot.faults())
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.target()).isEqualTo("t1000");
                    assertThat(fault.reason()).isEqualTo(Reason.LIMIT);
                });
    }

    @Test
    void oneFileIsReadAsWell() throws Exception {
        Path file = folder.resolve("targets.json");
        Files.writeString(
                file, "{\"name\":\"ops\",\"type\":\"webhook\",\"url\":\"https://a.example\"}");

        TargetSnapshot snapshot = new FileTargets(file).file.reload();

        assertThat(snapshot.targets().find("ops").map(Target::shownUrl))
                .isEqualTo(Optional.of("https://a.example/"));
    }
}
