package dev.pairplane.testkit;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// A small program for the tests of [ServiceProcess]: answers 200 on a port after it has counted
/// its start in a file, ends by itself with a code, ignores SIGTERM, or is the parent that gets
/// killed.
final class SampleService {

    private SampleService() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("sample " + String.join(" ", arguments));
        switch (arguments[0]) {
            case "serve" -> serve(Integer.parseInt(arguments[1]), Path.of(arguments[2]));
            case "fail" -> System.exit(Integer.parseInt(arguments[1]));
            case "stubborn" -> {
                Runtime.getRuntime().addShutdownHook(new Thread(SampleService::forever));
                System.out.println("ready " + System.getenv("SAMPLE"));
                forever();
            }
            case "parent" -> {
                var child =
                        Leash.start(
                                new ProcessBuilder("sleep", "600"),
                                Boolean.parseBoolean(arguments[1]));
                System.out.println("child=" + child.process().pid() + ";");
                forever();
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void serve(int port, Path starts) throws IOException {
        var count = Files.exists(starts) ? Files.readString(starts) : "";
        Files.writeString(starts, count + "x");
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext(
                "/ready",
                exchange -> {
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
        forever();
    }

    private static void forever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
