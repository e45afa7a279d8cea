package dev.pairplane.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A base image of this machine's own libraries, in place of the real one, which a registry has:
/// what the JVM is linked against, as `ldd` says, and nothing else. So no shell and no other
/// program is in the images that are tried, and nothing that the JVM finds there by chance.
final class MachineBase {

    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    private MachineBase() {}

    /// Writes an OCI archive of it into a folder.
    static Path write(Path folder) throws IOException, InterruptedException {
        Path root = folder.resolve("root");
        StringBuilder dockerfile = new StringBuilder("FROM scratch AS image\n");
        for (Path library : libraries()) {
            Path copy = root.resolve(Path.of("/").relativize(library).toString());
            Files.createDirectories(copy.toAbsolutePath().getParent());
            Files.copy(library, copy);
            dockerfile.append("COPY root%s %s\n".formatted(library, library));
        }
        Built built = Built.of(folder, "base.tar", dockerfile.toString());
        assertThat(built.image().layers()).hasSizeGreaterThan(1);
        return built.archive();
    }

    private static Set<Path> libraries() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home", ""));
        Set<Path> libraries = new TreeSet<>();
        List<Path> linked;
        try (Stream<Path> files = Files.walk(java.resolve("lib"))) {
            linked = files.filter(file -> file.toString().endsWith(".so")).toList();
        }
        for (Path file :
                Stream.concat(Stream.of(java.resolve("bin/java")), ours(linked)).toList()) {
            Process ldd = new ProcessBuilder("ldd", file.toString()).start();
            String text = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(ldd.waitFor()).as("ldd %s", file).isZero();
            LIBRARY.matcher(text)
                    .results()
                    .map(result -> Path.of(result.group(1)))
                    .filter(library -> !library.normalize().startsWith(java))
                    .forEach(libraries::add);
        }
        assertThat(libraries).isNotEmpty();
        return libraries;
    }

    /// Those of the desktop are not in the image's runtime.
    private static Stream<Path> ours(List<Path> linked) {
        Set<String> names =
                Set.of("libjvm.so", "libjava.so", "libnet.so", "libnio.so", "libzip.so");
        return linked.stream().filter(file -> names.contains(file.getFileName().toString()));
    }
}
