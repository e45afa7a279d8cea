package dev.pairplane.images;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FileEntry;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Layers out of `COPY`s.
///
/// @param context where sources are
/// @param stages folders that stand for the roots of stages
/// @param time of every entry
record Layers(Path context, Map<String, Path> stages, Instant time) {

    private static final String FOLDER = "755";
    private static final String PLAIN = "644";
    private static final String EXECUTABLE = "755";

    /// One layer. Fails when a source is not there.
    FileEntriesLayer of(Recipe.Copy copy) throws Failure, IOException {
        Path root = context;
        if (copy.stage().isPresent()) {
            String stage = copy.stage().orElseThrow();
            if (!stages.containsKey(stage)) {
                throw new Failure("what stage '%s' makes is not given: --stage".formatted(stage));
            }
            root = stages.getOrDefault(stage, context);
        }
        List<Path> sources = new ArrayList<>();
        for (String source : copy.sources()) {
            sources.addAll(found(root, source));
        }
        boolean into = copy.to().endsWith("/") || sources.size() > 1;
        Path to = Path.of(copy.to());
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName("COPY " + copy.to());
        for (Path source : sources) {
            if (Files.isDirectory(source)) {
                addTree(layer, source, to, copy);
            } else {
                layer.addEntry(entry(source, into ? to.resolve(source.getFileName()) : to, copy));
            }
        }
        return layer.build();
    }

    private static List<Path> found(Path root, String source) throws Failure, IOException {
        Path path = root.resolve(source.replaceFirst("^/+", ""));
        List<Path> found = new ArrayList<>();
        Path folder = path.getParent();
        if (folder != null && Files.isDirectory(folder)) {
            try (DirectoryStream<Path> matches =
                    Files.newDirectoryStream(folder, String.valueOf(path.getFileName()))) {
                matches.forEach(found::add);
            }
        }
        if (found.isEmpty()) {
            throw new Failure("%s is not there; package the service first".formatted(path));
        }
        found.sort(null);
        return found;
    }

    /// The folder's content: what it is copied to keeps its own mode and owner.
    private void addTree(FileEntriesLayer.Builder layer, Path source, Path to, Recipe.Copy copy)
            throws IOException {
        try (Stream<Path> all = Files.walk(source, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : (Iterable<Path>) all.skip(1).sorted()::iterator) {
                layer.addEntry(entry(file, to.resolve(source.relativize(file)), copy));
            }
        }
    }

    /// Modes that depend on nothing but whether it can be executed: the umask of whoever packaged
    /// does not count.
    private FileEntry entry(Path source, Path to, Recipe.Copy copy) {
        String mode =
                Files.isDirectory(source)
                        ? FOLDER
                        : Files.isExecutable(source) ? EXECUTABLE : PLAIN;
        return new FileEntry(
                source,
                AbsoluteUnixPath.get(to.toString()),
                FilePermissions.fromOctalString(last3(copy.mode().orElse(mode))),
                time,
                copy.owner());
    }

    private static String last3(String mode) {
        return mode.substring(Math.max(0, mode.length() - 3));
    }
}
