package dev.pairplane.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Something that is started as a child: its ports, its configuration, and how its process is
/// started.
interface Program {

    /// Everything listens here and nowhere else.
    String HOST = "127.0.0.1";

    /// What people call it; its home and its log have that name.
    String name();

    /// The ports that it listens on.
    List<Ports.Claim> claims();

    /// Where people and programs look, all of which answer once it is ready.
    List<UrlTable.Entry> urls();

    /// Bytes of disk without which it should not be started.
    long disk();

    /// What is not packaged of it and how to package it; empty when all is there.
    Optional<String> missing(Installation installation);

    /// Writes what its process reads into its home.
    ///
    /// @param home the process' working directory, where a crash report of the JVM would go too
    /// @return what starts the process
    ChildProcess.Spec prepare(Installation installation, Path home, Path log) throws Failure;
}
