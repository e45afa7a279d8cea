package dev.pairplane.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What `make images` says when it cannot.
@Timeout(60)
class BuildScriptIT {

    @TempDir private Path folder;
    private Path base;

    @BeforeEach
    void writeBase() throws IOException {
        base = Files.createFile(folder.resolve("base.tar"));
    }

    @Test
    void refusesAFlavourThatThereIsNot() throws Exception {
        assertThat(refusal(Map.of("FLAVOR", "fast")))
                .isEqualTo("FLAVOR is native or jvm, not 'fast'\n");
    }

    @Test
    void refusesAServiceThatThereIsNot() throws Exception {
        assertThat(refusal(Map.of("FLAVOR", "jvm", "SERVICE", "deploy")))
                .isEqualTo("SERVICE names a service's folder, not 'deploy'\n");
    }

    /// Deployment invariant 53: in one line, and without an image.
    @Test
    void anExecutableWantsACompilerAndThatIsSaid() throws Exception {
        Assumptions.assumeFalse(compilerIsThere(), "there is a GraalVM, or an executable");

        assertThat(refusal(Map.of("FLAVOR", "native", "SERVICE", "storage-node")).lines())
                .singleElement()
                .asString()
                .startsWith("No GraalVM or Mandrel for JDK 25 found");
        assertThat(folder.resolve("storage-node-native.tar")).doesNotExist();
    }

    private static boolean compilerIsThere() throws IOException {
        Path target = JvmImages.REPOSITORY.resolve("storage-node/target");
        for (Path parent : new Path[] {target, Path.of("/usr/lib/jvm")}) {
            if (Files.isDirectory(parent)) {
                try (Stream<Path> files = Files.list(parent)) {
                    if (files.anyMatch(
                            file ->
                                    file.toString().endsWith("-runner")
                                            || Files.exists(file.resolve("bin/native-image")))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private String refusal(Map<String, String> variables) throws Exception {
        Path log = folder.resolve("log");
        ProcessBuilder build =
                new ProcessBuilder(JvmImages.REPOSITORY.resolve("deploy/images/build").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        build.environment().remove("GRAALVM_HOME");
        build.environment().remove("JAVA_HOME");
        build.environment()
                .putAll(
                        Map.of(
                                "HOME", folder.toString(),
                                "BASE_TAR", base.toString(),
                                "OUTPUT", folder.toString()));
        build.environment().putAll(variables);
        assertThat(build.start().waitFor()).isEqualTo(1);
        return Files.readString(log);
    }
}
