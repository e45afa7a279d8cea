package dev.pairplane.local;

import com.sun.net.httpserver.HttpServer;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program that keeps the storage node's contract as a child of the launcher: configuration file,
/// ports, readiness, the three calls, SIGTERM, standard input. It keeps its data in a plain file.
///
/// Its jar's name says where it breaks the contract, see [Behaviour].
final class FakeNode {

    private FakeNode() {}

    /// How a fake node behaves; the lower-case name is its jar's.
    enum Behaviour {
        HONEST,
        /// Acknowledges what it does not keep.
        FORGETFUL,
        /// Keeps writes, and not deletes.
        UNDELETING,
        /// Ends with 3 instead of starting.
        BROKEN,
        /// Never ready.
        LATE,
        /// Does not end on SIGTERM.
        STUBBORN,
        /// Ends with 5 on SIGTERM.
        SLOPPY,
        /// Has no console.
        SILENT;

        String jar() {
            return name().toLowerCase(java.util.Locale.ROOT) + ".jar";
        }

        static Behaviour ofJar(String jar) {
            return List.of(values()).stream()
                    .filter(behaviour -> jar.endsWith(behaviour.jar()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    public static void main(String[] args) throws Exception {
        Behaviour behaviour = Behaviour.ofJar(System.getProperty("java.class.path"));
        System.out.println("fake node " + System.getenv("NODE_ID") + " starts");
        if (behaviour == Behaviour.BROKEN) {
            System.err.println("cannot start: the fake is broken");
            System.exit(3);
        }
        String config = Files.readString(Path.of(System.getenv("CONFIG_PATH")));
        Path data = Path.of(setting(config, "data_dir: \"(.*)\""));
        Files.createDirectories(data);
        endOnSigterm(behaviour);
        if (behaviour != Behaviour.LATE) {
            serve(behaviour, config, data.resolve("journal"));
        }
        System.out.println("fake node " + System.getenv("NODE_ID") + " serves");
        if (Boolean.getBoolean("pairplane.parent-pipe")) {
            while (System.in.read() >= 0) {
                // Nothing is said here.
            }
            Runtime.getRuntime().halt(0);
        }
        new CountDownLatch(1).await();
    }

    private static void serve(Behaviour behaviour, String config, Path journal) throws Exception {
        int grpcPort = Integer.parseInt(setting(config, "server:[^#]*?port: (\\d+)"));
        int managementPort = Integer.parseInt(setting(config, "metrics:\\s+port: (\\d+)"));
        MemoryStore store = new MemoryStore();
        replay(journal, store);
        Server server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), grpcPort))
                        .addService(
                                ServerInterceptors.intercept(
                                        new Journaled(store, journal, behaviour),
                                        new StoreService.SiblingsAsked()))
                        .build()
                        .start();
        HttpServer http =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), managementPort), 0);
        for (String path : List.of("/health", "/metrics", "/")) {
            http.createContext(
                    path,
                    exchange -> {
                        boolean answers = behaviour != Behaviour.SILENT || !path.equals("/");
                        exchange.sendResponseHeaders(answers ? 200 : 404, -1);
                        exchange.close();
                    });
        }
        http.start();
        System.out.println("fake node listens on " + server.getPort());
    }

    private static void endOnSigterm(Behaviour behaviour) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            switch (behaviour) {
                                case BROKEN -> {}
                                case STUBBORN -> awaitForever();
                                case SLOPPY -> Runtime.getRuntime().halt(5);
                                case HONEST, FORGETFUL, UNDELETING, LATE, SILENT -> {
                                    System.out.println("fake node stops in order");
                                    System.out.flush();
                                    Runtime.getRuntime().halt(0);
                                }
                            }
                        }));
    }

    private static void awaitForever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String setting(String config, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(config);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no " + pattern + " in\n" + config);
        }
        return matcher.group(1);
    }

    /// One line a version: key, value or `-`, clock; all but the dash in Base64.
    private static void replay(Path journal, MemoryStore store) throws Exception {
        if (!Files.exists(journal)) {
            return;
        }
        for (String line : Files.readAllLines(journal)) {
            String[] fields = line.split(" ", -1);
            store.put(
                    new String(decoded(fields[0]), StandardCharsets.UTF_8),
                    new MemoryStore.Version(
                            Clock.of(
                                    dev.pairplane.storage.proto.VectorClock.parseFrom(
                                            decoded(fields[2]))),
                            fields[1].equals("-")
                                    ? Optional.empty()
                                    : Optional.of(
                                            new String(
                                                    decoded(fields[1]), StandardCharsets.UTF_8))));
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] decoded(String text) {
        return Base64.getDecoder().decode(text);
    }

    private static final class Journaled extends StoreService {

        private final Path journal;
        private final Behaviour behaviour;

        Journaled(MemoryStore store, Path journal, Behaviour behaviour) {
            super(store);
            this.journal = journal;
            this.behaviour = behaviour;
        }

        @Override
        synchronized void beforeStoring(String key, MemoryStore.Version version) {
            boolean kept =
                    switch (behaviour) {
                        case FORGETFUL -> false;
                        case UNDELETING -> version.value().isPresent();
                        case HONEST, BROKEN, LATE, STUBBORN, SLOPPY, SILENT -> true;
                    };
            if (!kept) {
                return;
            }
            String value =
                    version.value()
                            .map(text -> encoded(text.getBytes(StandardCharsets.UTF_8)))
                            .orElse("-");
            String line =
                    "%s %s %s%n"
                            .formatted(
                                    encoded(key.getBytes(StandardCharsets.UTF_8)),
                                    value,
                                    encoded(version.clock().toMessage().toByteArray()));
            try {
                Files.writeString(
                        journal, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
