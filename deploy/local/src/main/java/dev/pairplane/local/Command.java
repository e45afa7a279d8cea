package dev.pairplane.local;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What the command line asks for.
sealed interface Command {

    /// At 256 MiB of heap each, this many stay near the 2 GB that the whole platform may take.
    int MAX_NODES = 8;

    String USAGE =
            """
            Runs Pairplane on this machine, on 127.0.0.1 only.

            usage: make run  [NODES=n] [ARGS="options"]     or  java -jar deploy/local/target/pairplane-local.jar run [options]
                   make demo [ARGS="options"]               or  java -jar deploy/local/target/pairplane-local.jar demo [options]

            run: starts the services, prints where they answer, and stops them on Ctrl-C (exit code 0).
              --nodes N          storage nodes to start, 1 to 8 (default: NODES of the environment, or 1);
                                 more than one are independent of each other: they do not replicate yet
              --fresh            first removes the data and logs of earlier runs; without it they are kept

            demo: writes keys to a storage node of its own, kills it with -9 in the middle and again
            later, and verifies that nothing acknowledged was lost (exit code 0 only then).
              --node-port PORT   where the node listens (default: a free port)
              --client-port PORT where the clients connect, for a proxy in between (default: the node's port)
              --data-dir DIR     where the node keeps its data (default: .pairplane/demo, wiped at the start;
                                 a directory named here is never wiped)

            -h, --help           this text

            State: .pairplane/ in the repository (data, logs/NAME.log and the run before in NAME.previous.log).
            Environment: PAIRPLANE_STORAGE_NODE_JAR names another packaged storage node.
            Exit codes: 0 done or stopped, 1 failed (the last line says why), 2 wrong usage, 130 demo interrupted.
            """;

    /// Start the platform and wait.
    ///
    /// @param nodes storage nodes, 1 to [#MAX_NODES]
    /// @param fresh whether the state of earlier runs goes first
    record Run(int nodes, boolean fresh) implements Command {}

    /// Show a storage node at work.
    ///
    /// @param nodePort where it listens; empty for a free port
    /// @param clientPort where the clients connect; empty for the node's port
    /// @param dataDirectory empty for one in the demo's own state directory
    record Demo(OptionalInt nodePort, OptionalInt clientPort, Optional<Path> dataDirectory)
            implements Command {}

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
            case "help" -> new Help();
            default -> throw new Failure("unknown command '" + name + "': use run, demo or --help");
        };
    }

    private static Run parseRun(Iterator<String> words, Map<String, String> environment)
            throws Failure {
        String nodes = environment.getOrDefault("NODES", "");
        String source = "NODES";
        boolean fresh = false;
        while (words.hasNext()) {
            String option = words.next();
            switch (option) {
                case "--nodes" -> {
                    nodes = valueOf(option, words);
                    source = option;
                }
                case "--fresh" -> fresh = true;
                default -> throw unknownOption("run", option);
            }
        }
        return new Run(nodes.isEmpty() ? 1 : number(source, nodes, MAX_NODES), fresh);
    }

    private static Demo parseDemo(Iterator<String> words) throws Failure {
        OptionalInt nodePort = OptionalInt.empty();
        OptionalInt clientPort = OptionalInt.empty();
        Optional<Path> dataDirectory = Optional.empty();
        while (words.hasNext()) {
            String option = words.next();
            switch (option) {
                case "--node-port" ->
                        nodePort = OptionalInt.of(port(option, valueOf(option, words)));
                case "--client-port" ->
                        clientPort = OptionalInt.of(port(option, valueOf(option, words)));
                case "--data-dir" -> dataDirectory = Optional.of(Path.of(valueOf(option, words)));
                default -> throw unknownOption("demo", option);
            }
        }
        return new Demo(nodePort, clientPort, dataDirectory);
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
