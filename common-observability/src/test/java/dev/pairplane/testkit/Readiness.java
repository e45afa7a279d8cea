package dev.pairplane.testkit;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/// When a process counts as started. Asked again and again, so it answers quickly and never throws
/// because the process is not there yet.
@FunctionalInterface
public interface Readiness {

    /// How long one question may take.
    int MILLIS = 1_000;

    boolean isReady();

    /// Ready when a GET answers 200.
    static Readiness http(URI uri) {
        return () -> {
            try {
                var connection = (HttpURLConnection) uri.toURL().openConnection();
                connection.setConnectTimeout(MILLIS);
                connection.setReadTimeout(MILLIS);
                try {
                    return connection.getResponseCode() == 200;
                } finally {
                    connection.disconnect();
                }
            } catch (IOException e) {
                return false;
            }
        };
    }

    /// Ready when a loopback port takes a connection.
    static Readiness port(int port) {
        return () -> {
            try (var socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MILLIS);
                return true;
            } catch (IOException e) {
                return false;
            }
        };
    }
}
