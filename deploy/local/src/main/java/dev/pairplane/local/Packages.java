package dev.pairplane.local;

import java.nio.file.Path;
import java.util.Map;

/// The packaged programs.
///
/// @param storageNode the jar of the storage node
/// @param difftracker the jar of the controller
/// @param publishingQueue the jar of the queue
/// @param simulators the jar of both simulators and the receiver
/// @param postgres the jar that brings PostgreSQL
record Packages(
        Path storageNode, Path difftracker, Path publishingQueue, Path simulators, Path postgres) {

    static final String STORAGE_NODE_JAR = "PAIRPLANE_STORAGE_NODE_JAR";
    static final String DIFFTRACKER_JAR = "PAIRPLANE_DIFFTRACKER_JAR";
    static final String PUBLISHING_QUEUE_JAR = "PAIRPLANE_PUBLISHING_QUEUE_JAR";
    static final String SIMULATORS_JAR = "PAIRPLANE_SIMULATORS_JAR";
    static final String POSTGRES_JAR = "PAIRPLANE_POSTGRES_JAR";

    private static final Path RUN = Path.of("target", "quarkus-app", "quarkus-run.jar");

    /// Where Maven puts them, unless the environment names others.
    static Packages in(Path root, Map<String, String> environment) {
        return new Packages(
                named(root, environment, STORAGE_NODE_JAR, Path.of("storage-node").resolve(RUN)),
                named(root, environment, DIFFTRACKER_JAR, Path.of("difftracker").resolve(RUN)),
                named(
                        root,
                        environment,
                        PUBLISHING_QUEUE_JAR,
                        Path.of("publishing-queue").resolve(RUN)),
                named(
                        root,
                        environment,
                        SIMULATORS_JAR,
                        Path.of("deploy", "simulators", "target", "pairplane-simulators.jar")),
                named(
                        root,
                        environment,
                        POSTGRES_JAR,
                        Path.of("deploy", "postgres", "target", "pairplane-postgres.jar")));
    }

    private static Path named(
            Path root, Map<String, String> environment, String name, Path packaged) {
        String value = environment.getOrDefault(name, "");
        return root.resolve(value.isEmpty() ? packaged : Path.of(value));
    }
}
