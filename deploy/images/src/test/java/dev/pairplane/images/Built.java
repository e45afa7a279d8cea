package dev.pairplane.images;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One run of the program on a Dockerfile in a folder of its own.
///
/// @param archive what it was to write
record Built(int exit, String out, String err, Path archive) {

    static final String CREATED = "2026-11-30T01:02:03Z";

    /// Runs it; the folder is the context too.
    ///
    /// @param name of the archive
    static Built of(Path folder, String name, String dockerfile, String... more)
            throws IOException {
        Path file = folder.resolve("Dockerfile");
        Files.writeString(file, dockerfile);
        Path archive = folder.resolve(name);
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--file=" + file,
                                "--target=image",
                                "--tag=example.com/team/thing:1.0",
                                "--label=org.opencontainers.image.created=" + CREATED,
                                "--cache=" + folder.resolve("cache-" + name),
                                "--output=" + archive));
        List<String> words = new ArrayList<>();
        arguments.forEach(argument -> words.addAll(List.of(argument.split("=", 2))));
        words.addAll(List.of(more));
        words.add(folder.toString());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit =
                Main.run(
                        words,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Built(
                exit,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8),
                archive);
    }

    /// The archive, read back.
    OciArchive image() throws IOException {
        if (exit != 0) {
            throw new AssertionError("there is no image: " + err);
        }
        return OciArchive.read(archive);
    }
}
