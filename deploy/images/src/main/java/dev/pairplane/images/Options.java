package dev.pairplane.images;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The command line: what a container tool's `build` takes, and what such a tool would do itself.
///
/// @param file the Dockerfile
/// @param target the stage that the image is made of
/// @param tag the image's name
/// @param arguments values of the Dockerfile's `ARG`s
/// @param labels of the image
/// @param stages what the stages that would have to run something have made, by their name: a
///   folder that stands for the stage's root
/// @param base an archive of the base; without it the base is fetched
/// @param cache where layers are kept between calls, which must be about the same files
/// @param output the archive to write
/// @param context where `COPY` finds its sources
record Options(
        Path file,
        String target,
        String tag,
        Map<String, String> arguments,
        Map<String, String> labels,
        Map<String, Path> stages,
        Optional<Path> base,
        Path cache,
        Path output,
        Path context) {

    /// The label that says when the image was made; all of its files get that time.
    static final String CREATED = "org.opencontainers.image.created";

    static final String USAGE =
            """
            Writes a container image as an OCI archive.

              --file FILE           the Dockerfile
              --target STAGE        the stage that is the image
              --tag NAME            the image's name
              --build-arg K=V       a value of an ARG; any number of them
              --label K=V           a label; any number, org.opencontainers.image.created among them
              --stage NAME=DIR      what a stage that runs something has made; any number of them
              --base-archive FILE   the base, as an OCI or Docker archive; without it, it is fetched
              --cache DIR           keeps layers between calls about the same files
              --output FILE         the archive to write
              DIR                   where COPY finds its sources
            """;

    private static final List<String> SINGLE =
            List.of("--file", "--target", "--tag", "--base-archive", "--cache", "--output");
    private static final List<String> PAIRS = List.of("--build-arg", "--label", "--stage");

    /// Reads the arguments. Fails when one is unknown, missing or given twice.
    static Options parse(List<String> arguments) throws Failure {
        Map<String, String> single = new HashMap<>();
        Map<String, Map<String, String>> pairs = new HashMap<>();
        PAIRS.forEach(option -> pairs.put(option, new LinkedHashMap<>()));
        List<String> rest = new ArrayList<>();
        for (Iterator<String> all = arguments.iterator(); all.hasNext(); ) {
            String option = all.next();
            if (!option.startsWith("--")) {
                rest.add(option);
            } else if (SINGLE.contains(option)) {
                once(option, single.put(option, value(option, all)));
            } else if (PAIRS.contains(option)) {
                String[] pair = value(option, all).split("=", 2);
                if (pair.length < 2 || pair[0].isEmpty()) {
                    throw new Failure("%s wants NAME=VALUE, not '%s'".formatted(option, pair[0]));
                }
                Map<String, String> known = pairs.getOrDefault(option, Map.of());
                once(option + " " + pair[0], known.put(pair[0], pair[1]));
            } else {
                throw new Failure("unknown option '%s'\n\n%s".formatted(option, USAGE));
            }
        }
        if (rest.size() != 1) {
            throw new Failure(
                    "one folder is wanted, where COPY finds its sources, not %d: %s"
                            .formatted(rest.size(), rest));
        }
        Map<String, Path> stages = new LinkedHashMap<>();
        pairs.getOrDefault("--stage", Map.of())
                .forEach((name, folder) -> stages.put(name, Path.of(folder)));
        return new Options(
                        Path.of(needed("--file", single)),
                        needed("--target", single),
                        needed("--tag", single),
                        pairs.getOrDefault("--build-arg", Map.of()),
                        pairs.getOrDefault("--label", Map.of()),
                        stages,
                        Optional.ofNullable(single.get("--base-archive")).map(Path::of),
                        Path.of(needed("--cache", single)),
                        Path.of(needed("--output", single)),
                        Path.of(rest.getFirst()))
                .checked();
    }

    private static String value(String option, Iterator<String> rest) throws Failure {
        if (!rest.hasNext()) {
            throw new Failure("%s needs a value\n\n%s".formatted(option, USAGE));
        }
        return rest.next();
    }

    private static void once(String option, @org.jspecify.annotations.Nullable String before)
            throws Failure {
        if (before != null) {
            throw new Failure("%s is given twice".formatted(option));
        }
    }

    private static String needed(String option, Map<String, String> values) throws Failure {
        String value = values.get(option);
        if (value == null) {
            throw new Failure("%s is missing\n\n%s".formatted(option, USAGE));
        }
        return value;
    }

    private Options checked() throws Failure {
        created();
        if (!Files.isRegularFile(file)) {
            throw new Failure("--file: %s is not there".formatted(file));
        }
        if (base.isPresent() && !Files.isRegularFile(base.orElseThrow())) {
            throw new Failure("the base's archive, %s, is not there".formatted(base.orElseThrow()));
        }
        for (Path folder : stages.values()) {
            if (!Files.isDirectory(folder)) {
                throw new Failure("--stage: %s is no folder".formatted(folder));
            }
        }
        return this;
    }

    /// When the image was made.
    Instant created() throws Failure {
        String text = labels.getOrDefault(CREATED, "");
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Failure(
                    "--label %s wants a time such as 2026-11-30T00:00:00Z, not '%s'"
                            .formatted(CREATED, text),
                    e);
        }
    }
}
