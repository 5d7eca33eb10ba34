package org.oisp.gateway.server.socket.frame;

import org.oisp.gateway.protocol.CloseFrame;
import org.oisp.gateway.protocol.Inbound;
import org.oisp.gateway.protocol.Utf8;

/** Answers to a peer's close frame (RFC 6455, 5.5.1 and 7.4). */
public final class CloseFrames {

    private CloseFrames() {}

    /**
     * Returns the answer to a peer's close frame.
     *
     * @param payload its payload, unmasked
     * @return {@link CloseFrame#ANSWER} if it is valid, or else the close frame for the rule that it breaks
     */
    public static CloseFrame answerTo(byte[] payload) {
        if (payload.length == 0) {
            return CloseFrame.ANSWER;
        }
        if (payload.length == 1) {
            return CloseFrame.BAD_CLOSE;
        }
        if (!mayBeSent(codeOf(payload))) {
            return CloseFrame.BAD_CLOSE;
        }
        return Utf8.isValid(payload, 2, payload.length - 2) ? CloseFrame.ANSWER : CloseFrame.INVALID_TEXT;
    }

    /**
     * Returns the status code of a peer's close frame.
     *
     * @param payload its payload, unmasked
     * @return its code; {@link Inbound.PeerClosed#NO_CODE} if there is none
     */
    public static int codeOf(byte[] payload) {
        return payload.length < 2 ? Inbound.PeerClosed.NO_CODE : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
    }

    /** Returns whether RFC 6455 (7.4.2) and IANA's registry allow an endpoint to send this code. */
    private static boolean mayBeSent(int code) {
        return switch (code) {
            case 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014 -> true;
            default -> code >= 3000 && code <= 4999;
        };
    }
}
