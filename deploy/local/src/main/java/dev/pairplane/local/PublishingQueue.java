package dev.pairplane.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The queue between alerts and the sample receiver.
///
/// @param port the API and the console
/// @param managementPort health and metrics
/// @param postgres where its journal is
/// @param receiver where its targets are
/// @param tuning how fast it sends, and how patient it is
/// @param consoles of the other services
record PublishingQueue(
        int port,
        int managementPort,
        Postgres postgres,
        Receiver receiver,
        Tuning tuning,
        List<UrlTable.Entry> consoles)
        implements Program {

    static final String NAME = "publishing-queue";

    /// Where submissions go.
    static final String API = "/api/v1/publishing";

    /// The targets of `make run`, at the receiver's paths of the same names.
    static final List<String> TARGETS = List.of("pages", "chat", "tickets", "mirror");

    private static final Jvm JVM = new Jvm(256);
    private static final long DISK = 64L << 20;

    PublishingQueue {
        consoles = List.copyOf(consoles);
    }

    /// @param workers attempts under way at once
    /// @param breakerTimeout how long an open breaker waits, as the configuration writes it
    record Tuning(int workers, String breakerTimeout) {

        /// For people: enough for a load test, and the breaker of production.
        static final Tuning RUN = new Tuning(64, "30s");

        /// So few that a queue forms, and nobody waits for half a minute.
        static final Tuning DEMO = new Tuning(8, "4s");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Ports.Claim> claims() {
        return List.of(
                new Ports.Claim(port, NAME + " (API, console)"),
                new Ports.Claim(managementPort, NAME + " (health, metrics)"));
    }

    @Override
    public List<UrlTable.Entry> urls() {
        return List.of(
                new UrlTable.Entry(NAME, "console", page(port, "/")),
                new UrlTable.Entry(NAME, "metrics", page(managementPort, "/metrics")),
                new UrlTable.Entry(NAME, "health", page(managementPort, "/health")));
    }

    @Override
    public long disk() {
        return DISK;
    }

    @Override
    public Optional<String> missing(Installation installation) {
        Path jar = installation.packages().publishingQueue();
        return Files.isRegularFile(jar)
                ? Optional.empty()
                : Optional.of(
                        "publishing-queue is not packaged (%s is missing): build it with 'mvn -Dquick -pl publishing-queue -am package', or use 'make run'"
                                .formatted(jar));
    }

    /// Where the API is, without a path.
    URI api() {
        return page(port, "");
    }

    /// Where the metrics are, without a path.
    URI management() {
        return page(managementPort, "");
    }

    private static URI page(int port, String path) {
        return URI.create("http://" + HOST + ":" + port + path);
    }

    /// The token that may do everything.
    ///
    /// @param home the service's
    static String token(Path home) throws Failure {
        return SecretFile.read(home.resolve("token"));
    }

    @Override
    public ChildProcess.Spec prepare(Installation installation, Path home, Path log)
            throws Failure {
        Path targets = home.resolve("targets.yaml");
        if (!Files.exists(targets)) {
            try {
                Files.writeString(targets, targets());
            } catch (IOException e) {
                throw new Failure("%s cannot be written (%s)".formatted(targets, e));
            }
        }
        Path config = home.resolve("config.yaml");
        String password =
                SecretFile.read(Postgres.passwordFile(home.resolveSibling(Postgres.NAME)));
        SecretFile.write(config, yaml(targets, password, token(home)));
        return new ChildProcess.Spec(
                NAME,
                JVM.service(installation, installation.packages().publishingQueue()),
                Map.of("CONFIG_PATH", config.toString()),
                home,
                log,
                page(managementPort, "/health/ready"));
    }

    private String yaml(Path targets, String password, String token) {
        return """
        # Written by the local launcher at each start; changes are lost.
        server:
          host: %s
          port: %d
          console_links: "%s"
          # Less than the launcher waits; what is not through then is in the journal.
          shutdown_timeout: 5s
        metrics:
          port: %d
        auth:
          admin_token: %s
        database:
          url: %s
          username: %s
          password: %s
        targets:
          path: "%s"
          allow_private_networks: true
          allow_insecure: true
        queue:
          workers: %d
          max_bytes: 64M
        breaker:
          timeout: %s
        logging:
          format: console
        """
                .formatted(
                        HOST,
                        port,
                        links(),
                        managementPort,
                        token,
                        postgres.uri(),
                        Postgres.USER,
                        password,
                        Jvm.escaped(targets),
                        tuning.workers(),
                        tuning.breakerTimeout());
    }

    private String links() {
        return consoles.stream()
                .map(entry -> entry.service() + "=" + entry.uri())
                .collect(Collectors.joining(","));
    }

    private String targets() {
        return """
        # Yours to change: it is read again when it changes. 'make run ARGS=--fresh' brings this one back.
        # What can be said of a target is in docs/guides/publishing-targets.md.
        targets:
        """
                + TARGETS.stream()
                        .map(name ->
                                """
                                  - name: %1$s
                                    type: webhook
                                    url: %2$s/hooks/%1$s
                                    timeout: 30s
                                """
                                        .formatted(name, receiver.uri()))
                        .collect(Collectors.joining());
    }
}
