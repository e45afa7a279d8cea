package dev.pairplane.publishing.outbound.targetfile;

import dev.pairplane.observability.logging.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Looks up what `${NAME}` and `file:` stand for, and remembers which files it read and what was in
/// them. One for each reading; not safe for threads.
final class Secrets {

    /// Of a file with a secret.
    static final int MAX_FILE = 64 * 1024;

    private static final String FILE = "file:";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    private final Path folder;
    private final Function<String, Optional<String>> environment;
    private final Map<Path, Optional<Secret>> read = new TreeMap<>();

    /// @param folder where relative paths begin
    Secrets(Path folder, Function<String, Optional<String>> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /// A value that is there.
    ///
    /// @param referred what references in it stand for
    record Value(String text, List<Secret> referred) {}

    /// A reference leads nowhere; the message says which.
    static final class Missing extends Exception {
        private static final long serialVersionUID = 1;

        Missing(String message) {
            super(message, null, false, false);
        }
    }

    /// Files that were looked at, and what was in them; empty for those that were not there.
    Map<Path, Optional<Secret>> files() {
        return read;
    }

    /// The value that a text stands for, without blanks and line ends behind it.
    ///
    /// @throws Missing when there is none
    Value resolve(String text) throws Missing {
        var referred = new ArrayList<Secret>();
        String value;
        if (text.startsWith(FILE)) {
            value = file(text.substring(FILE.length()).strip());
            referred.add(Secret.of(value));
        } else {
            value = variables(text, referred);
        }
        String trimmed = trimmed(value);
        if (trimmed.isEmpty()) {
            throw new Missing("is empty");
        }
        return new Value(trimmed, referred);
    }

    private String variables(String text, List<Secret> referred) throws Missing {
        Matcher names = VARIABLE.matcher(text);
        var value = new StringBuilder();
        while (names.find()) {
            String name = names.group(1);
            String found =
                    trimmed(
                            environment
                                    .apply(name)
                                    .orElseThrow(() ->
                                            new Missing(
                                                    "needs the environment variable "
                                                            + name
                                                            + ", which is not set")));
            if (found.isEmpty()) {
                throw new Missing("needs the environment variable " + name + ", which is empty");
            }
            referred.add(Secret.of(found));
            names.appendReplacement(value, Matcher.quoteReplacement(found));
        }
        return names.appendTail(value).toString();
    }

    private String file(String name) throws Missing {
        Path path;
        try {
            path = folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new Missing("names a file that cannot be: " + e.getReason());
        }
        Optional<Secret> content = read.computeIfAbsent(path, Secrets::content);
        String text =
                content.orElseThrow(() ->
                                new Missing(
                                        "needs the file "
                                                + path
                                                + ", which cannot be read or has more than "
                                                + MAX_FILE
                                                + " bytes"))
                        .value();
        String trimmed = trimmed(text);
        if (trimmed.isEmpty()) {
            throw new Missing("needs the file " + path + ", which is empty");
        }
        return trimmed;
    }

    static Optional<Secret> content(Path path) {
        // A pipe or a device would keep the reader for ever.
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_FILE + 1);
            return bytes.length > MAX_FILE
                    ? Optional.empty()
                    : Optional.of(Secret.of(new String(bytes, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String trimmed(String value) {
        return value.stripTrailing();
    }
}
