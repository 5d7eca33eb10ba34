package org.oisp.gateway.protocol;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceIdentity;
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

    /**
     * Whether a message that came by another way than a socket could have come by one.
     *
     * @param text the message, any bytes
     * @return whether it is no longer than a message may be, and UTF-8
     */
    public boolean isText(ByteSlice text) {
        return text.length() <= maxMessageBytes && Utf8.isValid(text.array(), text.offset(), text.length());
    }

    /**
     * Reads a message that was published on the channel of a device.
     *
     * @param text the message, any bytes
     * @param receivedNanos when it was received, as {@link System#nanoTime()}
     * @param device whose channel it is
     * @return the actuation, or null if it is none
     */
    public @Nullable PublishedActuation readPublished(ByteSlice text, long receivedNanos, DeviceIdentity device) {
        if (!isText(text)) {
            return null;
        }
        try {
            JsonScanner json = new JsonScanner(text);
            if (json.peek() != '{') {
                return null;
            }
            MessageFields fields = new MessageFields(text);
            fields.read(json);
            json.finish();
            return fields.toPublished(receivedNanos, device);
        } catch (MalformedJsonException malformed) {
            return null;
        }
    }
}
