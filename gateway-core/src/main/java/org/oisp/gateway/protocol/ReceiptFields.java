package org.oisp.gateway.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The members of a message that ask for a receipt, as written. They are decoded only if {@code receipt} or {@code ttl} is among them: a
 * sender of the original gateway may use the other names for itself.
 */
final class ReceiptFields {

    private static final byte[] ID = JsonText.ascii("id");
    private static final byte[] RECEIPT = JsonText.ascii("receipt");
    private static final byte[] TIMEOUT = JsonText.ascii("timeout");
    private static final byte[] REPLY_TO = JsonText.ascii("replyTo");
    private static final byte[] TTL = JsonText.ascii("ttl");
    private static final byte[] COLLAPSE = JsonText.ascii("collapse");

    private final byte[] bytes;
    private @Nullable Value id;
    private @Nullable Value receipt;
    private @Nullable Value timeout;
    private @Nullable Value replyTo;
    private @Nullable Value ttl;
    private @Nullable Value collapse;

    /** A member's value: the span if it is a string, and where it stands. */
    private record Value(long span, int from, int to) {}

    ReceiptFields(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns whether the scanner's last member is one of these. */
    static boolean isNext(JsonScanner json) {
        return json.nameIs(ID)
                || json.nameIs(RECEIPT)
                || json.nameIs(TIMEOUT)
                || json.nameIs(REPLY_TO)
                || json.nameIs(TTL)
                || json.nameIs(COLLAPSE);
    }

    /** Consumes the value of a member for which {@link #isNext} returned true. */
    void read(JsonScanner json) throws MalformedJsonException {
        boolean isId = json.nameIs(ID);
        boolean isReceipt = json.nameIs(RECEIPT);
        boolean isTimeout = json.nameIs(TIMEOUT);
        boolean isTtl = json.nameIs(TTL);
        boolean isCollapse = json.nameIs(COLLAPSE);
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
        } else if (isTtl) {
            ttl = value;
        } else if (isCollapse) {
            collapse = value;
        } else {
            replyTo = value;
        }
    }

    /** Returns the request; null if there is none. */
    @Nullable
    ReceiptRequest toRequest() {
        Value asked = receipt;
        if (asked == null && ttl == null) {
            return null;
        }
        String kind = asked == null ? ReceiptRequest.DELIVERED : text(asked);
        String problem = null;
        if (!ReceiptRequest.DELIVERED.equals(kind) && !ReceiptRequest.COMPLETED.equals(kind)) {
            problem = "receipt must be \"" + ReceiptRequest.DELIVERED + "\" or \"" + ReceiptRequest.COMPLETED + "\".";
        }
        int millis = timeout == null
                ? ReceiptRequest.DEFAULT_TIMEOUT_MILLIS
                : number(timeout, ReceiptRequest.MAX_TIMEOUT_MILLIS);
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
        String problemOfQueue = problemOfQueue(name);
        return new ReceiptRequest(
                name,
                ReceiptRequest.COMPLETED.equals(kind),
                millis,
                channel,
                problemOfQueue == null ? queue() : null,
                problem == null ? problemOfQueue : problem);
    }

    private @Nullable String problemOfQueue(@Nullable String name) {
        if (ttl == null) {
            return collapse == null ? null : "collapse needs ttl.";
        }
        if (number(ttl, QueueOptions.MAX_TTL_SECONDS) < 1) {
            return QueueOptions.TTL_PROBLEM;
        }
        String key = collapse == null ? null : text(collapse);
        if (collapse != null && key == null) {
            return QueueOptions.COLLAPSE_PROBLEM;
        }
        return QueueOptions.problemOf(name, key);
    }

    private @Nullable QueueOptions queue() {
        return ttl == null
                ? null
                : new QueueOptions(number(ttl, QueueOptions.MAX_TTL_SECONDS), collapse == null ? null : text(collapse));
    }

    /** Returns the id; null if there is none, or it is not a text. */
    @Nullable
    String id() {
        return id == null ? null : text(id);
    }

    private @Nullable String text(Value value) {
        return value.span < 0 ? null : JsonText.wellFormed(bytes, value.span);
    }

    /** Returns the number; 0 if the value is not a whole number, or more than {@code most}. */
    private int number(Value value, int most) {
        int length = value.to - value.from;
        if (length > 7) {
            return 0;
        }
        String digits = new String(bytes, value.from, length, StandardCharsets.ISO_8859_1);
        int number = 0;
        for (int i = 0; i < length; i++) {
            char digit = digits.charAt(i);
            if (digit < '0' || digit > '9') {
                return 0;
            }
            number = number * 10 + digit - '0';
        }
        return number <= most ? number : 0;
    }
}
