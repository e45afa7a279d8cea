package dev.pairplane.difftracker.outbound.azure.token;

import dev.pairplane.observability.logging.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A token that somebody else looks after: one from the configuration, or a file that may be
/// replaced while we run. For simulators and tests.
public final class StaticTokens {

    private StaticTokens() {}

    /// Always the same one.
    public static TokenSource of(Secret token) {
        return new Source(() -> token);
    }

    /// What stands in a file, read for each call; blanks around it do not count.
    public static TokenSource in(Path file) {
        return new Source(() -> read(file));
    }

    /// @throws TokenUnavailable when there is no such file, or nothing in it
    static Secret read(Path file) throws TokenUnavailable {
        String text;
        try {
            text = Files.readString(file).strip();
        } catch (IOException e) {
            throw new TokenUnavailable(
                    "the token's file " + file + " cannot be read: " + e.getClass().getName());
        }
        if (text.isEmpty()) {
            throw new TokenUnavailable("the token's file " + file + " is empty");
        }
        return Secret.of(text);
    }

    private interface Reader {

        Secret read() throws TokenUnavailable;
    }

    private record Source(Reader reader) implements TokenSource {

        @Override
        public Secret token(Duration timeout) throws TokenUnavailable {
            return reader.read();
        }

        @Override
        public void rejected(Secret token) {
            // There is no other one to ask for.
        }
    }
}
