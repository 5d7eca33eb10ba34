package org.oisp.gateway.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a connection, or an attempt at one, ended.
 *
 * @param endKind what it means for whoever was connected
 * @param code the WebSocket close code, or the status of the HTTP answer for {@link EndKind#REFUSED}; 0 if there was none
 * @param text why, for a person, in a line: the gateway's last answer or its close reason, or what failed. Never a token
 * @param retryAfter how long the gateway asked to stay away at least; null if it did not
 */
public record ConnectionEnd(
        EndKind endKind, int code, String text, @Nullable Duration retryAfter) {

    /** What an ending means, and whether to come back from it. */
    public enum EndKind {
        /** No connection came to be: nobody listens, no such host, TLS failed, no answer in time. Comes back with backoff. */
        UNREACHABLE(Return.WITH_BACKOFF),
        /** The WebSocket handshake was answered with an HTTP status. Comes back with backoff, not before {@code Retry-After}. */
        REFUSED(Return.WITH_BACKOFF),
        /** The source of tokens has failed, or had none in time. Comes back with backoff. */
        NO_TOKEN(Return.WITH_BACKOFF),
        /** The token is not good for this device (close 1008). Comes back with another token only. */
        TOKEN_REFUSED(Return.WITH_NEW_TOKEN),
        /** The gateway could not register the device: it is unknown, or the database is away. Comes back with backoff. */
        NOT_REGISTERED(Return.WITH_BACKOFF),
        /** The device has connected elsewhere (close 1000). Does not come back: the two would take the device from each other for ever. */
        TAKEN_OVER(Return.NEVER),
        /** The gateway stops, or is emptied (close 1001). Comes back at once. */
        GOING_AWAY(Return.AT_ONCE),
        /** The connection was cut without a close. Comes back at once, then with backoff. */
        CUT(Return.AT_ONCE),
        /** Nothing was heard for too long, and the client has cut the connection. Comes back at once, then with backoff. */
        SILENT(Return.AT_ONCE),
        /** The gateway found a rule broken (close 1002, 1003, 1007, 1009). A device does not come back without a change. */
        REJECTED(Return.NEVER),
        /** Closed with any other code. Comes back with backoff. */
        CLOSED(Return.WITH_BACKOFF),
        /** Closed by whoever runs the client. Does not come back. */
        LEFT(Return.NEVER);

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

    /** What a close code of the gateway means. */
    static ConnectionEnd closed(int code, String reason, boolean registered, @Nullable String refusal) {
        EndKind endKind = switch (code) {
            case 1000 -> registered ? EndKind.TAKEN_OVER : EndKind.NOT_REGISTERED;
            case 1001 -> EndKind.GOING_AWAY;
            case 1002, 1003, 1007, 1009 -> EndKind.REJECTED;
            // Without an answer to a registration it is no verdict on a token: nothing was sent in time.
            case 1008 -> refusal == null ? EndKind.CLOSED : EndKind.TOKEN_REFUSED;
            default -> EndKind.CLOSED;
        };
        return new ConnectionEnd(endKind, code, refusal == null ? reason : refusal, null);
    }

    /**
     * The ending in a line, such as {@code close 1008, Invalid device token for device}.
     *
     * @return the code, if there is one, and the text
     */
    public String describe() {
        String number = code == 0 ? "" : endKind == EndKind.REFUSED ? "HTTP status " + code : "close " + code;
        return number.isEmpty() ? text : text.isEmpty() ? number : number + ", " + text;
    }
}
