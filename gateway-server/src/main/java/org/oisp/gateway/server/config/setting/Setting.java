package org.oisp.gateway.server.config.setting;

/** The gateway's own settings. Each is an environment variable with a default. */
public enum Setting {
    /** Device port. */
    PORT("5000", "port for devices and senders; 0 takes a free one"),
    /** Management port. */
    MANAGEMENT_PORT("5001", "port for operators: page, API, health and metrics; 0 takes a free one"),
    /** Management address. */
    MANAGEMENT_HOST("127.0.0.1", "address that the management port listens on"),
    /** Idle timeout of management connections. */
    MANAGEMENT_IDLE_TIMEOUT("60s", "time without a request after which a connection to the management port is closed"),
    /** Management request timeout. */
    MANAGEMENT_REQUEST_TIMEOUT("10s", "time for a request to the management port to arrive, with its body; then 408"),
    /** Management connections. */
    MANAGEMENT_CONNECTIONS("256", "connections to the management port; for a further one the least active is closed"),
    /** Management connections of an address. */
    MANAGEMENT_CONNECTIONS_PER_ADDRESS(
            "128", "of those, connections of one address, or of one IPv6 network of 64 bits"),
    /** Management password. */
    MANAGEMENT_PASSWORD(
            "",
            "password of the API on the management port, for the user `operator`; without it the API is available on loopback only",
            true),
    /** Log level. */
    LOG_LEVEL("info", "`error`, `warn`, `info`, `debug` or `trace`"),
    /** Log format. */
    LOG_FORMAT("text", "`text`, or `json`: a JSON object a line"),
    /** Traces: collector. */
    TRACING_ENDPOINT(
            "", "OTLP/HTTP address for traces of actuations, such as `http://collector:4318`; no traces without it"),
    /** Traces: sampling. */
    TRACING_SAMPLING(
            "0.01",
            "share of the actuations that are traced, from 0 to 1, in addition to those whose `traceparent` is sampled"),
    /** Traces: queue. */
    TRACING_SPANS("2048", "spans that may wait for the collector; further ones are lost"),
    /** Database: URL with all parts. */
    DATABASE_URL(
            "",
            "`postgresql://user:password@host:port/name`, instead of the five below; password and port may be omitted",
            true),
    /** Database: host. */
    DATABASE_HOST("", "host of the PostgreSQL with the dashboard's schema"),
    /** Database: port. */
    DATABASE_PORT("5432", "its port"),
    /** Database: name. */
    DATABASE_NAME("", "name of the database"),
    /** Database: user. */
    DATABASE_USER("", "user name at the database"),
    /** Database: password. */
    DATABASE_PASSWORD("", "password there", true),
    /** Replicas: addresses. */
    DATABASE_REPLICAS("", "`host:port,host:port`: replicas for looking devices up; the port may be omitted"),
    /** Replicas: user. */
    DATABASE_REPLICA_USER("", "user name at the replicas, if different"),
    /** Replicas: password. */
    DATABASE_REPLICA_PASSWORD("", "password at the replicas, if different", true),
    /** Replicas: timeout. */
    REPLICA_TIMEOUT("500ms", "time for a batch at a replica; then the primary is used"),
    /** Replicas: retry. */
    REPLICA_RETRY("5s", "how often a failed replica is tried again"),
    /** Senders: user name. */
    SENDER_USERNAME("", "user name that senders of actuations must present"),
    /** Senders: password. */
    SENDER_PASSWORD("", "password that senders of actuations must present", true),
    /** Redis: host. */
    REDIS_HOST("", "host of Redis; without it no Redis is used"),
    /** Redis: port. */
    REDIS_PORT("6379", "its port"),
    /** Redis: user. */
    REDIS_USERNAME("", "user name at Redis, if not the default user"),
    /** Redis: password. */
    REDIS_PASSWORD("", "password there", true),
    /** Redis: timeout. */
    REDIS_TIMEOUT("2s", "time for connecting to Redis, and for a command"),
    /** Redis: TLS. */
    REDIS_TLS("off", "`on`: connect to Redis over TLS; its certificate must name the host"),
    /** Redis: authorities. */
    REDIS_CA("", "file with the authorities trusted for its certificate, PEM; else Java's own"),
    /** Redis: needed for readiness. */
    REDIS_REQUIRED("off", "`on`: while Redis is unavailable the gateway is not ready (503), instead of degraded (200)"),
    /** Redis: channel prefix. */
    REDIS_PREFIX("oisp-gateway", "prefix of the gateways' own channels; the same for all instances of a cluster"),
    /** Redis: ping interval. */
    REDIS_PING_INTERVAL("5s", "interval of the pings to Redis"),
    /** Redis: ping timeout. */
    REDIS_PING_GRACE("5s", "time for the reply to a ping; then both connections are reopened"),
    /** Redis: reconnect delay. */
    REDIS_RETRY("500ms", "delay before reconnecting to Redis"),
    /** Redis: batch. */
    REDIS_BATCH("1000", "devices subscribed, unsubscribed or announced in one batch"),
    /** Signatures: secret. */
    CLUSTER_SECRET(
            "",
            "secret that signs messages between instances over Redis, the same for all, at least 32 characters; else a secret shared through the database",
            true),
    /** Signatures: unsigned messages. */
    CLUSTER_UNSIGNED(
            "auto",
            "whether unsigned messages are trusted: `accept`, `refuse`, or `auto`: as long as a live instance has not been seen to sign"),
    /** Signatures: leeway. */
    CLUSTER_LEEWAY(
            "1m", "maximum difference between a message's time and the database's clock; other messages are refused"),
    /** Ownership: announcement timeout. */
    ANNOUNCE_TIMEOUT("1s", "time for announcing a device to the other instances; then it is answered anyway"),
    /** Stream: key. */
    REDIS_EVENTS("", "key of a stream of connects and disconnects; without it none is written"),
    /** Stream: length. */
    REDIS_EVENTS_LENGTH("100000", "approximate number of entries that Redis keeps in that stream"),
    /** Stream: queue. */
    REDIS_EVENTS_WAITING("10000", "entries that may wait for Redis; beyond that the oldest are lost"),
    /** Presence: timeout. */
    PRESENCE_TIMEOUT("1s", "time for the other instances to list their devices; late instances are named"),
    /** Presence: concurrent queries. */
    PRESENCE_REQUESTS(
            "16",
            "concurrent requests to `/api/devices`, and as many to `/api/actuations`; further ones are answered 503"),
    /** Journal: size. */
    JOURNAL_ENTRIES(
            "30000",
            "entries of connections that the journal keeps, and as many of lost actuations; about 250 bytes each"),
    /** Viewers: number. */
    LIVE_VIEWERS(
            "32",
            "concurrent viewers of `/api/live`; further ones are answered 503, but a viewer with the password replaces one without"),
    /** Viewers: number per address. */
    LIVE_VIEWERS_PER_ADDRESS(
            "16", "of those, viewers without the password of one address, or of one IPv6 network of 64 bits"),
    /** Viewers: read timeout. */
    LIVE_PATIENCE("10s", "time for a viewer to read what it was sent; then it is disconnected"),
    /** Forwarding: messages. */
    FORWARD_MESSAGES("10000", "actuations in flight to other instances; further ones are lost"),
    /** Forwarding: bytes. */
    FORWARD_BYTES("33554432", "bytes of those; further ones are lost"),
    /** Routes: cache size. */
    REMEMBERED_ROUTES("100000", "cached addresses, by `deviceUID`, of devices at other instances"),
    /** Routes: refresh. */
    ROUTE_REFRESH("10m", "age at which those are refreshed; the old value is used until then"),
    /** Routes: cached misses. */
    ROUTE_PAUSE("5s", "how long it is cached that a device is unknown, and which devices share an id"),
    /** Kafka: brokers. */
    KAFKA_SERVERS("", "`host:port,host:port`: Kafka brokers for the heartbeat; without them none is sent"),
    /** Kafka: topic. */
    KAFKA_TOPIC("heartbeat", "topic of the heartbeat"),
    /** Kafka: heartbeat interval. */
    KAFKA_INTERVAL("5s", "interval of the heartbeat"),
    /** Keycloak: address. */
    KEYCLOAK_URL(
            "", "Keycloak's address, such as `https://keycloak.example/auth`, to accept tokens of one of its realms"),
    /** Keycloak: realm. */
    KEYCLOAK_REALM("", "the realm"),
    /** Keycloak: discovery document. */
    KEYCLOAK_DISCOVERY_URL("", "instead of the two above, the discovery document of any OpenID Connect provider"),
    /** Keycloak: issuer. */
    KEYCLOAK_ISSUER("", "required `iss` of tokens, if not the realm's address or the document's issuer"),
    /** Keycloak: audience. */
    KEYCLOAK_AUDIENCE("websocket-server", "required value in a token's `aud`"),
    /** Keys: refresh. */
    KEYCLOAK_REFRESH("5m", "how often the keys are fetched"),
    /** Keys: retry. */
    KEYCLOAK_RETRY("10s", "delay after a failed fetch; known keys stay in use"),
    /** Keys: unknown key. */
    KEYCLOAK_UNKNOWN_KEY_PAUSE("1m", "minimum time between fetches triggered by tokens with an unknown `kid`"),
    /** Keys: timeout. */
    KEYCLOAK_TIMEOUT("2s", "time for a fetch in all"),
    /** Keys: document size. */
    KEYCLOAK_MAX_BYTES("262144", "maximum size of the document"),
    /** Keys: number. */
    KEYCLOAK_MAX_KEYS("100", "maximum number of keys in it"),
    /** Public key of tokens. */
    PUBLIC_KEY(
            "keys/public.pem",
            "file with the RSA public key that device tokens are signed with, PEM; optional with Keycloak"),
    /** Address in the binding row. */
    ADVERTISED_SERVER(
            "<hostname>.websocket-server:<port>",
            "host:port of this instance in the binding row; the dashboard connects there to send an actuation"),
    /** Connections. */
    MAX_CONNECTIONS("100000", "open sockets on the device port; further ones are answered 503"),
    /** Connections per address. */
    MAX_CONNECTIONS_PER_ADDRESS(
            "0",
            "open sockets of one address, or of one IPv6 network of 64 bits; further ones are answered 429; 0 for no limit"),
    /** Devices per connection. */
    MAX_DEVICES_PER_CONNECTION("256", "devices per connection; further ones are answered 500"),
    /** TLS: certificate file. */
    TLS_CERTIFICATE("", "file with the device port's certificate and its chain, PEM; TLS is on if it is set"),
    /** TLS: key file. */
    TLS_KEY("", "file with the private key of that certificate, PEM, without a passphrase"),
    /** TLS: authorities. */
    TLS_CLIENT_CA(
            "", "file with the authorities that sign devices' certificates, PEM; if set, devices may present one"),
    /** TLS: device certificates. */
    TLS_CLIENT_CERTIFICATE("optional", "whether devices must present a certificate: `optional` or `required`"),
    /** TLS: device id. */
    TLS_CLIENT_NAME("cn", "names in it that are device ids: `cn`, or its alternative names `dns`, `uri` or `email`"),
    /** TLS: plain peers. */
    TLS_PLAIN_PEERS("", "addresses and ranges that may also connect without TLS, such as the dashboard's"),
    /** TLS: file check. */
    TLS_RENEWAL_INTERVAL("10s", "how often the TLS files are checked for changes, which apply to new connections"),
    /** PROXY headers. */
    PROXY_PROTOCOL("off", "`on`: connections of the trusted proxies begin with a PROXY header, version 1 or 2"),
    /** Trusted proxies. */
    TRUSTED_PROXIES(
            "",
            "proxies whose PROXY header and `X-Forwarded-For` are trusted: addresses and ranges such as `10.0.0.0/8, fd00::1`"),
    /** Address limit: wrong tokens. */
    ADDRESS_WRONG_TOKENS(
            "3000", "wrong tokens a minute per address; beyond that the address is limited; 0 for no limit"),
    /** Address limit: wrong credentials. */
    ADDRESS_WRONG_CREDENTIALS("3000", "actuations a minute with wrong credentials; likewise"),
    /** Address limit: abandoned connections. */
    ADDRESS_ABANDONED_CONNECTIONS("3000", "connections a minute that end before they sent a message; likewise"),
    /** Address limit: slow handshakes. */
    ADDRESS_SLOW_HANDSHAKES("1000", "handshakes a minute that time out; likewise"),
    /** Address limit: failed TLS handshakes. */
    ADDRESS_FAILED_TLS("3000", "TLS handshakes a minute that fail; likewise"),
    /** Address limit: malformed messages. */
    ADDRESS_MALFORMED_MESSAGES("3000", "malformed messages or frames a minute; likewise"),
    /** Address limit: unregistered. */
    ADDRESS_UNREGISTERED(
            "3000",
            "findings a minute, one each `GATEWAY_PING_INTERVAL`, of a connection without a device; beyond that those are closed with 1008, and the address is limited"),
    /** Address limit: floods. */
    ADDRESS_FLOODS("100", "connections a minute that are closed for a flood; beyond that the address is limited"),
    /** Connection limit: pings. */
    CONNECTION_PINGS(
            "3000",
            "pings, pongs and messages of unknown type a minute on a connection; beyond that the connection is read more slowly"),
    /** Connection limit: fragments. */
    CONNECTION_SMALL_FRAGMENTS("60000", "fragments of under 64 bytes a minute on a connection; likewise"),
    /** Connection limit: credentials. */
    CONNECTION_WRONG_CREDENTIALS("600", "actuations a minute with wrong credentials on a connection; likewise"),
    /** Connection limit: time. */
    FLOOD_TIME("10s", "how long a connection that exceeds one of those is read more slowly; then close 1008"),
    /** Handshakes of limited addresses. */
    LIMITED_HANDSHAKES("100", "handshakes a second of a limited address; further ones wait, then 429"),
    /** Ban of an address. */
    BAN_TIME("1m", "how long an address is banned that continues to misbehave while it is limited"),
    /** Remembered addresses. */
    REMEMBERED_ADDRESSES("10000", "misbehaving addresses that are remembered"),
    /** Addresses without limits. */
    EXEMPT_ADDRESSES("", "addresses and ranges that are never limited, like trusted proxies"),
    /** Frame length. */
    MAX_FRAME_BYTES("65536", "longest frame; a longer one is closed with 1009"),
    /** Message length. */
    MAX_MESSAGE_BYTES("1048576", "longest message, its fragments together; a longer one is closed with 1009"),
    /** Time for a message. */
    MESSAGE_TIMEOUT("30s", "time for a message from its first byte to its last; then close 1008"),
    /** Memory of all peers. */
    MEMORY_SHARE(
            "0.4",
            "share of the heap, or of direct memory if that is less, that all peers may use together; beyond that those that use most are disconnected"),
    /** Memory of strangers. */
    UNREGISTERED_MEMORY_SHARE(
            "0.1",
            "part of that share for connections that have neither registered a device nor sent a valid actuation"),
    /** Handshake timeout. */
    HANDSHAKE_TIMEOUT("10s", "time for a handshake; then 408"),
    /** First message timeout. */
    FIRST_MESSAGE_TIMEOUT("30s", "time for the first message; then close 1008"),
    /** Ping interval. */
    PING_INTERVAL("20s", "silence after which a peer is pinged"),
    /** Pong timeout. */
    PING_GRACE("10s", "silence after a ping after which the connection is dropped"),
    /** Close timeout. */
    CLOSE_TIMEOUT("5s", "time for a peer to close its side after a close frame or the last HTTP response"),
    /** Mailbox: messages. */
    MAILBOX_MESSAGES("4096", "actuations that may wait for one device; beyond that the device is dropped"),
    /** Mailbox: bytes. */
    MAILBOX_BYTES("2097152", "bytes that may wait for one device; beyond that the device is dropped"),
    /** Mailbox: timeout of slow devices. */
    SLOW_DEVICE_TIMEOUT("5s", "time for a device with a full mailbox to read something; then it is dropped"),
    /** Registration timeout. */
    REGISTRATION_TIMEOUT("2500ms", "time for a registration; then 500"),
    /** Limit of registrations under way. */
    MAX_REGISTRATIONS("20000", "registrations in progress; further ones are answered 500"),
    /** Admission: wait. */
    ADMISSION_WAIT(
            "20s",
            "maximum wait while too many arrive at once: of a connection to be read, then 503; of a registration to be processed, then 500"),
    /** Admission: loop lag. */
    ADMISSION_LAG(
            "20ms",
            "event loop delay, or three times the delay without new connections, above which fewer are admitted"),
    /** Registration batch size. */
    REGISTRATION_BATCH("500", "maximum number of registrations in one statement"),
    /** Tokens: cache size. */
    REMEMBERED_TOKENS("100000", "valid tokens that are cached, so that a reconnect costs no signature check"),
    /** Tokens: clock leeway. */
    TOKEN_LEEWAY("0s", "clock skew allowed for a token's `nbf`; none for `exp`"),
    /** Database query timeout. */
    QUERY_TIMEOUT("2s", "time for a batch at the database, and for connecting to it"),
    /** Database lock timeout. */
    LOCK_TIMEOUT(
            "100ms",
            "of that, a quarter at most, how long a batch waits for a row locked by another session; after that only the row's device waits"),
    /** Lease: renewal interval. */
    LEASE_INTERVAL("5s", "how often an instance renews its lease in `gateway.instances`"),
    /** Lease: duration. */
    LEASE_DURATION(
            "15s", "time without a renewal after which an instance is dead, and another clears its binding rows"),
    /** Self-probe: interval. */
    SELF_PROBE_INTERVAL("10s", "interval of the self-test, an actuation to itself over its own port; `0s` for never"),
    /** Self-probe: timeout. */
    SELF_PROBE_TIMEOUT("5s", "time for the self-test, with connecting; after that the gateway is not ready (503)"),
    /** Drain: grace. */
    DRAIN_GRACE(
            "5s",
            "how long a stopping gateway keeps its sessions, so that load balancers see that it is not ready; `0s` for not at all"),
    /** Drain: rate. */
    DRAIN_RATE("1000", "sessions closed per second after that; more if there are too many for the time"),
    /** Drain: timeout. */
    DRAIN_TIMEOUT("25s", "time for all of that, and for clearing rows and releasing the lease");

    private final String defaultValue;
    private final String description;
    private final boolean secret;

    Setting(String defaultValue, String description) {
        this(defaultValue, description, false);
    }

    Setting(String defaultValue, String description, boolean secret) {
        this.defaultValue = defaultValue;
        this.description = description;
        this.secret = secret;
    }

    /**
     * Returns the environment variable.
     *
     * @return its name
     */
    public String variable() {
        return "GATEWAY_" + name();
    }

    /**
     * Returns the value that applies if the variable is not set.
     *
     * @return the default as an operator writes it; empty for none
     */
    public String defaultValue() {
        return defaultValue;
    }

    /**
     * Returns what the setting is for.
     *
     * @return a line without a full stop
     */
    public String description() {
        return description;
    }

    /**
     * Returns whether the value must not be shown. A secret may also be in a file that the variable with the suffix {@code _FILE}
     * names.
     *
     * @return whether it is a secret
     */
    public boolean secret() {
        return secret;
    }
}
