package org.oisp.gateway.protocol;

/** The fixed answers, byte for byte (PROTOCOL.md, "Messages to the server"). */
public enum Reply implements Outbound {
    /** The device is registered, and its binding row is written. */
    REGISTERED("{\"code\":200,\"content\":\"Record in database update for device\"}"),
    /** The answer to {@code {"type":"ping"}}. */
    PONG("{\"code\":202,\"content\":\"PONG\"}"),
    /** The message could not be understood. */
    WRONG_FORMAT("{\"code\":401,\"content\":\"Wrong message format\"}"),
    /** The token is not a good one for this device. */
    INVALID_TOKEN("{\"code\":401,\"content\":\"Invalid device token for device\"}"),
    /** There is no such device, or the database could not say. */
    UNAVAILABLE("{\"code\":500,\"content\":\"Internal server error, unable to set authorization data for device\"}");

    // Nobody writes to a slice's array: ByteSlice is immutable by contract, which Error Prone cannot see.
    @SuppressWarnings("ImmutableEnumChecker")
    private final ByteSlice json;

    Reply(String json) {
        this.json = ByteSlice.ofText(json);
    }

    /**
     * The message.
     *
     * @return its bytes, JSON in UTF-8
     */
    public ByteSlice json() {
        return json;
    }

    @Override
    public <R> R accept(OutboundHandler<R> outboundHandler) {
        return outboundHandler.reply(this);
    }
}
