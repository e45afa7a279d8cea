package dev.pairplane.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/// The server's own files.
///
/// @param directory has `bin`, `lib` and `share`
record Binaries(Path directory) {

    private static final int OWNERS_EXECUTE = 0100;
    private static final Set<PosixFilePermission> PROGRAM =
            PosixFilePermissions.fromString("rwxr-xr-x");

    /// Unpacks what the build brought for this machine, unless it is there.
    ///
    /// Several processes may do so at once: one of them wins, and its result is whole.
    ///
    /// @throws IOException when there is none for this machine, or it cannot be written
    static Binaries unpack(Path directory) throws IOException {
        String archive = archive(System.getProperty("os.name"), System.getProperty("os.arch"));
        try (InputStream in = Binaries.class.getResourceAsStream(archive)) {
            return unpack(directory, archive, in);
        }
    }

    static Binaries unpack(Path directory, String archive, @Nullable InputStream in)
            throws IOException {
        Binaries binaries = new Binaries(directory);
        if (Files.isExecutable(binaries.postgres())) {
            return binaries;
        }
        if (in == null) {
            throw new IOException(
                    "there is no PostgreSQL for this machine (%s): it runs on Linux and macOS, on x86-64 and arm64, and has to be built there"
                            .formatted(archive.substring(1)));
        }
        Files.createDirectories(directory.getParent());
        Path beside =
                Files.createTempDirectory(directory.getParent(), directory.getFileName() + ".");
        try {
            extract(in, beside);
            Files.setPosixFilePermissions(beside, PROGRAM);
            Files.move(beside, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            deleteTree(beside);
            if (!Files.isExecutable(binaries.postgres())) {
                throw e;
            }
            // Somebody else was faster.
        }
        return binaries;
    }

    /// The version that the build brought.
    static String version() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Binaries.class.getResourceAsStream("version.properties")) {
            properties.load(Objects.requireNonNull(in));
        }
        return properties.getProperty("version");
    }

    /// The name of the archive in the class path.
    static String archive(String system, String architecture) {
        String os = system.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : system;
        String processor =
                switch (architecture) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> architecture;
                };
        return "/postgres-%s-%s.txz".formatted(os.toLowerCase(Locale.ROOT), processor);
    }

    Path postgres() {
        return directory.resolve("bin").resolve("postgres");
    }

    Path initdb() {
        return directory.resolve("bin").resolve("initdb");
    }

    private static void extract(InputStream in, Path to) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in)))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                write(tar, entry, to);
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path to)
            throws IOException {
        Path path = inside(to, to.resolve(entry.getName()));
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            // Libraries have links beside them with shorter names.
            Path _ = inside(to, path.resolveSibling(entry.getLinkName()));
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, path);
            if ((entry.getMode() & OWNERS_EXECUTE) != 0) {
                Files.setPosixFilePermissions(path, PROGRAM);
            }
        }
    }

    private static Path inside(Path directory, Path path) throws IOException {
        if (!path.normalize().startsWith(directory)) {
            throw new IOException("an entry of the archive leads elsewhere: " + path);
        }
        return path;
    }

    /// Removes a directory and all in it, without following links.
    static void deleteTree(Path tree) throws IOException {
        Files.walkFileTree(
                tree,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException failure) throws IOException {
                        Files.delete(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
