package dev.pairplane.storage.app.command;

import dev.pairplane.storage.proto.VectorClock;
import dev.pairplane.storage.proto.VectorClockEntry;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// The arguments of one command, checked as they are asked for: each method throws
/// [ParameterException] when its argument is wrong.
record Arguments(ParseResult parsed) {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m)");
    private static final int HIGHEST_PORT = 65_535;

    String command() {
        return parsed.commandSpec().name();
    }

    /// The first positional argument of a command about a directory.
    String directory() {
        return parsed.matchedPositionalValue(0, "");
    }

    /// The second one.
    String target() {
        return parsed.matchedPositionalValue(1, "");
    }

    /// Empty for the usual place.
    String commitLogDir() {
        return parsed.matchedOptionValue("--commit-log-dir", "");
    }

    /// Empty for the usual place.
    String sstableDir() {
        return parsed.matchedOptionValue("--sstable-dir", "");
    }

    /// The tenant that alone is wanted; empty for all.
    String onlyTenant() {
        return parsed.matchedOptionValue("--tenant", "");
    }

    String tenant() {
        return parsed.matchedPositionalValue(0, "");
    }

    String key() {
        return parsed.matchedPositionalValue(1, "");
    }

    /// The value on the command line, empty when there is none.
    String value() {
        return parsed.matchedPositionalValue(2, "");
    }

    String file() {
        return parsed.matchedOptionValue("--file", "");
    }

    String output() {
        return parsed.matchedOptionValue("--output", "");
    }

    boolean siblings() {
        return parsed.matchedOptionValue("--siblings", false);
    }

    /// Whether keys alone are wanted.
    boolean keysOnly() {
        return parsed.matchedOptionValue("--keys", false);
    }

    boolean tombstones() {
        return parsed.matchedOptionValue("--tombstones", false);
    }

    /// The highest number of lines.
    int limit() {
        int limit = parsed.matchedOptionValue("--limit", Integer.MAX_VALUE);
        if (limit < 1) {
            throw wrong("--limit is %d; it must be 1 or more".formatted(limit));
        }
        return limit;
    }

    boolean json() {
        return parsed.matchedOptionValue("--json", false);
    }

    String host() {
        return parsed.matchedOptionValue("--host", Syntax.DEFAULT_HOST);
    }

    int port() {
        int port = parsed.matchedOptionValue("--port", Syntax.DEFAULT_PORT);
        if (port < 1 || port > HIGHEST_PORT) {
            throw wrong("--port is %d; it must be 1 to %d".formatted(port, HIGHEST_PORT));
        }
        return port;
    }

    Duration timeout() {
        String text = parsed.matchedOptionValue("--timeout", Syntax.DEFAULT_TIMEOUT);
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw wrong("--timeout is '%s'; write it as 500ms, 10s or 2m".formatted(text));
        }
        long number = Long.parseLong(time.group(1));
        Duration timeout =
                switch (time.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    default -> Duration.ofMinutes(number);
                };
        if (timeout.isZero()) {
            throw wrong("--timeout is '%s'; it must be more than nothing".formatted(text));
        }
        return timeout;
    }

    /// The clock of all `--clock` options, without entries when there is none.
    VectorClock clock() {
        VectorClock.Builder clock = VectorClock.newBuilder();
        for (String entry : parsed.matchedOptionValue("--clock", List.<String>of())) {
            int equals = entry.lastIndexOf('=');
            if (equals < 1) {
                throw wrongClock(entry);
            }
            try {
                clock.addEntries(
                        VectorClockEntry.newBuilder()
                                .setCoordinatorNodeId(entry.substring(0, equals))
                                .setLogicalTimestamp(Long.parseLong(entry.substring(equals + 1))));
            } catch (NumberFormatException e) {
                throw wrongClock(entry);
            }
        }
        return clock.build();
    }

    private ParameterException wrongClock(String entry) {
        return wrong(
                "--clock is '%s'; write it as ACTOR=COUNTER with a whole number, for example"
                                .formatted(entry)
                        + " coordinator-1=7");
    }

    /// The exception that says so.
    ParameterException wrong(String message) {
        return new ParameterException(parsed.commandSpec().commandLine(), message);
    }
}
