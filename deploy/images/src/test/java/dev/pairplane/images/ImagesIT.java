package dev.pairplane.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is in the JVM images. Without a bill of materials (Maven was offline) it is skipped.
@Timeout(300)
class ImagesIT {

    /// What the build makes of the service itself, and no bill of materials names one by one.
    private static final Set<String> OWN =
            Set.of("generated-bytecode.jar", "transformed-bytecode.jar", "quarkus-run.jar");

    /// Modules that are left out: only parts of libraries name them that are not used here.
    /// Compilers run at build time; the desktop's are beans and pictures.
    private static final Set<String> LEFT_OUT =
            Set.of("java.compiler", "java.desktop", "jdk.compiler");

    private static JvmImages images;

    @BeforeAll
    static void build() throws Exception {
        images = JvmImages.get();
    }

    static List<String> services() {
        return JvmImages.SERVICES;
    }

    /// Deployment invariant 53: the archive parses, which reading it has shown, and what is printed
    /// is its name, digest and size.
    @ParameterizedTest
    @MethodSource("services")
    void whereNoContainerToolRunsAnArchiveIsWritten(String service) throws IOException {
        OciArchive image = images.archive(service);

        assertThat(images.printed())
                .contains(
                        "built %s:0.1.0-jvm %s%n%s %,d bytes%n"
                                .formatted(
                                        service,
                                        image.file(),
                                        image.digest(),
                                        Files.size(image.file())));
    }

    /// Deployment invariant 52.
    @ParameterizedTest
    @MethodSource("services")
    void imagesSayWhoseTheyAreAndHowTheyStart(String service) throws Exception {
        OciArchive image = images.archive(service);

        assertThat(image.config("User").asText()).isEqualTo("1000");
        assertThat(image.config("Entrypoint"))
                .extracting(JsonNode::asText)
                .containsExactly("/app/runtime/bin/java", "@/app/java.args");
        assertThat(image.config("Cmd")).isEmpty();
        JsonNode labels = image.config("Labels");
        String prefix = "org.opencontainers.image.";
        assertThat(labels.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(
                                        "title",
                                        "version",
                                        "revision",
                                        "created",
                                        "source",
                                        "licenses",
                                        "base.name",
                                        "base.digest")
                                .map(prefix::concat)
                                .toList());
        assertThat(labels.path(prefix + "title").asText()).isEqualTo(service);
        assertThat(labels.path(prefix + "source").asText()).isEqualTo(JvmImages.SOURCE);
        assertThat(labels.path(prefix + "base.digest").asText()).isEqualTo(images.base().digest());
        assertThat(labels.path(prefix + "created").asText())
                .isEqualTo(image.config().path("created").asText());
    }

    /// Deployment invariant 52: nothing is in an image but its program, so nothing secret, nothing
    /// of git, and no shell; and nobody but root may change it.
    @ParameterizedTest
    @MethodSource("services")
    void nothingIsInAnImageButItsProgram(String service) throws IOException {
        OciArchive image = images.archive(service);
        List<TarArchiveEntry> ours = new ArrayList<>();
        int base = images.base().layers().size();
        image.layers().subList(base, image.layers().size()).forEach(ours::addAll);
        Set<String> folders = new TreeSet<>();
        for (TarArchiveEntry entry : ours) {
            folders.add(
                    String.join("/", Arrays.asList(entry.getName().split("/", -1)).subList(0, 2)));
        }

        Set<String> expected =
                new TreeSet<>(
                        Set.of(
                                "app/",
                                "app/app",
                                "app/container.yaml",
                                "app/java.args",
                                "app/lib",
                                "app/quarkus",
                                "app/quarkus-run.jar",
                                "app/runtime",
                                "app/sbom.cdx.json",
                                "app/service.aot"));
        if (service.equals("storage-node")) {
            expected.addAll(Set.of("var/", "var/lib"));
        }
        assertThat(folders).isEqualTo(expected);
        assertThat(ours)
                .filteredOn(entry -> !entry.getName().equals("var/lib/pairdb/"))
                .allSatisfy(entry -> {
                    assertThat(entry.getLongUserId()).isZero();
                    assertThat(entry.getMode() & 0022).as(entry.getName()).isZero();
                });
        try (Stream<Path> programs = Files.list(images.root(service).resolve("app/runtime/bin"))) {
            assertThat(programs.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("java", "jfr", "keytool", "rmiregistry");
        }
    }

    /// Only the storage node keeps files; where no volume is mounted it may write there, as whoever
    /// it runs as.
    @Test
    void theFolderForDataBelongsToTheUserAndToGroup0() throws IOException {
        OciArchive image = images.archive("storage-node");

        assertThat(image.layers().getLast())
                .filteredOn(entry -> entry.getName().equals("var/lib/pairdb/"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.getMode() & 0777).isEqualTo(0770);
                    assertThat(entry.getLongUserId()).isEqualTo(1000);
                    assertThat(entry.getLongGroupId()).isZero();
                });
    }

