package dev.pairplane.storage.app.command;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The command line's grammar, built as objects: annotated classes would need reflection, which a
/// native image has to be told of.
final class Syntax {
    static final String GET = "get";
    static final String PUT = "put";
    static final String DELETE = "delete";
    static final List<String> COMMANDS = List.of(GET, PUT, DELETE);

    static final String DEFAULT_HOST = "127.0.0.1";
    static final int DEFAULT_PORT = 50052;
    static final String DEFAULT_TIMEOUT = "10s";

    private Syntax() {}

    static CommandSpec specification() {
        CommandSpec top =
                CommandSpec.create()
                        .name("storage-node")
                        .addOption(help())
                        .addSubcommand(GET, get())
                        .addSubcommand(PUT, put())
                        .addSubcommand(DELETE, delete());
        top.usageMessage()
                .description("Reads and writes keys of a storage node.")
                .footer(
                        "",
                        "Exit codes: 0 done, 1 key not found or refused, 2 wrong usage, 3 no"
                                + " answer.");
        return top;
    }

    private static CommandSpec get() {
        CommandSpec get =
                command("Reads a key: its value, its clock, and when it was written.")
                        .addOption(flag("--siblings", "Also show all concurrent versions."))
                        .addOption(
                                text(
                                        "FILE",
                                        "Write the value's bytes to FILE ('-': standard output) and"
                                                + " print nothing else.",
                                        "-o",
                                        "--output"));
        return get;
    }

    private static CommandSpec put() {
        return command("Stores a value under a key.")
                .addPositional(
                        PositionalParamSpec.builder()
                                .index("2")
                                .arity("0..1")
                                .paramLabel("VALUE")
                                .type(String.class)
                                .description("The value as text; '-' reads standard input.")
                                .build())
                .addOption(text("FILE", "Read the value from FILE.", "-f", "--file"))
                .addOption(clock());
    }

    private static CommandSpec delete() {
        return command("Deletes a key; it need not exist.").addOption(clock());
    }

    private static CommandSpec command(String description) {
        CommandSpec command =
                CommandSpec.create()
                        .addOption(help())
                        .addOption(
                                text(
                                        "HOST",
                                        "The node's host (%s).".formatted(DEFAULT_HOST),
                                        "--host"))
                        .addOption(
                                OptionSpec.builder("--port")
                                        .paramLabel("PORT")
                                        .type(Integer.class)
                                        .description(
                                                "The node's gRPC port (%d)."
                                                        .formatted(DEFAULT_PORT))
                                        .build())
                        .addOption(
                                text(
                                        "TIME",
                                        "How long to wait, as 500ms, 10s or 2m (%s)."
                                                .formatted(DEFAULT_TIMEOUT),
                                        "--timeout"))
                        .addOption(flag("--json", "Answer in JSON."))
                        .addPositional(required("0", "TENANT", "The tenant."))
                        .addPositional(required("1", "KEY", "The key."));
        command.usageMessage().description(description);
        return command;
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this text.")
                .build();
    }

    private static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .arity("0")
                .type(Boolean.class)
                .description(description)
                .build();
    }

    private static OptionSpec text(String label, String description, String... names) {
        return OptionSpec.builder(names)
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }

    private static OptionSpec clock() {
        return OptionSpec.builder("--clock")
                .paramLabel("ACTOR=COUNTER")
                .arity("1")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description(
                        "An entry of the vector clock; give the option once for each. Without any,"
                                + " the node overwrites what it has.")
                .build();
    }

    private static PositionalParamSpec required(String index, String label, String description) {
        return PositionalParamSpec.builder()
                .index(index)
                .arity("1")
                .required(true)
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }
}
