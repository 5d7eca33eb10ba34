package org.oisp.gateway.registry;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.telemetry.ExplainedTag;

/** Why the gateway ended a connection. Each is a meter's tag value, in lower case. */
public enum DropReason implements ExplainedTag {
    /** No data or pong arrived within the ping's grace. */
    SILENT_PEER(
            "It was silent for GATEWAY_PING_INTERVAL and did not answer a ping within GATEWAY_PING_GRACE.",
            "Check the device and its network."),
    /** The peer does not read: its mailbox is full, or its close frame could not be written in time. */
    SLOW_DEVICE(
            "It does not read: its mailbox was full, or a close frame could not be written to it.",
            "Check the device: its program or its network hangs."),
    /** No message arrived in time after the handshake. */
    NO_FIRST_MESSAGE(
            "It connected and sent nothing within GATEWAY_FIRST_MESSAGE_TIMEOUT.",
            "Its address shows who connects without registering."),
    /** A message could not be parsed. */
    MALFORMED_MESSAGE("It sent a malformed message.", "Fix the client: docs/PROTOCOL.md has the format."),
    /** A registration was refused. */
    REGISTRATION_REFUSED("A registration on this connection was refused.", "The refusal says why."),
    /** The peer broke a rule of RFC 6455. */
    PROTOCOL_ERROR(
            "It broke a rule of WebSocket (RFC 6455).", "Its client library is faulty, or a proxy changes frames."),
    /** A frame or a message exceeded its maximum length. */
    TOO_BIG(
            "It sent a frame or a message over GATEWAY_MAX_FRAME_BYTES or GATEWAY_MAX_MESSAGE_BYTES.",
            "Send smaller messages, or raise the limit."),
    /** A text was not valid UTF-8. */
    INVALID_TEXT("It sent a text that is not valid UTF-8.", "Fix the client."),
    /** The peer did something too often, and continued while it was read more slowly. */
    FLOOD(
            "It sent more pings, small fragments or wrong credentials than one connection may, and continued while it was read more slowly.",
            "An earlier log line names it. Fix the client, or raise GATEWAY_CONNECTION_PINGS, GATEWAY_CONNECTION_SMALL_FRAGMENTS or GATEWAY_CONNECTION_WRONG_CREDENTIALS."),
    /** The connection has no device, and its address has too many such connections. */
    UNREGISTERED(
            "It registered no device and sent no valid actuation, and its address has more such connections than GATEWAY_ADDRESS_UNREGISTERED allows.",
            "Its address shows who connects without registering."),
    /** A message was not complete in time. */
    SLOW_MESSAGE(
            "It did not complete a message within GATEWAY_MESSAGE_TIMEOUT.",
            "Check its network. If the network is that slow, raise the timeout."),
    /** Peers made the process hold too much memory, and this connection held the most. */
    MEMORY(
            "All peers together reached the limit of GATEWAY_MEMORY_SHARE, or unregistered peers that of GATEWAY_UNREGISTERED_MEMORY_SHARE, and this one used the most.",
            "Its address shows who it is. If it is a legitimate device, add memory or another instance."),
    /** The device has connected again. */
    TAKEN_OVER("The device connected again, and the newer connection replaced this one.", null),
    /** The device's token has ended, and {@code GATEWAY_EXPIRED_TOKENS} is {@code close}. */
    TOKEN_EXPIRED(
            "The device's token has expired, and GATEWAY_EXPIRED_TOKENS says that such connections are closed.",
            "The device must reconnect with a new token. Devices that register with the feature \"renew\" are told in advance."),
    /** The gateway is stopping. */
    SHUTDOWN("The gateway is stopping: the device connects to another instance.", null),
    /** A defect of the gateway; the log has its stack trace. */
    INTERNAL_ERROR("An internal error of the gateway.", "The log has the stack trace: report it.");

    private final String what;
    private final @Nullable String remedy;

    DropReason(String what, @Nullable String remedy) {
        this.what = what;
        this.remedy = remedy;
    }

    @Override
    public String what() {
        return what;
    }

    @Override
    public @Nullable String remedy() {
        return remedy;
    }

    /**
     * Returns the reason for a close code with which the gateway answers a frame.
     *
     * @param closeCode a code of RFC 6455, 7.4.1
     */
    public static DropReason of(int closeCode) {
        return switch (closeCode) {
            case 1007 -> INVALID_TEXT;
            case 1008 -> FLOOD;
            case 1009 -> TOO_BIG;
            default -> PROTOCOL_ERROR;
        };
    }
}
