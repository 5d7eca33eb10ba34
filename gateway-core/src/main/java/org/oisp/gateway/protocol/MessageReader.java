package org.oisp.gateway.protocol;

import org.oisp.gateway.protocol.Inbound.Signal;

/**
 * Reads text messages: one pass over the bytes, no tree. Takes what {@code JSON.parse} takes, as deep as {@link #MAX_DEPTH}, and
 * means what the original makes of it: of duplicate keys the last one counts, in whatever order they come. Thread-safe.
 */
public final class MessageReader {

    /** How deep a message may be nested; deeper ones are malformed. The original's own stack ends at some thousands. */
    public static final int MAX_DEPTH = 1_000;

    private final int maxMessageBytes;

    /**
     * Makes a reader.
     *
     * @param maxMessageBytes the longest message that will be given to it; a longer one is malformed
     */
    public MessageReader(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /**
     * Reads one text message.
     *
     * @param text the message, valid UTF-8
     * @param receivedNanos when it was received, as {@link System#nanoTime()}
     * @return what it means; never fails, since a message that cannot be read is {@link Signal#MALFORMED}
     */
    public Inbound read(ByteSlice text, long receivedNanos) {
        if (text.length() > maxMessageBytes) {
            return Signal.MALFORMED;
        }
        try {
            JsonScanner json = new JsonScanner(text);
            int first = json.peek();
            if (first != '{') {
                json.skipValue();
                json.finish();
                return first == 'n' ? Signal.MALFORMED : Signal.UNKNOWN;
            }
            MessageFields fields = new MessageFields(text);
            fields.read(json);
            json.finish();
            return fields.toMessage(receivedNanos);
        } catch (MalformedJsonException malformed) {
            return Signal.MALFORMED;
        }
    }
}
