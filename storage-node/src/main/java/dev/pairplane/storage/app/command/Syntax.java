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
    static final String CHECKPOINT = "checkpoint";
    static final String INSPECT = "inspect";
    static final String VERIFY = "verify";
    static final String DUMP = "dump";
    static final String RESTORE = "restore";

    /// Those that need no node, but a store that none runs.
    static final List<String> OFFLINE = List.of(INSPECT, VERIFY, DUMP, RESTORE);

    static final List<String> COMMANDS =
            List.of(GET, PUT, DELETE, SCAN, DRAIN, CHECKPOINT, INSPECT, VERIFY, DUMP, RESTORE);

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
                        .addSubcommand(DRAIN, drain())
                        .addSubcommand(CHECKPOINT, checkpoint())
                        .addSubcommand(INSPECT, inspect())
                        .addSubcommand(VERIFY, verify())
                        .addSubcommand(DUMP, dump())
                        .addSubcommand(RESTORE, restore());
        top.usageMessage()
                .description(
                        "Reads and writes keys of a storage node, brings it to rest, and looks"
                                + " after its data directory.")
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
                .addOption(limit())
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

    private static CommandSpec checkpoint() {
        return connected(
                        "Has the node make a checkpoint: a store by itself, under the data"
                                + " directory in backup/NAME, with everything acknowledged before."
                                + " Writes go on meanwhile.")
                .addPositional(
                        required(
                                "0",
                                "NAME",
                                "1 to 64 letters, digits, dots, hyphens and underscores."));
    }

    private static CommandSpec inspect() {
        return offline(
                "Shows whose store a data directory or a checkpoint is, and what forms it: tables"
                        + " by level, segments of the log, how far either goes.");
    }

    private static CommandSpec verify() {
        return offline(
                "Reads every byte of a data directory or a checkpoint, and lists whatever is"
                        + " damaged. Exit code 1 when anything is.");
    }

    private static CommandSpec dump() {
        return offline(
                        "Lists what a data directory or a checkpoint holds, in the order of bytes:"
                                + " each version on a line.")
                .addOption(text("TENANT", "List one tenant only.", "--tenant"))
                .addOption(limit())
                .addOption(flag("--tombstones", "Also list keys that are deleted."));
    }

    private static CommandSpec restore() {
        CommandSpec restore =
                offline(
                                "Copies a checkpoint, or the data directory of a node that is"
                                    + " stopped and was drained, into an empty directory, of which"
                                    + " a node can be started. Checks each table on the way.")
                        .addPositional(
                                required(
                                        "1",
                                        "TARGET",
                                        "The new data directory: empty, or not there yet."));
        return restore;
    }

    private static CommandSpec offline(String description) {
        CommandSpec command =
                CommandSpec.create()
                        .addOption(help())
                        .addPositional(
                                required("0", "DIRECTORY", "The data directory or checkpoint."))
                        .addOption(
                                text(
                                        "DIRECTORY",
                                        "Where the log is (commitlog/ in the data directory).",
                                        "--commit-log-dir"))
                        .addOption(
                                text(
                                        "DIRECTORY",
                                        "Where the tables are (sstables/ in the data directory).",
                                        "--sstable-dir"))
                        .addOption(flag("--json", "Answer in JSON."));
        command.usageMessage().description(description);
        return command;
    }

    private static OptionSpec limit() {
        return OptionSpec.builder("--limit")
                .paramLabel("COUNT")
                .type(Integer.class)
                .description("Stop after so many lines.")
                .build();
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
