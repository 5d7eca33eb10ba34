package org.oisp.gateway.server.config.setting;

/** The gateway's own settings. Each is an environment variable with a default. */
public enum Setting {
    /** Device port. */
    PORT("5000", "port for devices and senders; 0 takes a free one"),
    /** Management port. */
    MANAGEMENT_PORT("5001", "port for operators: their page and API, health, metrics; 0 takes a free one"),
    /** Management address. */
    MANAGEMENT_HOST("127.0.0.1", "address that the management port listens on"),
    /** Idle timeout of management connections. */
    MANAGEMENT_IDLE_TIMEOUT("60s", "time without a request after which a connection to the management port is closed"),
    /** Management request timeout. */
    MANAGEMENT_REQUEST_TIMEOUT(
            "10s", "time for a request to the management port to come in, its body included; then 408"),
    /** Management connections. */
    MANAGEMENT_CONNECTIONS(
            "256", "connections to the management port; for one more the one that is least in use is closed"),
    /** Management connections of an address. */
    MANAGEMENT_CONNECTIONS_PER_ADDRESS(
            "128", "connections of those that one address may have, or one IPv6 network of 64 bits"),
    /** Management password. */
    MANAGEMENT_PASSWORD(
            "",
            "password of the API on the management port, for the user `operator`; without it there is none but on loopback",
            true),
    /** Log level. */
    LOG_LEVEL("info", "`error`, `warn`, `info`, `debug` or `trace`"),
    /** Log format. */
    LOG_FORMAT("text", "`text`, or `json`: a JSON object a line"),
    /** Traces: collector. */
    TRACING_ENDPOINT(
            "",
            "OTLP/HTTP address that traces of actuations are sent to, such as `http://collector:4318`; none without it"),
    /** Traces: sampling. */
    TRACING_SAMPLING(
            "0.01", "share of the actuations that are followed, from 0 to 1, beside those whose `traceparent` says so"),
    /** Traces: queue. */
    TRACING_SPANS("2048", "spans that may wait for the collector; more are lost"),
    /** Database: URL with all parts. */
    DATABASE_URL(
            "",
            "`postgresql://user:password@host:port/name`, instead of the five below; password and port may be left out",
            true),
    /** Database: host. */
    DATABASE_HOST("", "host of the PostgreSQL with the dashboard's schema"),
    /** Database: port. */
    DATABASE_PORT("5432", "its port"),
    /** Database: name. */
    DATABASE_NAME("", "the database's name there"),
    /** Database: user. */
    DATABASE_USER("", "our user name there"),
    /** Database: password. */
    DATABASE_PASSWORD("", "our password there", true),
    /** Replicas: addresses. */
    DATABASE_REPLICAS("", "`host:port,host:port`: replicas to look devices up at; the port may be left out"),
    /** Replicas: user. */
    DATABASE_REPLICA_USER("", "our user name at the replicas, if it is another"),
    /** Replicas: password. */
    DATABASE_REPLICA_PASSWORD("", "our password at the replicas, if it is another", true),
    /** Replicas: timeout. */
    REPLICA_TIMEOUT("500ms", "time for a batch at a replica; then the primary is asked"),
    /** Replicas: retry. */
    REPLICA_RETRY("5s", "how often a replica that failed is tried again"),
    /** Senders: user name. */
    SENDER_USERNAME("", "the user name that senders of actuations have to offer"),
    /** Senders: password. */
    SENDER_PASSWORD("", "the password that senders of actuations have to offer", true),
    /** Redis: host. */
    REDIS_HOST("", "host of Redis; none is used without it"),
    /** Redis: port. */
    REDIS_PORT("6379", "its port"),
    /** Redis: user. */
    REDIS_USERNAME("", "our user name there, if it is not the default user"),
    /** Redis: password. */
    REDIS_PASSWORD("", "our password there", true),
    /** Redis: timeout. */
    REDIS_TIMEOUT("2s", "time for connecting to Redis, and for a command"),
    /** Redis: TLS. */
    REDIS_TLS("off", "`on`: Redis is spoken to over TLS, and its certificate has to name the host"),
    /** Redis: authorities. */
    REDIS_CA("", "file with the authorities that its certificate is believed by, PEM; else those that Java knows"),
    /** Redis: needed for readiness. */
    REDIS_REQUIRED("off", "`on`: while Redis is away the gateway is not ready (503), instead of degraded (200)"),
    /** Redis: channel prefix. */
    REDIS_PREFIX(
            "oisp-gateway",
            "what the names of the gateways' own channels begin with; the same for all that work together"),
    /** Redis: ping interval. */
    REDIS_PING_INTERVAL("5s", "how often it is looked whether Redis answers"),
    /** Redis: ping timeout. */
    REDIS_PING_GRACE("5s", "time for that answer; then both connections are made anew"),
    /** Redis: reconnect delay. */
    REDIS_RETRY("500ms", "how soon Redis is tried again"),
    /** Redis: batch. */
    REDIS_BATCH("1000", "devices that are subscribed to, left or announced at once"),
    /** Signatures: secret. */
    CLUSTER_SECRET(
            "",
            "what instances sign with that they say to each other over Redis, the same for all, 32 characters or more; else one that they share at the database",
            true),
    /** Signatures: unsigned messages. */
    CLUSTER_UNSIGNED(
            "auto",
            "whether what is not signed with it is believed: `accept`, `refuse`, or `auto`: while an instance that is alive was not heard to sign"),
    /** Signatures: leeway. */
    CLUSTER_LEEWAY("1m", "how far what an instance says may be from the database's clock; what is further is refused"),
    /** Ownership: announcement timeout. */
    ANNOUNCE_TIMEOUT("1s", "time for the other instances to know of a device; then it has its answer all the same"),
    /** Stream: key. */
    REDIS_EVENTS("", "key of a stream that says which devices connect and disconnect; none is written without it"),
    /** Stream: length. */
    REDIS_EVENTS_LENGTH("100000", "entries of that stream that Redis keeps, about"),
    /** Stream: queue. */
    REDIS_EVENTS_WAITING("10000", "entries that may wait for Redis; past it the oldest are lost"),
    /** Presence: timeout. */
    PRESENCE_TIMEOUT("1s", "time for the other instances to say which devices they have; who is late is named"),
    /** Presence: concurrent queries. */
    PRESENCE_REQUESTS("16", "requests to `/api/devices` under way at once; more are answered 503"),
    /** Journal: size. */
    JOURNAL_ENTRIES(
            "30000",
            "entries of connections that the journal keeps, and as many of lost actuations; about 250 bytes each"),
    /** Viewers: number. */
    LIVE_VIEWERS(
            "32",
            "viewers of `/api/live` at once; more are answered 503, but whoever shows the password gets the place of another"),
    /** Viewers: number per address. */
    LIVE_VIEWERS_PER_ADDRESS(
            "16", "viewers of those that one address may have without a password, or one IPv6 network of 64 bits"),
    /** Viewers: read timeout. */
    LIVE_PATIENCE("10s", "time in which a viewer has to read what it was sent; then it is cut"),
    /** Forwarding: messages. */
    FORWARD_MESSAGES("10000", "actuations on their way to other instances; more are lost"),
    /** Forwarding: bytes. */
    FORWARD_BYTES("33554432", "bytes that those may have together; more are lost"),
    /** Routes: cache size. */
    REMEMBERED_ROUTES("100000", "devices of other instances whose account and id are remembered by their `deviceUID`"),
    /** Routes: refresh. */
    ROUTE_REFRESH("10m", "age at which those are looked up again, and used until they are"),
    /** Routes: cached misses. */
    ROUTE_PAUSE("5s", "how long it is believed that there is no such device, and which devices have an id"),
    /** Kafka: brokers. */
    KAFKA_SERVERS("", "`host:port,host:port`: Kafka brokers to send the heartbeat to; there is none without them"),
    /** Kafka: topic. */
    KAFKA_TOPIC("heartbeat", "topic of the heartbeat"),
    /** Kafka: heartbeat interval. */
    KAFKA_INTERVAL("5s", "from one heartbeat to the next"),
    /** Keycloak: address. */
    KEYCLOAK_URL(
            "", "Keycloak's address, such as `https://keycloak.example/auth`, to take the tokens of one of its realms"),
    /** Keycloak: realm. */
    KEYCLOAK_REALM("", "the realm"),
    /** Keycloak: discovery document. */
    KEYCLOAK_DISCOVERY_URL("", "instead of the two above, the discovery document of any OpenID Connect provider"),
    /** Keycloak: issuer. */
    KEYCLOAK_ISSUER("", "what a token's `iss` has to be, if it is not the realm's address or what the document says"),
    /** Keycloak: audience. */
    KEYCLOAK_AUDIENCE("websocket-server", "what a token's `aud` has to hold"),
    /** Keys: refresh. */
    KEYCLOAK_REFRESH("5m", "how often the keys are fetched"),
    /** Keys: retry. */
    KEYCLOAK_RETRY("10s", "how soon again after a fetch that failed; the keys that are known stay in use"),
    /** Keys: unknown key. */
    KEYCLOAK_UNKNOWN_KEY_PAUSE(
            "1m", "a token with an unknown `kid` has the keys fetched at once, if none has for so long"),
    /** Keys: timeout. */
    KEYCLOAK_TIMEOUT("2s", "time for a fetch in all"),
    /** Keys: document size. */
    KEYCLOAK_MAX_BYTES("262144", "longest document that is read"),
    /** Keys: number. */
    KEYCLOAK_MAX_KEYS("100", "most keys that it may hold"),
    /** Public key of tokens. */
    PUBLIC_KEY(
            "keys/public.pem",
            "file with the RSA public key that device tokens are signed with, PEM; with Keycloak it may be missing"),
    /** Address in the binding row. */
    ADVERTISED_SERVER(
            "<hostname>.websocket-server:<port>",
            "host:port of this instance in the binding row; the dashboard connects there to send an actuation"),
    /** Connections. */
    MAX_CONNECTIONS("100000", "sockets open on the device port; more are answered 503"),
    /** Connections per address. */
    MAX_CONNECTIONS_PER_ADDRESS(
            "0",
            "sockets that one address may have open, or one IPv6 network of 64 bits; more are answered 429; 0 for no such bound"),
    /** Devices per connection. */
    MAX_DEVICES_PER_CONNECTION("256", "devices that one connection may hold; more are answered 500"),
    /** TLS: certificate file. */
    TLS_CERTIFICATE("", "file with the device port's certificate and its chain, PEM; TLS is on if it is set"),
    /** TLS: key file. */
    TLS_KEY("", "file with the private key of that certificate, PEM, without a passphrase"),
    /** TLS: authorities. */
    TLS_CLIENT_CA(
            "", "file with the authorities that sign devices' certificates, PEM; if it is set, devices may have one"),
    /** TLS: device certificates. */
    TLS_CLIENT_CERTIFICATE("optional", "whether devices have to have a certificate: `optional` or `required`"),
    /** TLS: device id. */
    TLS_CLIENT_NAME("cn", "names in it that are device ids: `cn`, or its alternative names `dns`, `uri` or `email`"),
    /** TLS: plain peers. */
    TLS_PLAIN_PEERS("", "addresses and ranges that may speak without TLS as well, such as the dashboard's"),
    /** TLS: file check. */
    TLS_RENEWAL_INTERVAL("10s", "how often the files of TLS are looked at; a change is for new connections"),
    /** PROXY headers. */
    PROXY_PROTOCOL("off", "`on`: connections of the trusted proxies begin with a PROXY header, version 1 or 2"),
    /** Trusted proxies. */
    TRUSTED_PROXIES(
            "",
            "proxies whose PROXY header and `X-Forwarded-For` are believed: addresses and ranges such as `10.0.0.0/8, fd00::1`"),
    /** Address limit: wrong tokens. */
    ADDRESS_WRONG_TOKENS("3000", "wrong tokens a minute of an address; past it the address is limited; 0 for no bound"),
    /** Address limit: wrong credentials. */
    ADDRESS_WRONG_CREDENTIALS("3000", "actuations a minute with wrong credentials; likewise"),
    /** Address limit: abandoned connections. */
    ADDRESS_ABANDONED_CONNECTIONS("3000", "connections a minute that end before they sent a message; likewise"),
    /** Address limit: slow handshakes. */
    ADDRESS_SLOW_HANDSHAKES("1000", "handshakes a minute that are not done in time; likewise"),
    /** Address limit: failed TLS handshakes. */
    ADDRESS_FAILED_TLS("3000", "TLS handshakes a minute that fail; likewise"),
    /** Address limit: malformed messages. */
    ADDRESS_MALFORMED_MESSAGES("3000", "messages or frames a minute that cannot be understood; likewise"),
    /** Address limit: unregistered. */
    ADDRESS_UNREGISTERED(
            "3000",
            "looks a minute, one each `GATEWAY_PING_INTERVAL`, at connections that stay without a device; past it those are closed with 1008, and the address is limited"),
    /** Address limit: floods. */
    ADDRESS_FLOODS("100", "connections a minute that are closed for a flood; past it the address is limited"),
    /** Connection limit: pings. */
    CONNECTION_PINGS(
            "3000",
            "pings, pongs and messages of no known type a minute on a connection; past it the connection is read more slowly"),
    /** Connection limit: fragments. */
    CONNECTION_SMALL_FRAGMENTS("60000", "fragments of under 64 bytes a minute on a connection; likewise"),
    /** Connection limit: credentials. */
    CONNECTION_WRONG_CREDENTIALS("600", "actuations a minute with wrong credentials on a connection; likewise"),
    /** Connection limit: time. */
    FLOOD_TIME("10s", "how long a connection is read more slowly that does one of those too often; then close 1008"),
    /** Handshakes of limited addresses. */
    LIMITED_HANDSHAKES("100", "handshakes a second that a limited address is answered; more wait, then 429"),
    /** Ban of an address. */
    BAN_TIME("1m", "how long connections of an address are not accepted that misbehaves on while it is limited"),
    /** Remembered addresses. */
    REMEMBERED_ADDRESSES("10000", "addresses that have misbehaved and are remembered"),
    /** Addresses without limits. */
    EXEMPT_ADDRESSES("", "addresses and ranges that are never limited; trusted proxies are not either"),
    /** Frame length. */
    MAX_FRAME_BYTES("65536", "longest frame; a longer one is closed with 1009"),
    /** Message length. */
    MAX_MESSAGE_BYTES("1048576", "longest message, its fragments together; a longer one is closed with 1009"),
    /** Time for a message. */
    MESSAGE_TIMEOUT("30s", "time for a message from its first byte to its last; then close 1008"),
    /** Memory of all peers. */
    MEMORY_SHARE(
            "0.4",
            "share of the heap, or of direct memory if that is less, that peers may make the gateway hold together; past it those that hold most are cut"),
    /** Memory of strangers. */
    UNREGISTERED_MEMORY_SHARE(
            "0.1",
            "part of that share of the heap for connections that have neither registered a device nor sent a good actuation"),
    /** Handshake timeout. */
    HANDSHAKE_TIMEOUT("10s", "time for a handshake; then 408"),
    /** First message timeout. */
    FIRST_MESSAGE_TIMEOUT("30s", "time to register or to send a first message; then close 1008"),
    /** Ping interval. */
    PING_INTERVAL("20s", "silence after which a peer is pinged"),
    /** Pong timeout. */
    PING_GRACE("10s", "silence after a ping after which the connection is dropped"),
    /** Close timeout. */
    CLOSE_TIMEOUT("5s", "time for a peer to close its side after a close frame, or after a last answer of HTTP"),
    /** Timeout of bytes that the peer does not acknowledge. */
    UNACKNOWLEDGED_TIMEOUT(
            "10s",
            "time for which the kernel waits for a peer to acknowledge bytes, or to take more of them, before the connection is reset; 0 for the kernel's own, some 15 minutes (Linux)"),
    /** Mailbox: messages. */
    MAILBOX_MESSAGES("4096", "actuations that may wait for one device; past it the device is dropped"),
    /** Mailbox: bytes. */
    MAILBOX_BYTES("2097152", "bytes that may wait for one device; past it the device is dropped"),
    /** Mailbox: timeout of slow devices. */
    SLOW_DEVICE_TIMEOUT(
            "5s", "time for which a device whose mailbox is full may take nothing out of it; then it is dropped"),
    /** Receipts: actuations that wait. */
    RECEIPTS(
            "20000",
            "actuations whose senders may wait for the outcome at once; of more the outcome is `too_many_receipts`"),
    /** Receipts: actuations of a connection that wait. */
    CONNECTION_RECEIPTS("5000", "those of one connection"),
    /** Receipts: actuations of the API that are remembered. */
    ACTUATION_RECORDS(
            "10000",
            "actuations posted to `/api/actuations` that are remembered, until ten minutes after their outcome; about 500 bytes each"),
    /** Reconnect hold: time. */
    RECONNECT_HOLD(
            "3s",
            "how long an actuation waits for a device that left an instance in the last minute and is not back; 0 for never"),
    /** Reconnect hold: messages. */
    RECONNECT_HOLD_MESSAGES("10000", "actuations that may wait so; of more the outcome is `not_connected` at once"),
    /** Reconnect hold: bytes. */
    RECONNECT_HOLD_BYTES("33554432", "bytes that those may have together"),
    /** Registration timeout. */
    REGISTRATION_TIMEOUT("2500ms", "time for a registration; then 500"),
    /** Limit of registrations under way. */
    MAX_REGISTRATIONS("20000", "registrations under way; more are answered 500"),
    /** Admission: wait. */
    ADMISSION_WAIT(
            "20s",
            "time that a connection may wait to be read while too many come at once, then 503; and that a registration may wait to be worked on, then 500"),
    /** Admission: loop lag. */
    ADMISSION_LAG(
            "20ms",
            "how late the event loops may be, or three times as late as they are without newcomers, before fewer are let in"),
    /** Registration batch size. */
    REGISTRATION_BATCH("500", "registrations that one statement takes at most"),
    /** Tokens: cache size. */
    REMEMBERED_TOKENS("100000", "good tokens that are remembered, so that a reconnect costs no signature"),
    /** Tokens: clock leeway. */
    TOKEN_LEEWAY("0s", "how long before its `nbf` a token is good already, where clocks differ; `exp` has none"),
    /** Tokens that end while their device is connected. */
    EXPIRED_TOKENS(
            "keep",
            "what becomes of a connection whose device's token ends: `keep`, as the original does, or `close` (1008). A device that opted in is told a minute before"),
    /** Database query timeout. */
    QUERY_TIMEOUT("2s", "time for a batch at the database, and for connecting to it"),
    /** Database lock timeout. */
    LOCK_TIMEOUT(
            "100ms",
            "how much of that, a quarter at most, a batch waits for a row that another session has locked; past it only its device waits on"),
    /** Lease: renewal interval. */
    LEASE_INTERVAL("5s", "how often an instance says in `gateway.instances` that it is alive"),
    /** Lease: duration. */
    LEASE_DURATION("15s", "silence after which an instance is dead, and another clears its binding rows"),
    /** Self-probe: interval. */
    SELF_PROBE_INTERVAL("10s", "how often the gateway sends itself an actuation over its own port; `0s` for never"),
    /** Self-probe: timeout. */
    SELF_PROBE_TIMEOUT("5s", "time for that, from connecting on; past it the gateway is not ready (503)"),
    /** Drain: grace. */
    DRAIN_GRACE(
            "5s",
            "how long a gateway that is to stop keeps its sessions, so that balancers see it is not ready; `0s` for not at all"),
    /** Drain: rate. */
    DRAIN_RATE("1000", "sessions that are closed each second then; more if there are too many for the time"),
    /** Drain: timeout. */
    DRAIN_TIMEOUT("25s", "time for all of that, and for clearing rows and lease");

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
