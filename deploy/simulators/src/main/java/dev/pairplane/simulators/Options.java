package dev.pairplane.simulators;

import dev.pairplane.simulators.kubernetes.KubernetesConfig;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// The command line.
///
/// @param kubernetes whether there is a Kubernetes API server besides Azure
/// @param dataDirectory where the snapshot file is kept, empty for nowhere
/// @param kubeconfig the file to write for clients, empty for none
/// @param parentPipe whether to stop when standard input ends
/// @param seed of what looks random
record Options(
        int azurePort,
        int kubernetesPort,
        boolean kubernetes,
        Optional<Path> dataDirectory,
        Optional<Path> kubeconfig,
        boolean parentPipe,
        long seed) {

    static final int DEFAULT_AZURE_PORT = 8090;

    private static final int MAX_PORT = 65_535;

    static final String USAGE =
            """
            Starts the simulators of Azure's network API and of a Kubernetes API server.

              --azure-port N       port of the Azure simulator, 0 for any (8090)
              --kubernetes-port N  port of the Kubernetes API server, 0 for any (8091)
              --no-kubernetes      only Azure, for a cluster that is there already
              --data-dir DIR       keep what they remember in DIR/simulators.json
              --kubeconfig FILE    write a kubeconfig for the Kubernetes API server
              --parent-pipe        stop when standard input ends
              --seed N             of names and UIDs (the time)
            """;

    /// Reads the arguments.
    ///
    /// @throws IllegalArgumentException when one is wrong, saying what would be right
    static Options parse(List<String> arguments, long defaultSeed) {
        int azurePort = DEFAULT_AZURE_PORT;
        int kubernetesPort = KubernetesConfig.DEFAULT_PORT;
        boolean kubernetes = true;
        Optional<Path> dataDirectory = Optional.empty();
        Optional<Path> kubeconfig = Optional.empty();
        boolean parentPipe = false;
        long seed = defaultSeed;
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--azure-port" -> azurePort = port(option, value(option, rest));
                case "--kubernetes-port" -> kubernetesPort = port(option, value(option, rest));
                case "--no-kubernetes" -> kubernetes = false;
                case "--data-dir" -> dataDirectory = Optional.of(Path.of(value(option, rest)));
                case "--kubeconfig" -> kubeconfig = Optional.of(Path.of(value(option, rest)));
                case "--parent-pipe" -> parentPipe = true;
                case "--seed" -> seed = number(option, value(option, rest));
                default ->
                        throw new IllegalArgumentException(
                                "unknown option '" + option + "'\n\n" + USAGE);
            }
        }
        return new Options(
                azurePort, kubernetesPort, kubernetes, dataDirectory, kubeconfig, parentPipe, seed);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value\n\n" + USAGE);
        }
        return rest.next();
    }

    private static int port(String option, String text) {
        long port = number(option, text);
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException(option + " is from 0 to 65535, not " + text);
        }
        return (int) port;
    }

    private static long number(String option, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a number, not '" + text + "'", e);
        }
    }
}
