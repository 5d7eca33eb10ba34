package org.oisp.gateway.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The members of a message that ask for a receipt, as written. They are decoded only if {@code receipt} is among them: a sender of the
 * original gateway may use the other names for itself.
 */
final class ReceiptFields {

    private static final byte[] ID = JsonText.ascii("id");
    private static final byte[] RECEIPT = JsonText.ascii("receipt");
    private static final byte[] TIMEOUT = JsonText.ascii("timeout");
    private static final byte[] REPLY_TO = JsonText.ascii("replyTo");

    private final byte[] bytes;
    private @Nullable Value id;
    private @Nullable Value receipt;
    private @Nullable Value timeout;
    private @Nullable Value replyTo;

    /** A member's value: the span if it is a string, and where it stands. */
    private record Value(long span, int from, int to) {}

    ReceiptFields(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns whether the scanner's last member is one of these. */
    static boolean isNext(JsonScanner json) {
        return json.nameIs(ID) || json.nameIs(RECEIPT) || json.nameIs(TIMEOUT) || json.nameIs(REPLY_TO);
    }

    /** Consumes the value of a member for which {@link #isNext} returned true. */
    void read(JsonScanner json) throws MalformedJsonException {
        boolean isId = json.nameIs(ID);
        boolean isReceipt = json.nameIs(RECEIPT);
        boolean isTimeout = json.nameIs(TIMEOUT);
        json.peek();
        int from = json.position();
        long span = json.textOrSkip();
        Value value = new Value(span, from, json.position());
        if (isId) {
            id = value;
        } else if (isReceipt) {
            receipt = value;
        } else if (isTimeout) {
            timeout = value;
        } else {
            replyTo = value;
        }
    }

    /** Returns the request; null if there is none. */
    @Nullable
    ReceiptRequest toRequest() {
        Value asked = receipt;
        if (asked == null) {
            return null;
        }
        String kind = text(asked);
        String problem = null;
        if (!ReceiptRequest.DELIVERED.equals(kind) && !ReceiptRequest.COMPLETED.equals(kind)) {
            problem = "receipt must be \"" + ReceiptRequest.DELIVERED + "\" or \"" + ReceiptRequest.COMPLETED + "\".";
        }
        int millis = timeout == null ? ReceiptRequest.DEFAULT_TIMEOUT_MILLIS : milliseconds(timeout);
        if (millis < 1) {
            problem = "timeout must be a whole number of milliseconds from 1 to " + ReceiptRequest.MAX_TIMEOUT_MILLIS
                    + ".";
            millis = ReceiptRequest.DEFAULT_TIMEOUT_MILLIS;
        }
        String channel = replyTo == null ? null : text(replyTo);
        if (replyTo != null
                && (channel == null || channel.isEmpty() || channel.length() > ReceiptRequest.MAX_REPLY_TO_LENGTH)) {
            problem = "replyTo must be a channel's name of 1 to " + ReceiptRequest.MAX_REPLY_TO_LENGTH + " characters.";
            channel = null;
        }
        String name = id == null ? null : text(id);
        String problemOfId = id == null || name == null ? null : ReceiptRequest.problemOfId(name);
        if (id != null && name == null) {
            problemOfId = "id must be a text.";
        }
        if (problemOfId != null) {
            problem = problemOfId;
            name = null;
        }
        return new ReceiptRequest(name, ReceiptRequest.COMPLETED.equals(kind), millis, channel, problem);
    }

    /** Returns the id; null if there is none, or it is not a text. */
    @Nullable
    String id() {
        return id == null ? null : text(id);
    }

    private @Nullable String text(Value value) {
        return value.span < 0 ? null : JsonText.wellFormed(bytes, value.span);
    }

    /** Returns the number of milliseconds; 0 if the value is not a whole number, or out of bounds. */
    private int milliseconds(Value value) {
        int length = value.to - value.from;
        if (length > 5) {
            return 0;
        }
        String digits = new String(bytes, value.from, length, StandardCharsets.ISO_8859_1);
        int millis = 0;
        for (int i = 0; i < length; i++) {
            char digit = digits.charAt(i);
            if (digit < '0' || digit > '9') {
                return 0;
            }
            millis = millis * 10 + digit - '0';
        }
        return millis <= ReceiptRequest.MAX_TIMEOUT_MILLIS ? millis : 0;
    }
}
