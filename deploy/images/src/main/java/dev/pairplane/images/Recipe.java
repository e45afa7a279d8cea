package dev.pairplane.images;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an image is made of, its base apart.
///
/// @param base the base's name, or [#SCRATCH]
/// @param copies in order, a layer each
/// @param user who the process runs as
record Recipe(
        String base,
        List<Copy> copies,
        Map<String, String> environment,
        List<Integer> ports,
        Optional<String> user,
        List<String> entrypoint) {

    /// The name of no base at all.
    static final String SCRATCH = "scratch";

    /// Files that become a layer.
    ///
    /// @param stage where the sources are; the context when empty
    /// @param sources files, folders (their content is meant), or patterns of names
    /// @param to absolute; with a slash at the end a folder that the sources go into
    /// @param owner `uid:gid`
    /// @param mode of all files and folders, octal; when empty, what is executable stays so
    record Copy(
            Optional<String> stage,
            List<String> sources,
            String to,
            String owner,
            Optional<String> mode) {}
}
