package org.oisp.gateway.client;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Describes exceptions of the libraries. The same cause always has the same text, without addresses or counters. */
final class FailureMessages {

    /** Upper bound for Retry-After, even if a proxy asks for more. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private FailureMessages() {}

    /** Describes why there was no connection. */
    static ConnectionEnd unreachable(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof GatewayClientException clientException && clientException.ending() != null) {
                return clientException.ending();
            }
            if (cause instanceof WebSocketClientHandshakeException refused && refused.response() != null) {
                HttpResponse answer = refused.response();
                return new ConnectionEnd(
                        ConnectionEnd.EndKind.REFUSED,
                        answer.status().code(),
                        answer.status().reasonPhrase(),
                        retryAfter(answer.headers().get(HttpHeaderNames.RETRY_AFTER)));
            }
        }
        return ConnectionEnd.of(ConnectionEnd.EndKind.UNREACHABLE, describe(error));
    }

    /** Describes why a connection broke. */
    static ConnectionEnd cut(Throwable error) {
        return ConnectionEnd.of(ConnectionEnd.EndKind.CUT, describe(error));
    }

    private static @Nullable Duration retryAfter(@Nullable String seconds) {
        // The gateway does not use the other form, a date.
        return seconds == null || !seconds.matches("\\d{1,6}")
                ? null
                : Duration.ofSeconds(Math.min(Long.parseLong(seconds), LONGEST_WAIT.toSeconds()));
    }

    private static String describe(Throwable error) {
        String description = null;
        for (Throwable cause = error; cause != null && description == null; cause = cause.getCause()) {
            description = describeKnown(cause);
        }
        return description == null ? messageOf(error) : description;
    }

    private static @Nullable String describeKnown(Throwable error) {
        if (error instanceof ConnectTimeoutException) {
            return "no answer to the connection in time";
        }
        if (error instanceof UnknownHostException) {
            return "unknown host";
        }
        if (error instanceof BindException || messageContains(error, "Cannot assign requested address")) {
            return "no local port is free";
        }
        if (error instanceof ConnectException) {
            return messageContains(error, "refused") ? "connection refused" : "it cannot be reached";
        }
        if (error instanceof SSLException) {
            Throwable root = error;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return "TLS failed: " + messageOf(root);
        }
        if (error instanceof CorruptedWebSocketFrameException) {
            return "the message was too long, or broken";
        }
        if (messageContains(error, "Too many open files")) {
            return "this process may open no more files";
        }
        if (messageContains(error, "prematurely closed") || messageContains(error, "BEFORE")) {
            return "it closed the connection before the handshake was done";
        }
        if (messageContains(error, "reset") || messageContains(error, "Broken pipe")) {
            return "the connection was reset";
        }
        if (error instanceof ClosedChannelException) {
            return "the connection was closed";
        }
        return null;
    }

    private static boolean messageContains(Throwable error, String words) {
        return error.getMessage() != null && error.getMessage().contains(words);
    }

    private static String messageOf(Throwable error) {
        String message = error.getMessage();
        return message == null || message.isBlank()
                ? error.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }
}
