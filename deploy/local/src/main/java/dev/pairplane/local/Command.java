package dev.pairplane.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// What the command line asks for.
sealed interface Command {

    /// At 256 MiB of heap each, this many stay near the 2 GB that the whole platform may take.
    int MAX_NODES = 8;

    String USAGE =
            """
            Runs Pairplane on this machine, on 127.0.0.1 only.

            usage: make run   [NODES=n] [ARGS="options"]    or  java -jar deploy/local/target/pairplane-local.jar run [options]
                   make demo  [ARGS="options"]              or  java -jar deploy/local/target/pairplane-local.jar demo [options]
                   make apply F=file.yaml                   or  java -jar deploy/local/target/pairplane-local.jar apply [options] file...

            run: starts a simulated Azure and a simulated Kubernetes API, difftracker between them, storage
            nodes, a PostgreSQL, a receiver of webhooks, and publishing-queue between those; prints where they
            answer, and stops them on Ctrl-C (exit code 0).
              --nodes N          storage nodes to start, 1 to 8 (default: NODES of the environment, or 1);
                                 more than one are independent of each other: they do not replicate yet
              --fresh            first removes the data and logs of earlier runs; without it they are kept
              --kubeconfig FILE  serves a cluster of yours from the simulated Azure, instead of the simulated
                                 one; needs --class too, and a yes at the terminal
              --class CLASS      the spec.loadBalancerClass of the Services that are taken there

            demo: three parts, each with processes of its own (exit code 0 only when all was verified).
            storage-node: writes keys, kills the node with -9 in the middle and again later, and verifies
            that nothing acknowledged was lost. difftracker: applies Services, moves an endpoint, deletes,
            kills difftracker with -9 in the middle of a creation, and verifies through the simulators'
            own APIs that Azure follows and nothing is left over. publishing-queue: submits alerts of three
            priorities to four targets, of which one refuses and one fails for a while, replays a dead letter,
            kills the service with -9 in the middle, and verifies at the receiver that nothing accepted is lost.
              --only PART        storage-node, difftracker or publishing-queue
              --node-port PORT   where the node listens (default: a free port)
              --client-port PORT where the clients connect, for a proxy in between (default: the node's port)
              --data-dir DIR     where the node keeps its data (default: .pairplane/demo, wiped at the start;
                                 a directory named here is never wiped)

            apply: creates the objects of YAML files in the simulated cluster of a running 'make run', or
            changes them to what the files say; deploy/local/samples has some to try.
              --port PORT        where the Kubernetes API answers (default: 8091)

            -h, --help           this text

            State: .pairplane/ in the repository (data, logs/NAME.log and the run before in NAME.previous.log).
            Environment: PAIRPLANE_STORAGE_NODE_JAR, PAIRPLANE_DIFFTRACKER_JAR and PAIRPLANE_PUBLISHING_QUEUE_JAR
            name other packaged services.
            Exit codes: 0 done or stopped, 1 failed (the last line says why), 2 wrong usage, 130 demo interrupted.
            """;

    /// Start the platform and wait.
    ///
    /// @param nodes storage nodes, 1 to [#MAX_NODES]
    /// @param fresh whether the state of earlier runs goes first
    /// @param own a cluster to serve instead of the simulated one
    record Run(int nodes, boolean fresh, Optional<OwnCluster> own) implements Command {}

    /// What is shown.
    enum Part {
        STORAGE_NODE,
        DIFFTRACKER,
        PUBLISHING_QUEUE;

        /// As the command line has it.
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// Show services at work.
    ///
    /// @param parts in this order
    /// @param nodePort where it listens; empty for a free port
    /// @param clientPort where the clients connect; empty for the node's port
    /// @param dataDirectory empty for one in the demo's own state directory
    record Demo(
            List<Part> parts,
            OptionalInt nodePort,
            OptionalInt clientPort,
            Optional<Path> dataDirectory)
            implements Command {}

    /// Bring manifests to the simulated cluster.
    ///
    /// @param files at least one
    record Apply(List<Path> files, int port) implements Command {}

    /// Print [#USAGE].
    record Help() implements Command {}

