package dev.pairplane.storage.app.command;

import com.google.protobuf.ByteString;
import dev.pairplane.storage.proto.CreateCheckpointResponse;
import dev.pairplane.storage.proto.DeleteRequest;
import dev.pairplane.storage.proto.DeleteResponse;
import dev.pairplane.storage.proto.DrainResponse;
import dev.pairplane.storage.proto.ErrorCode;
import dev.pairplane.storage.proto.KeyRangeRequest;
import dev.pairplane.storage.proto.KeyRangeResponse;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.ReadResponse;
import dev.pairplane.storage.proto.StreamKeysRequest;
import dev.pairplane.storage.proto.VectorClock;
import dev.pairplane.storage.proto.WriteRequest;
import dev.pairplane.storage.proto.WriteResponse;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// The commands of the executable; those about a directory are in [OfflineCommands]. An instance
/// runs one command line.
public final class NodeCommands {
    /// The most that the contract allows; checked here too, so that nobody waits for a refusal.
    private static final int MAX_VALUE_BYTES = 10 * 1024 * 1024;

    private static final int PAGE_KEYS = 1_000;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    NodeCommands(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /// Whether these arguments of the executable are one of the commands here.
    public static boolean handles(String... args) {
        return args.length > 0 && Syntax.COMMANDS.contains(args[0]);
    }

    /// Runs a command on the process's own streams.
    ///
    /// @return the exit code: 0 done, 1 refused or not found, 2 wrong usage, 3 no answer
    public static int run(String... args) {
        return new NodeCommands(System.in, System.out, System.err).execute(args);
    }

    int execute(String... args) {
        CommandLine line =
                new CommandLine(Syntax.specification())
                        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                        .setExecutionStrategy(this::dispatch)
                        .setParameterExceptionHandler((failure, _) -> complain(failure));
        return line.execute(args);
    }

    private int complain(ParameterException failure) {
        CommandSpec command = failure.getCommandLine().getCommandSpec();
        fail("%s (see '%s --help')".formatted(failure.getMessage(), command.qualifiedName()));
        return ExitCode.USAGE.number();
    }

    private int dispatch(ParseResult top) {
        if (!top.hasSubcommand()) {
            top.commandSpec().commandLine().usage(out);
            return top.isUsageHelpRequested() ? ExitCode.DONE.number() : ExitCode.USAGE.number();
        }
        ParseResult parsed = top.subcommand();
        if (parsed.isUsageHelpRequested()) {
            parsed.commandSpec().commandLine().usage(out);
            return ExitCode.DONE.number();
        }
        Arguments arguments = new Arguments(parsed);
        if (Syntax.OFFLINE.contains(arguments.command())) {
            return new OfflineCommands(out, err).run(arguments).number();
        }
        String host = arguments.host();
        int port = arguments.port();
        Duration timeout = arguments.timeout();
        try {
            Call call = call(arguments);
            InetSocketAddress address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                fail("host %s is unknown".formatted(host));
                return ExitCode.UNREACHABLE.number();
            }
            try (NodeClient client = new NodeClient(address, timeout)) {
                return call.make(client).number();
            }
        } catch (StatusRuntimeException failure) {
            return failed(failure, host + ":" + port, timeout).number();
        } catch (IOException failure) {
            fail("a file cannot be read or written: " + failure.getMessage());
            return ExitCode.USAGE.number();
        }
    }

    /// A command whose arguments are checked and whose input is read.
    private interface Call {
        ExitCode make(NodeClient client) throws IOException;
    }

    private Call call(Arguments arguments) throws IOException {
        Report report = new Report(arguments.json());
        String tenant = arguments.tenant();
        String key = arguments.key();
        return switch (arguments.command()) {
            case Syntax.CHECKPOINT -> client -> checkpoint(client, arguments, report);
            case Syntax.DRAIN -> client -> drain(client, arguments.timeout(), report);
            case Syntax.SCAN -> {
                int limit = arguments.limit();
                yield client -> scan(client, arguments, limit, report);
            }
            case Syntax.GET -> {
                ReadRequest request =
                        ReadRequest.newBuilder().setTenantId(tenant).setKey(key).build();
                yield client -> get(client, request, arguments, report);
            }
            case Syntax.PUT -> {
                WriteRequest request =
                        WriteRequest.newBuilder()
                                .setTenantId(tenant)
                                .setKey(key)
                                .setValue(value(arguments))
                                .setVectorClock(arguments.clock())
                                .setTimestamp(System.currentTimeMillis())
                                .build();
                yield client -> put(client, request, report);
            }
            case Syntax.DELETE -> {
                long now = System.currentTimeMillis();
                DeleteRequest request =
                        DeleteRequest.newBuilder()
                                .setTenantId(tenant)
                                .setKey(key)
                                .setVectorClock(arguments.clock())
                                .setTimestamp(now)
                                .setDeletedAtMs(now)
                                .build();
                yield client -> delete(client, request, report);
            }
            default -> throw new IllegalStateException("no such command: " + arguments.command());
        };
    }

