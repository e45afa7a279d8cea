package dev.pairplane.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// As whom the server's programs run: they refuse to run as root.
///
/// Root starts them in a user namespace of their own, in which it is nobody. The files stay root's.
///
/// @param unshare the program that makes such a namespace; empty when it is not needed
/// @param setpriv the program that has the kernel tell the server when its parent dies; empty where
///   there is none
record Account(Optional<Path> unshare, Optional<Path> setpriv) {

    private static final String ROOT = "root";

    /// Looks at who runs this process, and what there is on its path.
    ///
    /// @throws IOException when it is root, and cannot become anybody else
    static Account find() throws IOException {
        Optional<Path> setpriv = onPath("setpriv").filter(Account::knowsParentDeath);
        if (!System.getProperty("user.name", "").equals(ROOT)) {
            return new Account(Optional.empty(), setpriv);
        }
        Optional<Path> unshare = onPath("unshare").filter(Account::makesUserNamespace);
        if (unshare.isEmpty()) {
            throw new IOException(
                    "PostgreSQL does not run as root, and 'unshare --user' does not work here:"
                            + " start it as another user");
        }
        return new Account(unshare, setpriv);
    }

    /// Starts a program as that user.
    List<String> command(List<String> program) {
        List<String> command = new ArrayList<>();
        unshare.ifPresent(path -> command.addAll(List.of(path.toString(), "--user")));
        command.addAll(program);
        return command;
    }

    /// The same for the server: SIGINT, which is its fast shutdown, once the thread that starts it
    /// is gone.
    List<String> serverCommand(List<String> program) {
        List<String> command = new ArrayList<>();
        setpriv.ifPresent(path -> command.addAll(List.of(path.toString(), "--pdeathsig", "INT")));
        command.addAll(program);
        return command(command);
    }

    private static boolean knowsParentDeath(Path setpriv) {
        return succeeds(setpriv.toString(), "--pdeathsig", "INT", "true");
    }

    private static boolean makesUserNamespace(Path unshare) {
        return succeeds(unshare.toString(), "--user", "true");
    }

    private static boolean succeeds(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Optional<Path> onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(":", -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
