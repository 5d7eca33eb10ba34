package org.oisp.gateway.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a connection, or an attempt to connect, ended.
 *
 * @param endKind the kind, which decides about reconnecting
 * @param code the WebSocket close code, or the HTTP status for {@link EndKind#REFUSED}; 0 if there was none
 * @param text the reason in one line: the gateway's last answer, its close reason, or the failure. Never a token
 * @param retryAfter how long the gateway asked to stay away at least; null if it did not
 */
public record ConnectionEnd(
        EndKind endKind, int code, String text, @Nullable Duration retryAfter) {

    /** The kind of an end, and whether the client reconnects after it. */
    public enum EndKind {
        /** No connection: nothing listens, no such host, TLS failed, no answer in time. Reconnects with backoff. */
        UNREACHABLE(Return.WITH_BACKOFF),
        /** The gateway answered the WebSocket handshake with an HTTP status. Reconnects with backoff, not before {@code Retry-After}. */
        REFUSED(Return.WITH_BACKOFF),
        /** The token source failed, or had no token in time. Reconnects with backoff. */
        NO_TOKEN(Return.WITH_BACKOFF),
        /** The token is not valid for this device (close 1008). Reconnects only with another token. */
        TOKEN_REFUSED(Return.WITH_NEW_TOKEN),
        /** The gateway could not register the device, or not register it again: it is unknown, or the database is down. Reconnects with backoff. */
        NOT_REGISTERED(Return.WITH_BACKOFF),
        /** The device has connected elsewhere (close 1000). Does not reconnect: the two would take over each other for ever. */
        TAKEN_OVER(Return.NEVER),
        /** The gateway stops or drains (close 1001). Reconnects at once. */
        GOING_AWAY(Return.AT_ONCE),
        /** The connection was cut without a close. Reconnects at once, then with backoff. */
        CUT(Return.AT_ONCE),
        /** The client heard nothing for too long and cut the connection. Reconnects at once, then with backoff. */
        SILENT(Return.AT_ONCE),
        /** The client broke a rule of the protocol (close 1002, 1003, 1007, 1009). A device does not reconnect. */
        REJECTED(Return.NEVER),
        /** Closed with any other code. Reconnects with backoff. */
        CLOSED(Return.WITH_BACKOFF),
        /** The application closed the client. Does not reconnect. */
        CLOSED_LOCALLY(Return.NEVER);

        private final Return comesBack;

        EndKind(Return comesBack) {
            this.comesBack = comesBack;
        }

        Return comesBack() {
            return comesBack;
        }
    }

    enum Return {
        AT_ONCE,
        WITH_BACKOFF,
        WITH_NEW_TOKEN,
        NEVER
    }

    static ConnectionEnd of(EndKind endKind, String text) {
        return new ConnectionEnd(endKind, 0, text, null);
    }

    /** Derives the end from a close code of the gateway. */
    static ConnectionEnd closed(int code, String reason, boolean registered, @Nullable String refusal) {
        EndKind endKind = switch (code) {
            // After a 200 and then another answer, it is a renewed registration that failed.
            case 1000 -> registered && refusal == null ? EndKind.TAKEN_OVER : EndKind.NOT_REGISTERED;
            case 1001 -> EndKind.GOING_AWAY;
            case 1002, 1003, 1007, 1009 -> EndKind.REJECTED;
            // Without an answer to a registration, 1008 is not about a token: the device sent nothing in time.
            case 1008 -> refusal == null ? EndKind.CLOSED : EndKind.TOKEN_REFUSED;
            default -> EndKind.CLOSED;
        };
        return new ConnectionEnd(endKind, code, refusal == null ? reason : refusal, null);
    }

    /**
     * Returns the end in one line, such as {@code close 1008, Invalid device token for device}.
     *
     * @return the code, if there is one, and the text
     */
    public String describe() {
        String number = code == 0 ? "" : endKind == EndKind.REFUSED ? "HTTP status " + code : "close " + code;
        return number.isEmpty() ? text : text.isEmpty() ? number : number + ", " + text;
    }
}
