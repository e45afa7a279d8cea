package dev.pairplane.publishing.outbound.webhook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Limits of the sender.
///
/// @param version told to targets as `User-Agent: publishing-queue/<version>`
/// @param connectTimeout for the name, for the connection, and for TLS, each
/// @param connectionsPerHost HTTP/1.1 connections to one host at once
/// @param waitingPerHost attempts that may wait for one of them; one more is not connected
/// @param idleTimeout after which a connection that nobody uses is closed
/// @param eventLoops threads; a target keeps to one of them
/// @param maxAnswer bytes read of an answer's body
/// @param addressesTried of a host that has several, until one takes the connection
/// @param trusted files with certificates (PEM) that are trusted besides the JDK's
public record WebhookSettings(
        String version,
        Duration connectTimeout,
        int connectionsPerHost,
        int waitingPerHost,
        Duration idleTimeout,
        int eventLoops,
        int maxAnswer,
        int addressesTried,
        List<Path> trusted) {

    public WebhookSettings {
        if (connectTimeout.toMillis() < 1
                || connectionsPerHost < 1
                || waitingPerHost < 0
                || idleTimeout.toSeconds() < 1
                || eventLoops < 1
                || maxAnswer < 0
                || addressesTried < 1) {
            throw new IllegalArgumentException("limits of the sender are positive");
        }
        trusted = List.copyOf(trusted);
    }

    /// The limits that nobody set.
    public static WebhookSettings of(String version) {
        return new WebhookSettings(
                version,
                Duration.ofSeconds(3),
                64,
                1024,
                Duration.ofSeconds(30),
                2,
                64 * 1024,
                3,
                List.of());
    }
}
