package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;

/// What the build has packaged, for the tests that run it.
final class Packaged {

    private Packaged() {}

    static Path storageNode() throws Failure {
        Path jar = Installation.find(Path.of(""), Map.of()).storageNode();
        assertThat(jar)
                .withFailMessage(
                        "%s is missing: package it first, with 'mvn -Dquick -pl storage-node -am"
                                + " package'",
                        jar)
                .isRegularFile();
        return jar;
    }

    static Path launcher() {
        Path jar = Path.of(System.getProperty("pairplane.build.directory"), "pairplane-local.jar");
        assertThat(jar)
                .withFailMessage(
                        "%s is missing: package it first, with 'mvn -Dquick -pl deploy/local -am"
                                + " package'",
                        jar)
                .isRegularFile();
        return jar;
    }
}
