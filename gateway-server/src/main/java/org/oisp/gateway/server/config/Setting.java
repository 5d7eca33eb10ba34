package org.oisp.gateway.server.config;

/** The gateway's own settings: each an environment variable with a default. */
public enum Setting {
    /** Device port. */
    PORT("5000", "port for devices and senders; 0 takes a free one"),
    /** Management port. */
    MANAGEMENT_PORT("5001", "port for health and metrics; 0 takes a free one"),
    /** Management address. */
    MANAGEMENT_HOST("127.0.0.1", "address that the management port listens on"),
    /** Management connections. */
    MANAGEMENT_IDLE_TIMEOUT("60s", "time without a request after which a connection to the management port is closed"),
    /** Key file. */
    PUBLIC_KEY("keys/public.pem", "file with the RSA public key that device tokens are signed with, PEM"),
    /** Our address in the binding row. */
    ADVERTISED_SERVER(
            "<hostname>.websocket-server:<port>",
            "host:port of this instance in the binding row; the dashboard connects there to send an actuation"),
    /** Sockets. */
    MAX_CONNECTIONS("100000", "sockets open on the device port; more are answered 503"),
    /** Devices a socket. */
    MAX_DEVICES_PER_CONNECTION("256", "devices that one connection may hold; more are answered 500"),
    /** Frame. */
    MAX_FRAME_BYTES("65536", "longest frame; a longer one is closed with 1009"),
    /** Message. */
    MAX_MESSAGE_BYTES("1048576", "longest message, its fragments together; a longer one is closed with 1009"),
    /** Handshake. */
    HANDSHAKE_TIMEOUT("10s", "time for a handshake; then 408"),
    /** First message. */
    FIRST_MESSAGE_TIMEOUT("30s", "time to register or to send a first message; then close 1008"),
    /** Ping. */
    PING_INTERVAL("20s", "silence after which a peer is pinged"),
    /** Pong. */
    PING_GRACE("10s", "silence after a ping after which the connection is dropped"),
    /** Close. */
    CLOSE_TIMEOUT("5s", "time for a peer to close its side after a close frame"),
    /** Mailbox, messages. */
    MAILBOX_MESSAGES("4096", "actuations that may wait for one device; past it the device is dropped"),
    /** Mailbox, bytes. */
    MAILBOX_BYTES("2097152", "bytes that may wait for one device; past it the device is dropped"),
    /** Registration. */
    REGISTRATION_TIMEOUT("2500ms", "time for a registration; then 500"),
    /** Registrations. */
    MAX_REGISTRATIONS("20000", "registrations under way; more are answered 500"),
    /** Batch. */
    REGISTRATION_BATCH("500", "registrations that one statement takes at most"),
    /** Tokens. */
    REMEMBERED_TOKENS("100000", "good tokens that are remembered, so that a reconnect costs no signature"),
    /** Query. */
    QUERY_TIMEOUT("2s", "time for a batch at the database, and for connecting to it");

    private final String defaultValue;
    private final String description;

    Setting(String defaultValue, String description) {
        this.defaultValue = defaultValue;
        this.description = description;
    }

    /**
     * The environment variable.
     *
     * @return its name
     */
    public String variable() {
        return "GATEWAY_" + name();
    }

    /**
     * What holds when the variable is not set.
     *
     * @return the default, as one would write it
     */
    public String defaultValue() {
        return defaultValue;
    }

    /**
     * What it is for.
     *
     * @return a line without a full stop
     */
    public String description() {
        return description;
    }
}