    private ExitCode get(NodeClient client, ReadRequest request, Arguments arguments, Report report)
            throws IOException {
        ReadResponse response = client.read(request, arguments.siblings());
        if (!response.getSuccess() && response.getErrorCode() != ErrorCode.KEY_NOT_FOUND) {
            return refused(report, response.getErrorCode(), response.getErrorMessage());
        }
        String file = arguments.output();
        if (file.isEmpty()) {
            out.println(report.found(response));
        } else if (!response.getSuccess()) {
            fail(response.getErrorMessage());
        } else if (file.equals("-")) {
            response.getValue().writeTo(out);
            out.flush();
        } else {
            Files.write(Path.of(file), response.getValue().toByteArray());
        }
        return response.getSuccess() ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private ExitCode scan(NodeClient client, Arguments arguments, int limit, Report report) {
        if (arguments.keysOnly() && !arguments.tombstones()) {
            listKeys(client, arguments, limit, report);
        } else {
            int[] left = {limit};
            client.stream(
                    StreamKeysRequest.newBuilder()
                            .setTenantId(arguments.tenant())
                            .setKeyRangeStart(arguments.key())
                            .setKeyRangeEnd(arguments.value())
                            .build(),
                    arguments.tombstones(),
                    entry -> {
                        out.println(
                                arguments.keysOnly()
                                        ? report.listed(entry.getKey())
                                        : report.listed(entry));
                        left[0]--;
                        return left[0] > 0;
                    });
        }
        out.flush();
        return ExitCode.DONE;
    }

    private void listKeys(NodeClient client, Arguments arguments, int limit, Report report) {
        KeyRangeRequest.Builder request =
                KeyRangeRequest.newBuilder()
                        .setTenantId(arguments.tenant())
                        .setKeyRangeStart(arguments.key())
                        .setKeyRangeEnd(arguments.value());
        int left = limit;
        boolean more = true;
        while (more && left > 0) {
            KeyRangeResponse page =
                    client.keyRange(request.setMaxKeys(Math.min(left, PAGE_KEYS)).build());
            page.getKeysList().forEach(key -> out.println(report.listed(key)));
            left -= page.getKeysCount();
            more = page.getHasMore();
            request.setKeyRangeStart(page.getNextKey());
        }
    }

    private ExitCode drain(NodeClient client, Duration patience, Report report) {
        DrainResponse response = client.drain(patience);
        if (!response.getSuccess()) {
            return refused(report, response.getErrorCode(), response.getErrorMessage());
        }
        out.println(report.drain(response.getStatus()));
        return response.getStatus().equals("drained") ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private ExitCode checkpoint(NodeClient client, Arguments arguments, Report report) {
        CreateCheckpointResponse response =
                client.checkpoint(arguments.directory(), arguments.timeout());
        if (!response.getSuccess()) {
            return refused(report, response.getErrorCode(), response.getErrorMessage());
        }
        out.println(report.checkpoint(response));
        return ExitCode.DONE;
    }

    private ExitCode put(NodeClient client, WriteRequest request, Report report) {
        WriteResponse response = client.write(request);
        return mutated(
                response.getSuccess(),
                report,
                "stored",
                response.getUpdatedVectorClock(),
                response.getErrorCode(),
                response.getErrorMessage());
    }

    private ExitCode delete(NodeClient client, DeleteRequest request, Report report) {
        DeleteResponse response = client.delete(request);
        return mutated(
                response.getSuccess(),
                report,
                "deleted",
                response.getUpdatedVectorClock(),
                response.getErrorCode(),
                response.getErrorMessage());
    }

    private ExitCode mutated(
            boolean success,
            Report report,
            String what,
            VectorClock clock,
            ErrorCode code,
            String message) {
        if (!success) {
            return refused(report, code, message);
        }
        out.println(report.taken(what, clock));
        return ExitCode.DONE;
    }

    private ExitCode refused(Report report, ErrorCode code, String message) {
        (report.json() ? out : err).println(report.refused(code.name(), message));
        return ExitCode.REFUSED;
    }

    private ByteString value(Arguments arguments) throws IOException {
        String file = arguments.file();
        String text = arguments.value();
        if (file.isEmpty() == text.isEmpty()) {
            throw arguments.wrong(
                    "give the value once, as the argument VALUE ('-' reads standard input) or as"
                            + " --file FILE; it must not be empty");
        }
        if (!file.isEmpty()) {
            try (InputStream bytes = Files.newInputStream(Path.of(file))) {
                return limited(arguments, bytes, file);
            }
        }
        return text.equals("-")
                ? limited(arguments, in, "standard input")
                : ByteString.copyFromUtf8(text);
    }

    private static ByteString limited(Arguments arguments, InputStream bytes, String where)
            throws IOException {
        byte[] value = bytes.readNBytes(MAX_VALUE_BYTES + 1);
        if (value.length > MAX_VALUE_BYTES) {
            throw arguments.wrong(
                    "%s holds more than %d bytes, the most a value may have"
                            .formatted(where, MAX_VALUE_BYTES));
        }
        return ByteString.copyFrom(value);
    }

    private ExitCode failed(StatusRuntimeException failure, String node, Duration timeout) {
        Failure cause = Failure.of(failure, node, timeout);
        fail(cause.message());
        return cause.exit();
    }

    private void fail(String message) {
        err.println("storage-node: " + message.replaceAll("\\R", " "));
    }
}
