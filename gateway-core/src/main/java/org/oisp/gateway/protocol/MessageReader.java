package org.oisp.gateway.protocol;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.protocol.Inbound.Signal;

/**
 * Parses text messages in one pass over the bytes, without a tree. Accepts what {@code JSON.parse} accepts, down to {@link #MAX_DEPTH},
 * and interprets it as the original gateway does: the last of duplicate keys counts, in any order of keys. Thread-safe.
 */
public final class MessageReader {

    /** The maximum nesting depth; deeper messages are malformed. The original gateway's stack overflows at some thousands. */
    public static final int MAX_DEPTH = JsonScanner.MAX_DEPTH;

    private final int maxMessageBytes;

    /**
     * Creates a reader.
     *
     * @param maxMessageBytes the maximum length of a message; a longer one is malformed
     */
    public MessageReader(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /**
     * Parses one text message.
     *
     * @param text the message, valid UTF-8
     * @param receivedNanos when it was received, as {@link System#nanoTime()}
     * @return the message; {@link Signal#MALFORMED} if it cannot be parsed. Never throws.
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
     * Returns whether a message that did not come from a socket could have come from one.
     *
     * @param text the message, any bytes
     * @return whether it is within the maximum length and valid UTF-8
     */
    public boolean isText(ByteSlice text) {
        return text.length() <= maxMessageBytes && Utf8.isValid(text.array(), text.offset(), text.length());
    }

    /**
     * Parses a message that was published on a device's channel.
     *
     * @param text the message, any bytes
     * @param receivedNanos when it was received, as {@link System#nanoTime()}
     * @param device the device whose channel it is
     * @return the actuation, or null if it is not a valid one
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

    /**
     * Returns the account and id that a body's content names beside a key. Parses the body again, because few callers need them.
     *
     * @param body a body that was read before
     * @return null if the content does not name both
     */
    public static Target.@Nullable ByAccount namedIn(Inbound.Body body) {
        return BodyFields.named(body.json());
    }
}
