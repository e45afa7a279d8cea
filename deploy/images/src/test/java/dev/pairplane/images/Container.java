package dev.pairplane.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Processes in an unpacked image, as a container runtime starts them: the root is read-only, the
/// user is given by number, and of the machine nothing is seen but `/proc`, `/dev`, the network and
/// what is mounted. Needs root, for `mount` and `chroot`. One thread at a time.
///
/// @param root of the image
/// @param user who they run as, with group 0
/// @param volumes folders by the path that they are mounted at
/// @param environment theirs, and nothing else of this process'
record Container(Path root, long user, Map<String, Path> volumes, Map<String, String> environment) {

    private static final String SCRIPT =
            """
            set -e
            root=$1 user=$2
            shift 2
            mount --bind "$root" "$root"
            while [ "$1" != -- ]; do
                mount --bind "$1" "$root$2"
                shift 2
            done
            shift
            mount --rbind /proc "$root/proc"
            mount --rbind /dev "$root/dev"
            mount -o remount,ro,bind "$root"
            exec chroot --userspec="$user:0" --groups= "$root" "$@"
            """;

    /// Why no container can be made here; empty when one can.
    static Optional<String> missing() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("sh", "-c", "[ $(id -u) = 0 ] && unshare -m true")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0
                ? Optional.empty()
                : Optional.of(
                        "unpacked images are started by root, with unshare, mount and chroot "
                                + said);
    }

    /// Starts a command; its output goes to the end of a file. It is killed when this JVM ends,
    /// however that happens: who changes the user cannot ask the kernel for that.
    Process start(List<String> command, Path log) throws IOException {
        List<String> all =
                new ArrayList<>(
                        List.of("unshare", "-m", "sh", "-c", SCRIPT, "sh", root.toString()));
        all.add(Long.toString(user));
        for (Map.Entry<String, Path> volume : volumes.entrySet()) {
            all.add(volume.getValue().toString());
            all.add(volume.getKey());
        }
        all.add("--");
        all.addAll(command);
        for (String path : volumes.keySet()) {
            Files.createDirectories(root.resolve(path.substring(1)));
        }
        for (String path : List.of("proc", "dev")) {
            Files.createDirectories(root.resolve(path));
        }
        ProcessBuilder builder = new ProcessBuilder(all);
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Process process = builder.start();
        Process watcher =
                new ProcessBuilder("sh", "-c", "cat > /dev/null; kill -KILL " + process.pid())
                        .start();
        // The number may belong to another process later, so the watcher goes with its process.
        var _ = process.onExit().thenRun(watcher::destroyForcibly);
        return process;
    }

    /// Runs a command to its end, which has to be a success, and returns what it printed.
    String run(List<String> command, Path log) throws IOException, InterruptedException {
        Files.deleteIfExists(log);
        Process process = start(command, log);
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        String printed = Files.readString(log);
        assertThat(ended).as("%s ended; it printed %s", command, printed).isTrue();
        assertThat(process.exitValue()).as("%s printed %s", command, printed).isZero();
        return printed;
    }
}
