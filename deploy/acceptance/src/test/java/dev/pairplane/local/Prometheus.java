package dev.pairplane.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A Prometheus that scrapes each second, and evaluates rules as often.
///
/// @param executable the program
/// @param port where it answers
/// @param targets what it scrapes
/// @param rules files of rules
record Prometheus(Path executable, int port, List<Target> targets, List<Path> rules)
        implements Program {
    static final String NAME = "prometheus";
    private static final long DISK = 64L << 20;

    /// Runs a program that knows nothing of the launcher so that it ends with it: once nobody holds
    /// the standard input any more, or on SIGTERM.
    private static final String LEASH =
            """
            exec 3<&0
            "$@" 3<&- </dev/null &
            program=$!
            { read -r _ <&3; kill $program; } &
            leash=$!
            trap 'kill $program $leash; wait $program; exit $?' TERM
            wait $program
            code=$?
            kill $leash 2>/dev/null
            exit $code
            """;

    Prometheus {
        targets = List.copyOf(targets);
        rules = List.copyOf(rules);
    }

    /// One process, with the labels that a cluster's scrape would give it.
    record Target(String job, String pod, int managementPort) {}

    /// The program, where Debian's package `prometheus` is installed.
    static Optional<Path> installed() {
        return Installation.onPath(NAME, System.getenv().getOrDefault("PATH", ""));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Ports.Claim> claims() {
        return List.of(new Ports.Claim(port, NAME));
    }

    @Override
    public List<UrlTable.Entry> urls() {
        return List.of(new UrlTable.Entry(NAME, "console", uri()));
    }

    URI uri() {
        return URI.create("http://" + HOST + ":" + port + "/");
    }

    @Override
    public long disk() {
        return DISK;
    }

    @Override
    public Optional<String> missing(Installation installation) {
        return Optional.empty();
    }

    @Override
    public ChildProcess.Spec prepare(Installation installation, Path home, Path log)
            throws Failure {
        Path config = home.resolve("prometheus.yml");
        try {
            Files.writeString(config, yaml());
        } catch (IOException e) {
            throw new Failure("%s cannot be written (%s)".formatted(config, e));
        }
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", LEASH, NAME));
        command.addAll(
                List.of(
                        executable.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + home.resolve("data"),
                        "--web.listen-address=" + HOST + ":" + port,
                        "--log.level=warn"));
        return new ChildProcess.Spec(NAME, command, Map.of(), home, log, uri().resolve("/-/ready"));
    }

    private String yaml() {
        return """
        global:
          scrape_interval: 1s
          evaluation_interval: 1s
        rule_files:
        %s
        scrape_configs:
        %s
        """
                .formatted(
                        rules.stream()
                                .map(file -> "  - \"%s\"".formatted(Jvm.escaped(file)))
                                .collect(Collectors.joining("\n")),
                        targets.stream()
                                .map(target ->
                                        """
                                          - job_name: %s
                                            static_configs:
                                              - targets: ["%s:%d"]
                                                labels: {namespace: pairplane, pod: %s}
                                        """
                                                .formatted(
                                                        target.job(),
                                                        HOST,
                                                        target.managementPort(),
                                                        target.pod()))
                                .collect(Collectors.joining()));
    }
}
