package dev.pairplane.observability.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigCheckTest {
    @TempDir Path directory;

    private final ConfigSchema schema = ConfigSchema.of(DemoConfig.class);
    private final ConfigRule rising =
            values ->
                    values.integer("demo.low") < values.integer("demo.high")
                            ? List.of()
                            : List.of(
                                    values.problem(
                                            "demo.low",
                                            "not below demo.high",
                                            "less than " + values.integer("demo.high")));

    private ConfigCheck.Outcome check(Map<String, String> properties, Map<String, String> env) {
        return new ConfigCheck(schema, List.of(rising)).run(properties, env);
    }

    private Map<String, String> with(String yaml) throws IOException {
        Path file = directory.resolve("config.yaml");
        Files.writeString(file, yaml);
        return new HashMap<>(Map.of("CONFIG_PATH", file.toString(), "DEMO_NODE_ID", "n1"));
    }

    @Test
    void acceptsWhatIsRight() throws IOException {
        ConfigCheck.Outcome outcome =
                check(
                        Map.of(),
                        with(
                                """
                                demo:
                                  port: 1234
                                  wait_: 168h
                                  limits: { rate: 0.9 }
                                  seed_nodes: [a, b]
                                  mode: skip-corrupt
                                  targets:
                                    ops: { url: "http://x/y", tries: 2 }
                                  hooks:
                                    - url: http://z
                                """
                                        .replace("168h", "30m")));

        assertThat(outcome.problems()).isEmpty();
        assertThat(outcome.warnings()).isEmpty();
    }

    @Test
    void listsEveryProblemAtOnce() throws IOException {
        Map<String, String> env =
                with(
                        """
                        demo:
                          port: 99999
                          wait_: soon
                          segment_size: 1K
                          mode: sometimes
                          enabled: perhaps
                          most: many
                          high: 101
                          limits: { rate: 2 }
                          targets:
                            ops: { url: "nowhere", tries: 0 }
                        """);
        env.remove("DEMO_NODE_ID");
        env.put("DEMO_API_KEY", "geheim");

        List<String> problems = check(Map.of("demo.low", "x"), env).problems();

        assertThat(problems)
                .anySatisfy(p ->
                        assertThat(p)
                                .startsWith("demo.port = \"99999\" (" + directory)
                                .endsWith(
                                        "outside its range; give a whole number such as 10, 1 to"
                                                + " 65535"))
                .anySatisfy(p -> assertThat(p).contains("demo.wait_ = \"soon\"", "100ms, 5s"))
                .anySatisfy(
                        p -> assertThat(p).contains("demo.segment_size = \"1K\"", "at least 4K"))
                .anySatisfy(p -> assertThat(p).contains("demo.mode", "one of always, skip-corrupt"))
                .anySatisfy(p -> assertThat(p).contains("demo.enabled", "true or false"))
                .anySatisfy(p -> assertThat(p).contains("demo.most = \"many\""))
                .anySatisfy(p -> assertThat(p).contains("demo.high = \"101\"", "at most 100"))
                .anySatisfy(p -> assertThat(p).contains("demo.limits.rate = \"2\"", "0 to 1"))
                .anySatisfy(p -> assertThat(p).contains("demo.targets.ops.url", "no scheme"))
                .anySatisfy(p -> assertThat(p).contains("demo.targets.ops.tries", "at least 1"))
                .anySatisfy(p -> assertThat(p).contains("demo.low = \"x\" (system property)"))
                .anySatisfy(p ->
                        assertThat(p)
                                .startsWith("demo.node_id: is required and not given")
                                .contains("DEMO_NODE_ID"))
                .hasSize(12)
                .noneMatch(p -> p.contains("geheim"));
    }

    @Test
    void runsRulesAcrossKeys() throws IOException {
        assertThat(check(Map.of("demo.low", "95"), with("demo: {}")).problems())
                .containsExactly(
                        "demo.low = \"95\" (system property): not below demo.high; give less than"
                                + " 90");
    }

    /// Storage invariant 138
    @Test
    void takesTheStrongestSource() throws IOException {
        Map<String, String> env = with("demo: { port: 70000 }");

        assertThat(check(Map.of(), env).problems()).hasSize(1);
        env.put("DEMO_PORT", "80000");
        assertThat(check(Map.of(), env).problems())
                .singleElement()
                .asString()
                .contains("\"80000\" (environment variable DEMO_PORT)");
        assertThat(check(Map.of("demo.port", "5"), env).problems()).isEmpty();
    }

    /// Storage invariant 137
    @Test
    void warnsOfUnknownKeysAndRefusesThemWhenStrict() throws IOException {
        Map<String, String> env =
                with("demo: { prt: 1, other: { x: 1 } }\nquarkus: { http: { port: 1 } }");

        ConfigCheck.Outcome outcome = check(Map.of(), env);
        assertThat(outcome.problems()).isEmpty();
        assertThat(outcome.warnings())
                .singleElement()
                .asString()
                .endsWith("unknown keys: demo.other.x, demo.prt (did you mean demo.port?)");

        assertThat(check(Map.of("config.strict", "true"), env).problems()).hasSize(1);
    }

    @Test
    void acceptsOtherNames() throws IOException {
        ConfigAliases aliases =
                new ConfigAliases(
                        Map.of(
                                "old", "demo",
                                "old.grpc_port", "demo.port",
                                "old.ttl", "",
                                "env.NODE_ID", "demo.node_id"));
        Path path = directory.resolve("config.yaml");
        Files.writeString(path, "old: { grpc_port: 7, low: 3, ttl: 9, seed_nodes: [a] }\nolder: 1");

        ConfigFile file = ConfigFile.read(path, true, aliases);

        assertThat(file.values())
                .containsEntry("demo.port", "7")
                .containsEntry("demo.low", "3")
                .containsEntry("demo.seed_nodes[0]", "a")
                .containsEntry("older", "1");
        assertThat(file.ignored()).containsExactly("old.ttl");
        assertThat(file.written()).containsEntry("demo.low", "old.low");
        var sources = YamlConfigFile.sources(file, aliases, Map.of("NODE_ID", "n7"));
        assertThat(sources).hasSize(2);
        assertThat(sources.get(1).getValue("demo.node_id")).isEqualTo("n7");
        assertThat(sources.get(1).getOrdinal()).isGreaterThan(300);
        assertThat(sources.getFirst().getOrdinal()).isBetween(261, 299);
    }

    @Test
    void refusesAFileThatGivesAKeyTwice() throws IOException {
        Path path = directory.resolve("config.yaml");
        Files.writeString(path, "old: { low: 3 }\ndemo: { low: 4 }");

        ConfigFile file = ConfigFile.read(path, true, new ConfigAliases(Map.of("old", "demo")));

        assertThat(file.problems())
                .singleElement()
                .asString()
                .contains("gives both demo.low and its other name old.low");
    }

    @Test
    void saysWhichFileCannotBeUsed() throws IOException {
        assertThat(
                        check(Map.of("config.path", "/gone.yaml", "demo.node_id", "n"), Map.of())
                                .problems())
                .singleElement()
                .asString()
                .contains("CONFIG_PATH = \"/gone.yaml\": there is no such file");
        assertThat(check(Map.of(), with("demo: [unclosed")).problems())
                .singleElement()
                .asString()
                .contains("cannot be understood", "line");
        Map<String, String> env = with("");
        env.put("CONFIG_PATH", directory.toString());
        assertThat(check(Map.of(), env).problems())
                .singleElement()
                .asString()
                .contains("cannot be read");
    }

    @Test
    void readsPropertiesFilesToo() throws IOException {
        Path file = directory.resolve("application.properties");
        Files.writeString(file, "demo.node_id=n1\ndemo.port=0\n");

        assertThat(check(Map.of("config.path", file.toString()), Map.of()).problems())
                .singleElement()
                .asString()
                .contains("demo.port = \"0\"");
    }

    @Test
    void reportsAnExpressionThatNamesNothing() throws IOException {
        assertThat(check(Map.of("demo.port", "${absent}"), with("demo: {}")).problems())
                .singleElement()
                .asString()
                .contains("demo.port", "absent");
    }

    @Test
    void startsWithoutAFile() {
        assertThat(check(Map.of("demo.node_id", "n"), Map.of()).problems()).isEmpty();
        assertThat(new ConfigCheck(schema, List.of()).run().problems()).hasSize(1);
    }

    @Test
    void printsTheEffectiveConfigurationWithoutSecrets() throws IOException {
        Map<String, String> env = with("demo: { port: 7, targets: { ops: { url: 'http://x' } } }");
        env.put("DEMO_API_KEY", "geheim");

        List<String> lines = EffectiveConfig.lines(check(Map.of(), env).config(), schema);

        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("demo: ")
                .contains("port=7*", "wait_=5s", "api_key=[redacted]*", "targets.ops.url=http://x*")
                .doesNotContain("geheim", "wait_=5s*");
    }

    @Test
    void rendersTheReference() {
        String page = ConfigReference.render(List.of(new ConfigReference.Section("Demo", schema)));

        assertThat(page)
                .contains("## Demo\n\n### demo\n")
                .contains(
                        "| `demo.port` | `DEMO_PORT` | whole number | `50052` | 1 to 65535 | Port."
                                + " |\n")
                .contains("| `demo.node_id` | `DEMO_NODE_ID` | text | **required** |  | Who. |\n")
                .contains("| `demo.targets.*.url` |  | URL |  |  | Where. |\n")
                .contains("always, skip-corrupt")
                .contains("list of text")
                .contains("Low \\| mark.");
    }

    @ConfigMapping(prefix = "bare")
    interface Undocumented {
        String key();
    }

    @ConfigMapping(prefix = "bare")
    interface Wrong {
        @Doc("Port.")
        @Range(max = "5")
        @io.smallrye.config.WithDefault("6")
        int port();
    }

    @Test
    void refusesASchemaThatIsNotWhole() {
        assertThatThrownBy(() -> ConfigSchema.of(Undocumented.class))
                .hasMessageContaining("needs @Doc");
        assertThatThrownBy(() -> ConfigSchema.of(Wrong.class))
                .hasMessageContaining("its own default is refused");
        assertThatThrownBy(() -> ConfigSchema.of(String.class))
                .hasMessageContaining("@ConfigMapping");
        assertThatThrownBy(() -> ConfigSchema.of(DemoConfig.class, DemoConfig.class))
                .hasMessageContaining("two methods name the key");
    }

    @Test
    void refusesRulesThatAskForUnknownKeys() throws IOException {
        ConfigCheck check =
                new ConfigCheck(schema, List.of(v -> List.of(v.problem(v.text("x.y"), "", ""))));
        Map<String, String> env = with("");

        assertThatThrownBy(() -> check.run(Map.of(), env)).hasMessageContaining("x.y");
    }

    @Test
    void givesRulesTypedValues() throws IOException {
        ConfigRule rule =
                v -> {
                    assertThat(v.size("demo.segment_size")).isEqualTo(64L << 20);
                    assertThat(v.duration("demo.wait_")).hasSeconds(5);
                    assertThat(v.decimal("demo.limits.rate")).isEqualTo(0.5);
                    assertThat(v.flag("demo.enabled")).isTrue();
                    assertThat(v.optional("demo.most")).isEmpty();
                    return List.of(v.problem("demo.node_id", "taken", "another"));
                };

        assertThat(new ConfigCheck(schema, List.of(rule)).run(Map.of(), with("")).problems())
                .singleElement()
                .asString()
                .contains("taken");
        assertThat(ConfigSchema.bytes(new MemorySize(BigInteger.TEN))).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({"kitten,sitting,3", "a,a,0", "'',abc,3", "port,prt,1"})
    void measuresHowFarNamesAreApart(String a, String b, int distance) {
        assertThat(ConfigCheck.distance(a, b)).isEqualTo(distance);
    }
}
