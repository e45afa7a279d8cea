package dev.pairplane.publishing.outbound.webhook;

import dev.pairplane.publishing.core.send.SendResult.Failure;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;

/// Tells by their types why connections could not be made.
final class ConnectFailure {

    private static final int MAX_CAUSES = 20;

    private ConnectFailure() {}

    /// @param https whether TLS was to follow the connection: what breaks after the connection
    ///   stood then broke TLS
    static Failure of(Throwable failure, boolean https) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            switch (cause) {
                case CertificateException _, CertPathValidatorException _ -> {
                    return Failure.TLS_CERTIFICATE;
                }
                case SslHandshakeTimeoutException _,
                        ConnectTimeoutException _,
                        TimeoutException _,
                        ConnectionPoolTooBusyException _ -> {
                    return Failure.TIMEOUT;
                }
                case NoRouteToHostException _ -> {
                    return Failure.UNREACHABLE;
                }
                case ConnectException _ -> {
                    return Failure.REFUSED;
                }
                default -> cause = cause.getCause();
            }
        }
        return https ? Failure.TLS_HANDSHAKE : Failure.UNREACHABLE;
    }

    /// Whether another address of the host may do better.
    static boolean isOfAddress(Failure failure) {
        return switch (failure) {
            case REFUSED, TIMEOUT, UNREACHABLE -> true;
            case DNS, TLS_CERTIFICATE, TLS_HANDSHAKE -> false;
        };
    }

    /// What people are told.
    static String text(Failure failure) {
        return switch (failure) {
            case DNS -> "the host has no address now";
            case REFUSED -> "the connection was refused";
            case TIMEOUT -> "no connection in time";
            case UNREACHABLE -> "the address cannot be reached";
            case TLS_CERTIFICATE -> "the certificate is not valid for the host";
            case TLS_HANDSHAKE -> "TLS could not be agreed on";
        };
    }
}
