package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class AnswersTest {

    private final Answers answers = new Answers();

    /// `R` asks for a password; `E` is what a server says that is still recovering.
    @ParameterizedTest
    @CsvSource({"R, true", "E, false"})
    void takeADatabaseForReadyThatAsksForAPassword(char answer, boolean ready) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> asked =
                    CompletableFuture.supplyAsync(() -> serveOne(server, answer));

            assertThat(answers.at(database(server.getLocalPort()))).isEqualTo(ready);
            assertThat(asked.get()).isEqualTo("user\0publishing\0database\0publishing\0\0");
        }
    }

    @Test
    void takeAPortThatNobodyListensOnForSilent() throws Exception {
        int port = Ports.free(1).getFirst();

        assertThat(answers.at(database(port))).isFalse();
        assertThat(answers.at(URI.create("grpc://127.0.0.1:" + port))).isFalse();
        assertThat(answers.at(URI.create("http://127.0.0.1:" + port + "/"))).isFalse();
    }

    private static URI database(int port) {
        return new Postgres(port).uri();
    }

    /// Reads a start-up message, and answers with one byte.
    private static String serveOne(ServerSocket server, char answer) {
        try (Socket socket = server.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readInt();
            assertThat(in.readInt()).isEqualTo(196_608);
            String parameters = new String(in.readNBytes(length - 8), StandardCharsets.US_ASCII);
            socket.getOutputStream().write(answer);
            return parameters;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
