package dev.pairplane.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A cluster of the user's own, to be served from the simulated Azure.
///
/// @param kubeconfig what leads to it
/// @param loadBalancerClass the class of the Services that are taken
record OwnCluster(Path kubeconfig, String loadBalancerClass) {

    OwnCluster {
        kubeconfig = kubeconfig.toAbsolutePath();
    }

    /// Where people are asked.
    interface Terminal {

        /// Whether somebody sits there.
        boolean isInteractive();

        /// Shows the question and waits for a line; empty at the end of the input.
        String ask(String question);
    }

    /// The process' own terminal.
    static Terminal terminal() {
        Optional<Console> console =
                Optional.ofNullable(System.console()).filter(Console::isTerminal);
        return new Terminal() {
            @Override
            public boolean isInteractive() {
                return console.isPresent();
            }

            @Override
            public String ask(String question) {
                return console.map(c -> c.readLine("%s", question)).orElse("");
            }
        };
    }

    /// Returns when somebody at the terminal has agreed to what is going to happen to the cluster.
    ///
    /// @throws Failure when nobody did, or the kubeconfig leads nowhere
    void confirm(Terminal terminal) throws Failure {
        String target = target();
        if (!terminal.isInteractive()) {
            throw new Failure(
                    "--kubeconfig writes to a cluster of yours (%s), which takes a yes at a terminal: run it from one"
                            .formatted(target));
        }
        String answer =
                terminal.ask(
                        """

                        %s
                        is going to be served from a simulated Azure. On each of its Services of type LoadBalancer
                        with the class '%s', difftracker puts finalizers and external IPs that lead nowhere.
                        The finalizers go when the Services are deleted while it runs.
                        Go on? Only 'yes' does:\
                        """
                                        .formatted(target, loadBalancerClass)
                                + " ");
        if (!answer.strip().equals("yes")) {
            throw new Failure("not begun: the answer was not 'yes'");
        }
    }

    /// The cluster in words.
    private String target() throws Failure {
        if (!Files.isReadable(kubeconfig)) {
            throw new Failure("the kubeconfig %s cannot be read".formatted(kubeconfig));
        }
        List<JsonNode> documents = Manifests.documents(kubeconfig);
        JsonNode config = documents.isEmpty() ? Manifests.nothing() : documents.getFirst();
        String context = config.path("current-context").asText();
        String cluster =
                named(config.path("contexts"), context).path("context").path("cluster").asText();
        String server =
                named(config.path("clusters"), cluster).path("cluster").path("server").asText();
        if (server.isEmpty()) {
            throw new Failure(
                    "the kubeconfig %s leads to no cluster: its current-context is '%s', and has no server"
                            .formatted(kubeconfig, context));
        }
        return "the cluster at %s (context '%s' of %s)".formatted(server, context, kubeconfig);
    }

    private static JsonNode named(JsonNode list, String name) {
        for (JsonNode entry : list) {
            if (entry.path("name").asText().equals(name)) {
                return entry;
            }
        }
        return Manifests.nothing();
    }
}
