package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

/// What the build has packaged, for the tests that run it.
final class Packaged {

    private Packaged() {}

    static Path storageNode() throws Failure {
        return packages().storageNode();
    }

    static Packages packages() throws Failure {
        Packages packages = Installation.find(Path.of(""), System.getenv()).packages();
        for (Path jar :
                List.of(
                        packages.storageNode(),
                        packages.difftracker(),
                        packages.publishingQueue(),
                        packages.simulators(),
                        packages.postgres())) {
            assertThat(jar)
                    .withFailMessage(
                            "%s is missing: package it first, with 'mvn -Dquick package'", jar)
                    .isRegularFile();
        }
        return packages;
    }

    static Path launcher() throws Failure {
        Path jar =
                Installation.find(Path.of(""), System.getenv())
                        .root()
                        .resolve("deploy/local/target/pairplane-local.jar");
        assertThat(jar)
                .withFailMessage(
                        "%s is missing: package it first, with 'mvn -Dquick -pl deploy/local -am"
                                + " package'",
                        jar)
                .isRegularFile();
        return jar;
    }
}
