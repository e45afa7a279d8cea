package dev.pairplane.publishing.inbound.rest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Sends what no well-behaved client would.
final class RawHttp {

    private RawHttp() {}

    /// Sends a request and reads until the server closes the connection.
    ///
    /// @param head request line and headers; those for the host, the token and the end of the
    ///   connection are added
    static String send(int port, String head) throws IOException {
        return exchange(
                port,
                head + "\r\nHost: x\r\nAuthorization: Bearer admin\r\nConnection: close\r\n\r\n");
    }

    /// Sends these very characters and reads until the server closes the connection.
    static String exchange(int port, String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
