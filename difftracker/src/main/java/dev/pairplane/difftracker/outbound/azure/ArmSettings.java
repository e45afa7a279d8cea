package dev.pairplane.difftracker.outbound.azure;

import dev.pairplane.difftracker.outbound.guard.GuardLimits;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/// Where Azure's management API is, and how it is spoken to.
///
/// @param endpoint scheme, host and port; https, except on this machine
/// @param apiVersion of every request
/// @param limits on single exchanges
/// @param connectTimeout for a connection
/// @param pollDelay between polls of a long-running operation, where Azure says nothing
/// @param maxPollDelay no delay that Azure asks for between polls is longer
/// @param maxAnswerBytes a larger answer is not read
/// @param userAgent says who is asking
public record ArmSettings(
        URI endpoint,
        String apiVersion,
        GuardLimits limits,
        Duration connectTimeout,
        Duration pollDelay,
        Duration maxPollDelay,
        int maxAnswerBytes,
        String userAgent) {

    /// Where the public cloud is.
    public static final URI PUBLIC_CLOUD = URI.create("https://management.azure.com");

    /// The version of the API that bodies and readers here are written for.
    public static final String API_VERSION = "2025-05-01";

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int MAX_ANSWER = 64 << 20;

    /// @throws IllegalArgumentException when the endpoint is no such URL, or would send the token
    ///   over the network in clear
    public ArmSettings {
        String scheme = String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT);
        String host = String.valueOf(endpoint.getHost()).toLowerCase(Locale.ROOT);
        if (endpoint.getHost() == null || !Set.of("http", "https").contains(scheme)) {
            throw new IllegalArgumentException(
                    "the endpoint is a URL such as " + PUBLIC_CLOUD + ", not " + endpoint);
        }
        if (scheme.equals("http") && !LOOPBACK.contains(host)) {
            throw new IllegalArgumentException(
                    "the endpoint is an https URL, for tokens are sent there; http only on"
                            + " localhost; not "
                            + endpoint);
        }
        if (!pollDelay.isPositive() || maxPollDelay.compareTo(pollDelay) < 0) {
            throw new IllegalArgumentException(
                    "0 < poll delay <= longest poll delay is wanted: "
                            + pollDelay
                            + ", "
                            + maxPollDelay);
        }
    }

    /// What fits Azure itself: polls every 5 s or as Azure asks, at most a minute apart.
    public static ArmSettings of(URI endpoint) {
        return new ArmSettings(
                endpoint,
                API_VERSION,
                GuardLimits.defaults(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                MAX_ANSWER,
                "pairplane-difftracker");
    }

    /// The same with other limits.
    public ArmSettings withLimits(GuardLimits newLimits) {
        return new ArmSettings(
                endpoint,
                apiVersion,
                newLimits,
                connectTimeout,
                pollDelay,
                maxPollDelay,
                maxAnswerBytes,
                userAgent);
    }

    /// The same with other delays between polls.
    public ArmSettings withPolls(Duration delay, Duration longest) {
        return new ArmSettings(
                endpoint,
                apiVersion,
                limits,
                connectTimeout,
                delay,
                longest,
                maxAnswerBytes,
                userAgent);
    }
}
