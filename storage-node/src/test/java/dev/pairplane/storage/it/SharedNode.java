package dev.pairplane.storage.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// One node for all tests that only call it; started by the first, killed when this JVM ends.
final class SharedNode {
    private SharedNode() {}

    private static final class Holder {
        static final Node NODE = start();
    }

    static Node get() {
        return Holder.NODE;
    }

    private static Node start() {
        try {
            Path build = Path.of(System.getProperty("pairplane.build.directory", "target"));
            Path folder =
                    Files.createTempDirectory(Files.createDirectories(build.resolve("it")), "node");
            return Node.in(folder).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
