package org.oisp.gateway.protocol;

import java.util.Set;

/** The fixed replies, byte for byte (PROTOCOL.md, "Messages to the server"). */
public enum Reply implements Outbound {
    /** The device is registered, and its binding row is written. */
    REGISTERED("{\"code\":200,\"content\":\"Record in database update for device\"}"),
    /** The same, for a device that asked for {@link DeviceFeature#ACK}. */
    REGISTERED_ACK("{\"code\":200,\"content\":\"Record in database update for device\",\"features\":[\"ack\"]}"),
    /** The same, for a device that asked for {@link DeviceFeature#RENEW}. */
    REGISTERED_RENEW("{\"code\":200,\"content\":\"Record in database update for device\",\"features\":[\"renew\"]}"),
    /** The same, for a device that asked for both. */
    REGISTERED_ACK_RENEW(
            "{\"code\":200,\"content\":\"Record in database update for device\",\"features\":[\"ack\",\"renew\"]}"),
    /** The answer to {@code {"type":"ping"}}. */
    PONG("{\"code\":202,\"content\":\"PONG\"}"),
    /** The message could not be parsed. */
    WRONG_FORMAT("{\"code\":401,\"content\":\"Wrong message format\"}"),
    /** The token is not valid for this device. */
    INVALID_TOKEN("{\"code\":401,\"content\":\"Invalid device token for device\"}"),
    /** The device is unknown, the registration failed in the gateway or a neighbour, or the connection holds too many devices. */
    UNAVAILABLE("{\"code\":500,\"content\":\"Internal server error, unable to set authorization data for device\"}");

    // ByteSlice is immutable by contract (no code writes to its array), which Error Prone cannot see.
    @SuppressWarnings("ImmutableEnumChecker")
    private final ByteSlice json;

    Reply(String json) {
        this.json = ByteSlice.ofText(json);
    }

    /**
     * Returns the answer to a registration.
     *
     * @param features what was granted
     */
    public static Reply registered(Set<DeviceFeature> features) {
        if (features.isEmpty()) {
            return REGISTERED;
        }
        if (!features.contains(DeviceFeature.ACK)) {
            return REGISTERED_RENEW;
        }
        return features.contains(DeviceFeature.RENEW) ? REGISTERED_ACK_RENEW : REGISTERED_ACK;
    }

    /** Returns the message as JSON in UTF-8. */
    public ByteSlice json() {
        return json;
    }

    @Override
    public <R> R accept(OutboundHandler<R> outboundHandler) {
        return outboundHandler.reply(this);
    }
}