    /// Reads a command line; without words it is `run`.
    ///
    /// @throws Failure naming the first word that is wrong
    static Command parse(List<String> arguments, Map<String, String> environment) throws Failure {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            return new Help();
        }
        Iterator<String> words = arguments.iterator();
        String name = words.hasNext() ? words.next() : "run";
        return switch (name) {
            case "run" -> parseRun(words, environment);
            case "demo" -> parseDemo(words);
            case "apply" -> parseApply(words);
            case "help" -> new Help();
            default ->
                    throw new Failure(
                            "unknown command '" + name + "': use run, demo, apply or --help");
        };
    }

    private static Run parseRun(Iterator<String> words, Map<String, String> environment)
            throws Failure {
        String nodes = environment.getOrDefault("NODES", "");
        String source = "NODES";
        boolean fresh = false;
        Optional<Path> kubeconfig = Optional.empty();
        Optional<String> loadBalancerClass = Optional.empty();
        while (words.hasNext()) {
            String option = words.next();
            switch (option) {
                case "--nodes" -> {
                    nodes = valueOf(option, words);
                    source = option;
                }
                case "--fresh" -> fresh = true;
                case "--kubeconfig" -> kubeconfig = Optional.of(Path.of(valueOf(option, words)));
                case "--class" -> loadBalancerClass = Optional.of(valueOf(option, words));
                default -> throw unknownOption("run", option);
            }
        }
        if (kubeconfig.isPresent() != loadBalancerClass.isPresent()) {
            throw new Failure(
                    "--kubeconfig and --class go together: the first names a cluster of yours, the"
                            + " second which of its Services may be written to");
        }
        Optional<OwnCluster> own =
                kubeconfig.isPresent()
                        ? Optional.of(
                                new OwnCluster(
                                        kubeconfig.orElseThrow(), loadBalancerClass.orElseThrow()))
                        : Optional.empty();
        return new Run(nodes.isEmpty() ? 1 : number(source, nodes, MAX_NODES), fresh, own);
    }

    private static Apply parseApply(Iterator<String> words) throws Failure {
        List<Path> files = new ArrayList<>();
        int port = Ports.KUBERNETES;
        while (words.hasNext()) {
            String word = words.next();
            if (word.equals("--port")) {
                port = port(word, valueOf(word, words));
            } else if (word.startsWith("-")) {
                throw unknownOption("apply", word);
            } else {
                files.add(Path.of(word));
            }
        }
        if (files.isEmpty()) {
            throw new Failure("apply needs a file: make apply F=deploy/local/samples/shop.yaml");
        }
        return new Apply(List.copyOf(files), port);
    }

    private static Part part(String option, String word) throws Failure {
        return Stream.of(Part.values())
                .filter(part -> part.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new Failure(
                                "%s is '%s', and must be storage-node, difftracker or publishing-queue"
                                        .formatted(option, word)));
    }

    private static Demo parseDemo(Iterator<String> words) throws Failure {
        List<Part> parts = List.of(Part.values());
        OptionalInt nodePort = OptionalInt.empty();
        OptionalInt clientPort = OptionalInt.empty();
        Optional<Path> dataDirectory = Optional.empty();
        while (words.hasNext()) {
            String option = words.next();
            switch (option) {
                case "--only" -> parts = List.of(part(option, valueOf(option, words)));
                case "--node-port" ->
                        nodePort = OptionalInt.of(port(option, valueOf(option, words)));
                case "--client-port" ->
                        clientPort = OptionalInt.of(port(option, valueOf(option, words)));
                case "--data-dir" -> dataDirectory = Optional.of(Path.of(valueOf(option, words)));
                default -> throw unknownOption("demo", option);
            }
        }
        return new Demo(parts, nodePort, clientPort, dataDirectory);
    }

    private static Failure unknownOption(String command, String option) {
        return new Failure("unknown option '" + option + "' of " + command + ": see --help");
    }

    private static String valueOf(String option, Iterator<String> words) throws Failure {
        if (!words.hasNext()) {
            throw new Failure(option + " needs a value: see --help");
        }
        return words.next();
    }

    private static int port(String source, String text) throws Failure {
        return number(source, text, Ports.LARGEST);
    }

    private static int number(String source, String text, int largest) throws Failure {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= largest) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw outOfRange(source, text, largest);
        }
        throw outOfRange(source, text, largest);
    }

    private static Failure outOfRange(String source, String text, int largest) {
        return new Failure(
                "%s is '%s', and must be a whole number from 1 to %d"
                        .formatted(source, text, largest));
    }
}
