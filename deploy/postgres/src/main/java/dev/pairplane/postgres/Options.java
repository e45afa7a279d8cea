package dev.pairplane.postgres;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The command line.
///
/// @param dataDirectory what the server keeps
/// @param installation where the server's own files go, below their version; several may share it
/// @param database made with the data directory, and owned by the user
/// @param user made with the data directory, as its superuser
/// @param passwordFile the user's password is its first line
/// @param parentPipe whether to stop when standard input ends
record Options(
        Path dataDirectory,
        Path installation,
        int port,
        String database,
        String user,
        Path passwordFile,
        boolean parentPipe) {

    static final String USAGE =
            """
            Starts a PostgreSQL server on 127.0.0.1, and stops it in order.

              --data-dir DIR       what it keeps; made at the first start
              --install-dir DIR    where its own files are unpacked, in DIR/VERSION, unless they are there
              --port N             where it listens
              --database NAME      made at the first start
              --user NAME          its superuser, made at the first start
              --password-file FILE its password, in the first line
              --parent-pipe        stop when standard input ends
            """;

    private static final int MAX_PORT = 65_535;

    /// So it needs no quotes in SQL or in a URL.
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private static final List<String> WITH_VALUE =
            List.of(
                    "--data-dir",
                    "--install-dir",
                    "--port",
                    "--database",
                    "--user",
                    "--password-file");

    /// Reads the arguments.
    ///
    /// @throws IllegalArgumentException when one is wrong or missing, saying what would be right
    static Options parse(List<String> arguments) {
        Map<String, String> values = new HashMap<>();
        boolean parentPipe = false;
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String option = rest.next();
            if (option.equals("--parent-pipe")) {
                parentPipe = true;
            } else if (WITH_VALUE.contains(option)) {
                if (!rest.hasNext()) {
                    throw new IllegalArgumentException(option + " needs a value\n\n" + USAGE);
                }
                values.put(option, rest.next());
            } else {
                throw new IllegalArgumentException("unknown option '" + option + "'\n\n" + USAGE);
            }
        }
        return new Options(
                path("--data-dir", values),
                path("--install-dir", values),
                port(value("--port", values)),
                name("--database", values),
                name("--user", values),
                path("--password-file", values),
                parentPipe);
    }

    private static String value(String option, Map<String, String> values) {
        return Optional.ofNullable(values.get(option))
                .orElseThrow(
                        () -> new IllegalArgumentException(option + " is missing\n\n" + USAGE));
    }

    /// Absolute: the server has a working directory of its own.
    private static Path path(String option, Map<String, String> values) {
        return Path.of(value(option, values)).toAbsolutePath();
    }

    private static String name(String option, Map<String, String> values) {
        String name = value(option, values);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "%s is up to 63 of a-z, 0-9 and _, with a letter first, not '%s'"
                            .formatted(option, name));
        }
        return name;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--port needs a number, not '" + text + "'", e);
        }
        throw new IllegalArgumentException("--port is from 1 to 65535, not " + text);
    }
}
