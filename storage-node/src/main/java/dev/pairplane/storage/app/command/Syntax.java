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
    static final String SCAN = "scan";
    static final String DRAIN = "drain";
    static final List<String> COMMANDS = List.of(GET, PUT, DELETE, SCAN, DRAIN);

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
                        .addSubcommand(DELETE, delete())
                        .addSubcommand(SCAN, scan())
                        .addSubcommand(DRAIN, drain());
        top.usageMessage()
                .description("Reads and writes keys of a storage node, and brings it to rest.")
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
                        optional("2", "VALUE", "The value as text; '-' reads standard input."))
                .addOption(text("FILE", "Read the value from FILE.", "-f", "--file"))
                .addOption(clock());
    }

    private static CommandSpec delete() {
        return command("Deletes a key; it need not exist.").addOption(clock());
    }

    private static CommandSpec scan() {
        return connected(
                        "Lists the keys of a tenant with their values, in the order of their bytes,"
                                + " as they are at this moment: each version on a line.")
                .addPositional(tenant())
                .addPositional(optional("1", "START", "The first key that may be listed."))
                .addPositional(optional("2", "END", "The first key that is not listed any more."))
                .addOption(
                        OptionSpec.builder("--limit")
                                .paramLabel("COUNT")
                                .type(Integer.class)
                                .description("Stop after so many lines.")
                                .build())
                .addOption(flag("--keys", "List the keys only."))
                .addOption(flag("--tombstones", "Also list keys that are deleted."));
    }

    private static CommandSpec command(String description) {
        return connected(description)
                .addPositional(tenant())
                .addPositional(required("1", "KEY", "The key."));
    }

    private static CommandSpec drain() {
        return connected(
                "Has the node take no more writes until it is started again, and bring everything"
                        + " into tables; reads go on. Waits for that as long as --timeout says;"
                        + " given again, it waits again.");
    }

    private static PositionalParamSpec tenant() {
        return required("0", "TENANT", "The tenant.");
    }

    private static CommandSpec connected(String description) {
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
                        .addOption(flag("--json", "Answer in JSON."));
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

    private static PositionalParamSpec optional(String index, String label, String description) {
        return PositionalParamSpec.builder()
                .index(index)
                .arity("0..1")
                .paramLabel(label)
                .type(String.class)
                .description(description)
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
