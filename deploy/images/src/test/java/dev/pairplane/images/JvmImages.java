package dev.pairplane.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// The JVM images of all services, as `make images` writes them where no container tool runs, on
/// [MachineBase].
///
/// @param base the archive of their base
/// @param archives by service
/// @param roots what the archives unpack to, by service
/// @param printed by the script
record JvmImages(
        OciArchive base,
        Map<String, OciArchive> archives,
        Map<String, Path> roots,
        String printed) {

    private static @Nullable JvmImages built;

    static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();
    static final List<String> SERVICES = List.of("storage-node", "publishing-queue", "difftracker");

    /// A cache costs its service's start, and as much again; one shows what it is for.
    static final String CACHED = "storage-node";

    /// What is said of where the sources are.
    static final String SOURCE = "https://example.com/pairplane";

    /// What is missing to build them; empty when nothing is.
    private static Optional<String> missing() {
        for (String service : SERVICES) {
            Path sbom = REPOSITORY.resolve(service).resolve("target/sbom.json");
            if (!Files.exists(sbom)) {
                return Optional.of(sbom + " is not there; Maven makes it when it is not offline");
            }
        }
        return System.getProperty("os.name", "").equals("Linux")
                ? Optional.empty()
                : Optional.of("archives are made on Linux, of a JDK for Linux");
    }

    /// The images, which are built and unpacked once. Skips the test, with what is missing, where
    /// they cannot be.
    static synchronized JvmImages get() throws IOException, InterruptedException {
        Assumptions.assumeTrue(missing().isEmpty(), () -> missing().orElseThrow());
        JvmImages images = built;
        if (images == null) {
            images = build(freshFolder());
            built = images;
        }
        return images;
    }

    private static Path freshFolder() throws IOException {
        Path folder = Path.of("target/it-images").toAbsolutePath();
        if (Files.exists(folder)) {
            try (Stream<Path> old = Files.walk(folder)) {
                for (Path file : (Iterable<Path>) old.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(folder);
    }

    private static JvmImages build(Path folder) throws IOException, InterruptedException {
        Path base = MachineBase.write(Files.createDirectories(folder.resolve("base")));
        Path log = folder.resolve("build.log");
        ProcessBuilder build =
                new ProcessBuilder(REPOSITORY.resolve("deploy/images/build").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        try (FreePorts ports = FreePorts.hold(2)) {
            build.environment()
                    .putAll(
                            Map.of(
                                    "FLAVOR", "jvm",
                                    "SERVICE", String.join(" ", SERVICES),
                                    "SOURCE", SOURCE,
                                    "CACHE", CACHED,
                                    "BASE_TAR", base.toString(),
                                    "OUTPUT", folder.toString(),
                                    "SERVER_PORT", Integer.toString(ports.next()),
                                    "METRICS_PORT", Integer.toString(ports.next())));
        }
        build.environment().keySet().removeAll(List.of("REGISTRY", "BASE", "DIGESTS"));
        int exit = build.start().waitFor();
        String printed = Files.readString(log);
        assertThat(exit).as(printed).isZero();
        Map<String, OciArchive> archives = new LinkedHashMap<>();
        Map<String, Path> roots = new LinkedHashMap<>();
        for (String service : SERVICES) {
            Path root = Files.createDirectories(folder.resolve("root-" + service));
            archives.put(service, OciArchive.unpack(folder.resolve(service + "-jvm.tar"), root));
            roots.put(service, root);
        }
        return new JvmImages(OciArchive.read(base), archives, roots, printed);
    }

    OciArchive archive(String service) {
        return Optional.ofNullable(archives.get(service)).orElseThrow();
    }

    Path root(String service) {
        return Optional.ofNullable(roots.get(service)).orElseThrow();
    }
}
