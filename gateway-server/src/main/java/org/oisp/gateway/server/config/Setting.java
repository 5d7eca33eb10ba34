package org.oisp.gateway.server.config;

/** The gateway's own settings: each an environment variable with a default. */
public enum Setting {
    /** Device port. */
    PORT("5000", "port for devices and senders; 0 takes a free one"),
    /** Management port. */
    MANAGEMENT_PORT("5001", "port for health and metrics; 0 takes a free one"),
    /** Management address. */
    MANAGEMENT_HOST("127.0.0.1", "address that the management port listens on"),
    /** Key file. */
    PUBLIC_KEY("keys/public.pem", "file with the RSA public key that device tokens are signed with, PEM"),
    /** Our address in the binding row. */
    ADVERTISED_SERVER(
            "<hostname>.websocket-server:<port>",
            "host:port of this instance in the binding row; the dashboard connects there to send an actuation"),
    /** Sockets. */
    MAX_CONNECTIONS("100000", "sockets open on the device port; more are answered 503"),
    /** Sockets an address. */
    MAX_CONNECTIONS_PER_ADDRESS(
            "0",
            "sockets that one address may have open, or one IPv6 network of 64 bits; more are answered 429; 0 for no such bound"),
    /** Devices a socket. */
    MAX_DEVICES_PER_CONNECTION("256", "devices that one connection may hold; more are answered 500"),
    /** Certificate file. */
    TLS_CERTIFICATE("<none>", "file with the device port's certificate and its chain, PEM; TLS is on if it is set"),
    /** Key file. */
    TLS_KEY("<none>", "file with the private key of that certificate, PEM, without a passphrase"),
    /** Authorities of clients. */
    TLS_CLIENT_CA(
            "<none>",
            "file with the authorities that sign devices' certificates, PEM; if it is set, devices may have one"),
    /** Whether clients need a certificate. */
    TLS_CLIENT_CERTIFICATE("optional", "whether devices have to have a certificate: `optional` or `required`"),
    /** Which name is the device's id. */
    TLS_CLIENT_NAME("cn", "names in it that are device ids: `cn`, or its alternative names `dns`, `uri` or `email`"),
    /** Who need not speak TLS. */
    TLS_PLAIN_PEERS("<none>", "addresses and ranges that may speak without TLS as well, such as the dashboard's"),
    /** New files. */
    TLS_RENEWAL_INTERVAL("10s", "how often the files of TLS are looked at; a change is for new connections"),
    /** PROXY headers. */
    PROXY_PROTOCOL("off", "`on`: connections of the trusted proxies begin with a PROXY header, version 1 or 2"),
    /** Who is believed. */
    TRUSTED_PROXIES(
            "<none>",
            "proxies whose PROXY header and `X-Forwarded-For` are believed: addresses and ranges such as `10.0.0.0/8, fd00::1`"),
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