    /// Deployment invariant 52: a scanner sees all there is.
    @ParameterizedTest
    @MethodSource("services")
    void theBillOfMaterialsListsEveryJar(String service) throws IOException {
        JsonNode sbom =
                new ObjectMapper()
                        .readTree(images.root(service).resolve("app/sbom.cdx.json").toFile());
        Set<String> listed = new TreeSet<>();
        for (JsonNode component : sbom.path("components")) {
            listed.add(
                    "%s.%s-%s"
                            .formatted(
                                    component.path("group").asText(),
                                    component.path("name").asText(),
                                    component.path("version").asText()));
        }
        JsonNode self = sbom.at("/metadata/component");
        listed.add(self.path("name").asText() + "-" + self.path("version").asText());

        assertThat(sbom.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(jars(service))
                .hasSizeGreaterThan(100)
                .extracting(jar -> jar.getFileName().toString())
                .filteredOn(name -> !OWN.contains(name))
                .filteredOn(name -> listed.stream().noneMatch(known -> isOf(known, name)))
                .isEmpty();
    }

    /// A classifier may stand between version and ending.
    private static boolean isOf(String component, String jar) {
        return jar.equals(component + ".jar") || jar.startsWith(component + "-");
    }

    private static List<Path> jars(String service) throws IOException {
        try (Stream<Path> files = Files.walk(images.root(service).resolve("app"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .filter(file -> !file.toString().contains("/app/runtime/"))
                    .toList();
        }
    }

    /// What jlink leaves out is missed at run time only, perhaps after weeks.
    @Test
    void theRuntimeHasTheModulesThatTheJarsName() throws IOException {
        Map<String, String> owners = new HashMap<>();
        for (ModuleReference module : ModuleFinder.ofSystem().findAll()) {
            for (String name : module.descriptor().packages()) {
                owners.put(name.replace('.', '/'), module.descriptor().name());
            }
        }
        Set<String> named = new TreeSet<>();
        Set<String> seen = new TreeSet<>();
        for (String service : JvmImages.SERVICES) {
            for (Path jar : jars(service)) {
                if (seen.add(jar.getFileName().toString()) || jar.toString().contains("/quarkus")) {
                    modules(jar, owners, named);
                }
            }
        }
        named.removeAll(LEFT_OUT);

        assertThat(named).contains("java.sql", "java.net.http");
        String release =
                Files.readString(images.root("storage-node").resolve("app/runtime/release"));
        List<String> modules =
                List.of(release.replaceAll("(?s).*MODULES=\"([^\"]*)\".*", "$1").split(" ", -1));
        assertThat(modules).containsAll(named);
    }

    private static void modules(Path jar, Map<String, String> owners, Set<String> named)
            throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
                String name = entry.getName();
                if (!name.endsWith(".class") || name.endsWith("module-info.class")) {
                    continue;
                }
                byte[] content = file.getInputStream(entry).readAllBytes();
                ClassFile.of()
                        .parse(content)
                        .constantPool()
                        .forEach(constant -> {
                            if (constant instanceof ClassEntry type) {
                                String owner = owners.get(packageOf(type.asInternalName()));
                                if (owner != null) {
                                    named.add(owner);
                                }
                            }
                        });
            }
        }
    }

    private static String packageOf(String internalName) {
        String name = internalName.replaceFirst("^\\[+L?", "");
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }
}
