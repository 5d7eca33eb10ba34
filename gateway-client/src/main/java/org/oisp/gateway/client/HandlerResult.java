package org.oisp.gateway.client;

import org.jspecify.annotations.Nullable;

/**
 * What a device did with an actuation, as its sender is told.
 *
 * @param succeeded whether the device did it
 * @param detail words for the sender; null for none. The sender is told the first 1,024 characters (UTF-16 code units)
 */
public record HandlerResult(boolean succeeded, @Nullable String detail) {

    /** What the gateway reads of a detail. */
    private static final int MAX_DETAIL_LENGTH = 1_024;

    /** The device did it. */
    public static final HandlerResult SUCCEEDED = new HandlerResult(true, null);

    /**
     * Creates the result of a device that did it.
     *
     * @param detail words for the sender
     * @return the result
     */
    public static HandlerResult succeeded(String detail) {
        return new HandlerResult(true, detail);
    }

    /**
     * Creates the result of a device that could not do it.
     *
     * @param detail words for the sender
     * @return the result
     */
    public static HandlerResult failed(String detail) {
        return new HandlerResult(false, detail);
    }

    /** Returns the message to the gateway. */
    String message(String id) {
        return "{\"type\":\"ack\",\"id\":" + OutgoingText.quoted(id) + ",\"status\":\""
                + (succeeded ? "succeeded" : "failed") + "\""
                + (detail == null
                        ? ""
                        : ",\"detail\":" + OutgoingText.quoted(OutgoingText.shortened(detail, MAX_DETAIL_LENGTH)))
                + "}";
    }
}
