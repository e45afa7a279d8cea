package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The library has none of a service's layers; what holds for every source holds for its own too.
class OwnSourcesTest {
    @Test
    void areShortAndEveryPackageSaysWhatItIsFor() {
        List<Path> roots = List.of(Path.of("src/main/java"), Path.of("src/test/java"));

        assertThat(roots).allSatisfy(root -> assertThat(SourceRules.javaFiles(root)).isNotEmpty());
        assertThat(SourceRules.findings(roots)).isEmpty();
    }
}
