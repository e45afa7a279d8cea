package dev.pairplane.local;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/// A file of one line that only its owner can read: made once, and kept between runs.
final class SecretFile {

    private static final int BYTES = 16;
    private static final String OWNER = "rw-------";

    private SecretFile() {}

    /// What is in the file; something that nobody can guess when there is none yet.
    static String read(Path path) throws Failure {
        try {
            if (!Files.exists(path)) {
                create(path);
            }
            return Files.readString(path).strip();
        } catch (IOException e) {
            throw new Failure("%s cannot be read (%s)".formatted(path, e));
        }
    }

    private static void create(Path path) throws IOException {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        Files.createDirectories(path.toAbsolutePath().getParent());
        try {
            Files.createFile(
                    path,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER)));
        } catch (FileAlreadyExistsException e) {
            return;
        }
        Files.writeString(path, HexFormat.of().formatHex(secret) + "\n");
    }

    /// Writes a file with secrets in it, anew.
    static void write(Path path, String text) throws Failure {
        try {
            Files.deleteIfExists(path);
            Files.createFile(
                    path,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER)));
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new Failure("%s cannot be written (%s)".formatted(path, e));
        }
    }
}
