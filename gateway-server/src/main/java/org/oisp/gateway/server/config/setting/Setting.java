package org.oisp.gateway.server.config.setting;

import java.util.Locale;
import org.oisp.gateway.server.config.kind.SettingKind;

/**
 * The gateway's own settings, group by group. Each is an environment variable; its kind, bounds, unit, default and sentence are in its
 * {@link SettingDeclaration}.
 */
public enum Setting {

    // Servers and credentials
    DATABASE_URL(ServerDeclarations.DATABASE_URL),
    DATABASE_HOST(ServerDeclarations.DATABASE_HOST),
    DATABASE_PORT(ServerDeclarations.DATABASE_PORT),
    DATABASE_NAME(ServerDeclarations.DATABASE_NAME),
    DATABASE_USER(ServerDeclarations.DATABASE_USER),
    DATABASE_PASSWORD(ServerDeclarations.DATABASE_PASSWORD),
    DATABASE_TARGET(ServerDeclarations.DATABASE_TARGET),
    DATABASE_TLS(ServerDeclarations.DATABASE_TLS),
    DATABASE_CA(ServerDeclarations.DATABASE_CA),
    DATABASE_CERTIFICATE(ServerDeclarations.DATABASE_CERTIFICATE),
    DATABASE_KEY(ServerDeclarations.DATABASE_KEY),
    DATABASE_CHANNEL_BINDING(ServerDeclarations.DATABASE_CHANNEL_BINDING),
    DATABASE_REPLICAS(ServerDeclarations.DATABASE_REPLICAS),
    DATABASE_REPLICA_USER(ServerDeclarations.DATABASE_REPLICA_USER),
    DATABASE_REPLICA_PASSWORD(ServerDeclarations.DATABASE_REPLICA_PASSWORD),
    DATABASE_REPLICA_TLS(ServerDeclarations.DATABASE_REPLICA_TLS),
    DATABASE_REPLICA_CA(ServerDeclarations.DATABASE_REPLICA_CA),
    REPLICA_TIMEOUT(ServerDeclarations.REPLICA_TIMEOUT),
    REPLICA_RETRY(ServerDeclarations.REPLICA_RETRY),
    SENDER_USERNAME(ServerDeclarations.SENDER_USERNAME),
    SENDER_PASSWORD(ServerDeclarations.SENDER_PASSWORD),
    REDIS_HOST(ServerDeclarations.REDIS_HOST),
    REDIS_PORT(ServerDeclarations.REDIS_PORT),
    REDIS_SENTINELS(ServerDeclarations.REDIS_SENTINELS),
    REDIS_MASTER(ServerDeclarations.REDIS_MASTER),
    REDIS_SENTINEL_USERNAME(ServerDeclarations.REDIS_SENTINEL_USERNAME),
    REDIS_SENTINEL_PASSWORD(ServerDeclarations.REDIS_SENTINEL_PASSWORD),
    REDIS_CLUSTER(ServerDeclarations.REDIS_CLUSTER),
    REDIS_USERNAME(ServerDeclarations.REDIS_USERNAME),
    REDIS_PASSWORD(ServerDeclarations.REDIS_PASSWORD),
    REDIS_TIMEOUT(ServerDeclarations.REDIS_TIMEOUT),
    KAFKA_SERVERS(ServerDeclarations.KAFKA_SERVERS),
    KAFKA_TOPIC(ServerDeclarations.KAFKA_TOPIC),
    KAFKA_INTERVAL(ServerDeclarations.KAFKA_INTERVAL),
    KEYCLOAK_URL(ServerDeclarations.KEYCLOAK_URL),
    KEYCLOAK_REALM(ServerDeclarations.KEYCLOAK_REALM),
    KEYCLOAK_DISCOVERY_URL(ServerDeclarations.KEYCLOAK_DISCOVERY_URL),
    KEYCLOAK_ISSUER(ServerDeclarations.KEYCLOAK_ISSUER),
    KEYCLOAK_AUDIENCE(ServerDeclarations.KEYCLOAK_AUDIENCE),

    // Ports and the management port
    PORT(OperatorDeclarations.PORT),
    MANAGEMENT_PORT(OperatorDeclarations.MANAGEMENT_PORT),
    MANAGEMENT_HOST(OperatorDeclarations.MANAGEMENT_HOST),
    MANAGEMENT_IDLE_TIMEOUT(OperatorDeclarations.MANAGEMENT_IDLE_TIMEOUT),
    MANAGEMENT_REQUEST_TIMEOUT(OperatorDeclarations.MANAGEMENT_REQUEST_TIMEOUT),
    MANAGEMENT_CONNECTIONS(OperatorDeclarations.MANAGEMENT_CONNECTIONS),
    MANAGEMENT_CONNECTIONS_PER_ADDRESS(OperatorDeclarations.MANAGEMENT_CONNECTIONS_PER_ADDRESS),
    MANAGEMENT_PASSWORD(OperatorDeclarations.MANAGEMENT_PASSWORD),

    // Logs and traces
    LOG_LEVEL(OperatorDeclarations.LOG_LEVEL),
    LOG_FORMAT(OperatorDeclarations.LOG_FORMAT),
    TRACING_ENDPOINT(OperatorDeclarations.TRACING_ENDPOINT),
    TRACING_SAMPLING(OperatorDeclarations.TRACING_SAMPLING),
    TRACING_SPANS(OperatorDeclarations.TRACING_SPANS),

    // Keys for tokens
    KEYCLOAK_REFRESH(ServerDeclarations.KEYCLOAK_REFRESH),
    KEYCLOAK_RETRY(ServerDeclarations.KEYCLOAK_RETRY),
    KEYCLOAK_UNKNOWN_KEY_PAUSE(ServerDeclarations.KEYCLOAK_UNKNOWN_KEY_PAUSE),
    KEYCLOAK_TIMEOUT(ServerDeclarations.KEYCLOAK_TIMEOUT),
    KEYCLOAK_MAX_BYTES(ServerDeclarations.KEYCLOAK_MAX_BYTES),
    KEYCLOAK_MAX_KEYS(ServerDeclarations.KEYCLOAK_MAX_KEYS),
    PUBLIC_KEY(ServerDeclarations.PUBLIC_KEY),

    // Connections
    ADVERTISED_SERVER(SocketDeclarations.ADVERTISED_SERVER),
    MAX_CONNECTIONS(SocketDeclarations.MAX_CONNECTIONS),
    MAX_CONNECTIONS_PER_ADDRESS(SocketDeclarations.MAX_CONNECTIONS_PER_ADDRESS),
    MAX_DEVICES_PER_CONNECTION(SocketDeclarations.MAX_DEVICES_PER_CONNECTION),
    EXPIRED_TOKENS(SocketDeclarations.EXPIRED_TOKENS),

    // TLS
    TLS_CERTIFICATE(SocketDeclarations.TLS_CERTIFICATE),
    TLS_KEY(SocketDeclarations.TLS_KEY),
    TLS_CLIENT_CA(SocketDeclarations.TLS_CLIENT_CA),
    TLS_CLIENT_CERTIFICATE(SocketDeclarations.TLS_CLIENT_CERTIFICATE),
    TLS_CLIENT_NAME(SocketDeclarations.TLS_CLIENT_NAME),
    TLS_PLAIN_PEERS(SocketDeclarations.TLS_PLAIN_PEERS),
    TLS_RENEWAL_INTERVAL(SocketDeclarations.TLS_RENEWAL_INTERVAL),

    // Behind a proxy
    PROXY_PROTOCOL(SocketDeclarations.PROXY_PROTOCOL),
    TRUSTED_PROXIES(SocketDeclarations.TRUSTED_PROXIES),

    // Addresses and connections that misbehave
    ADDRESS_WRONG_TOKENS(SocketDeclarations.ADDRESS_WRONG_TOKENS),
    ADDRESS_WRONG_CREDENTIALS(SocketDeclarations.ADDRESS_WRONG_CREDENTIALS),
    ADDRESS_ABANDONED_CONNECTIONS(SocketDeclarations.ADDRESS_ABANDONED_CONNECTIONS),
    ADDRESS_SLOW_HANDSHAKES(SocketDeclarations.ADDRESS_SLOW_HANDSHAKES),
    ADDRESS_FAILED_TLS(SocketDeclarations.ADDRESS_FAILED_TLS),
    ADDRESS_MALFORMED_MESSAGES(SocketDeclarations.ADDRESS_MALFORMED_MESSAGES),
    ADDRESS_UNREGISTERED(SocketDeclarations.ADDRESS_UNREGISTERED),
    ADDRESS_FLOODS(SocketDeclarations.ADDRESS_FLOODS),
    CONNECTION_PINGS(SocketDeclarations.CONNECTION_PINGS),
    CONNECTION_SMALL_FRAGMENTS(SocketDeclarations.CONNECTION_SMALL_FRAGMENTS),
    CONNECTION_WRONG_CREDENTIALS(SocketDeclarations.CONNECTION_WRONG_CREDENTIALS),
    FLOOD_TIME(SocketDeclarations.FLOOD_TIME),
    LIMITED_HANDSHAKES(SocketDeclarations.LIMITED_HANDSHAKES),
    BAN_TIME(SocketDeclarations.BAN_TIME),
    REMEMBERED_ADDRESSES(SocketDeclarations.REMEMBERED_ADDRESSES),
    EXEMPT_ADDRESSES(SocketDeclarations.EXEMPT_ADDRESSES),

    // Messages, memory and timeouts
    MAX_FRAME_BYTES(SocketDeclarations.MAX_FRAME_BYTES),
    MAX_MESSAGE_BYTES(SocketDeclarations.MAX_MESSAGE_BYTES),
    MESSAGE_TIMEOUT(SocketDeclarations.MESSAGE_TIMEOUT),
    MEMORY_SHARE(SocketDeclarations.MEMORY_SHARE),
    UNREGISTERED_MEMORY_SHARE(SocketDeclarations.UNREGISTERED_MEMORY_SHARE),
    HANDSHAKE_TIMEOUT(SocketDeclarations.HANDSHAKE_TIMEOUT),
    FIRST_MESSAGE_TIMEOUT(SocketDeclarations.FIRST_MESSAGE_TIMEOUT),
    PING_INTERVAL(SocketDeclarations.PING_INTERVAL),
    PING_GRACE(SocketDeclarations.PING_GRACE),
    CLOSE_TIMEOUT(SocketDeclarations.CLOSE_TIMEOUT),
    UNACKNOWLEDGED_TIMEOUT(SocketDeclarations.UNACKNOWLEDGED_TIMEOUT),

    // Mailboxes
    MAILBOX_MESSAGES(InstanceDeclarations.MAILBOX_MESSAGES),
    MAILBOX_BYTES(InstanceDeclarations.MAILBOX_BYTES),
    SLOW_DEVICE_TIMEOUT(InstanceDeclarations.SLOW_DEVICE_TIMEOUT),

    // Receipts
    RECEIPTS(InstanceDeclarations.RECEIPTS),
    CONNECTION_RECEIPTS(InstanceDeclarations.CONNECTION_RECEIPTS),
    ACTUATION_RECORDS(InstanceDeclarations.ACTUATION_RECORDS),
    RECONNECT_HOLD(InstanceDeclarations.RECONNECT_HOLD),
    RECONNECT_HOLD_MESSAGES(InstanceDeclarations.RECONNECT_HOLD_MESSAGES),
    RECONNECT_HOLD_BYTES(InstanceDeclarations.RECONNECT_HOLD_BYTES),

    // Registrations
    REGISTRATION_TIMEOUT(InstanceDeclarations.REGISTRATION_TIMEOUT),
    MAX_REGISTRATIONS(InstanceDeclarations.MAX_REGISTRATIONS),
    ADMISSION_WAIT(InstanceDeclarations.ADMISSION_WAIT),
    ADMISSION_LAG(InstanceDeclarations.ADMISSION_LAG),
    REGISTRATION_BATCH(InstanceDeclarations.REGISTRATION_BATCH),
    REMEMBERED_TOKENS(InstanceDeclarations.REMEMBERED_TOKENS),
    TOKEN_LEEWAY(InstanceDeclarations.TOKEN_LEEWAY),

    // The database
    QUERY_TIMEOUT(ServerDeclarations.QUERY_TIMEOUT),
    LOCK_TIMEOUT(ServerDeclarations.LOCK_TIMEOUT),

    // Leases
    LEASE_INTERVAL(InstanceDeclarations.LEASE_INTERVAL),
    LEASE_DURATION(InstanceDeclarations.LEASE_DURATION),

    // Self-probe
    WARM_UP(OperatorDeclarations.WARM_UP),
    SELF_PROBE_INTERVAL(OperatorDeclarations.SELF_PROBE_INTERVAL),
    SELF_PROBE_TIMEOUT(OperatorDeclarations.SELF_PROBE_TIMEOUT),

    // Stopping
    DRAIN_GRACE(OperatorDeclarations.DRAIN_GRACE),
    DRAIN_RATE(OperatorDeclarations.DRAIN_RATE),
    DRAIN_TIMEOUT(OperatorDeclarations.DRAIN_TIMEOUT),

    // Redis and several instances
    REDIS_TLS(InstanceDeclarations.REDIS_TLS),
    REDIS_CA(InstanceDeclarations.REDIS_CA),
    REDIS_CERTIFICATE(InstanceDeclarations.REDIS_CERTIFICATE),
    REDIS_KEY(InstanceDeclarations.REDIS_KEY),
    REDIS_SENTINEL_TLS(InstanceDeclarations.REDIS_SENTINEL_TLS),
    REDIS_REQUIRED(InstanceDeclarations.REDIS_REQUIRED),
    REDIS_PREFIX(InstanceDeclarations.REDIS_PREFIX),
    REDIS_PING_INTERVAL(InstanceDeclarations.REDIS_PING_INTERVAL),
    REDIS_PING_GRACE(InstanceDeclarations.REDIS_PING_GRACE),
    REDIS_RETRY(InstanceDeclarations.REDIS_RETRY),
    REDIS_BATCH(InstanceDeclarations.REDIS_BATCH),
    CLUSTER_SECRET(InstanceDeclarations.CLUSTER_SECRET),
    CLUSTER_UNSIGNED(InstanceDeclarations.CLUSTER_UNSIGNED),
    CLUSTER_LEEWAY(InstanceDeclarations.CLUSTER_LEEWAY),
    ANNOUNCE_TIMEOUT(InstanceDeclarations.ANNOUNCE_TIMEOUT),
    REDIS_EVENTS(InstanceDeclarations.REDIS_EVENTS),
    REDIS_EVENTS_LENGTH(InstanceDeclarations.REDIS_EVENTS_LENGTH),
    REDIS_EVENTS_WAITING(InstanceDeclarations.REDIS_EVENTS_WAITING),

    // Operator's API, journal and live page
    PRESENCE_TIMEOUT(OperatorDeclarations.PRESENCE_TIMEOUT),
    PRESENCE_REQUESTS(OperatorDeclarations.PRESENCE_REQUESTS),
    JOURNAL_ENTRIES(OperatorDeclarations.JOURNAL_ENTRIES),
    LIVE_VIEWERS(OperatorDeclarations.LIVE_VIEWERS),
    LIVE_VIEWERS_PER_ADDRESS(OperatorDeclarations.LIVE_VIEWERS_PER_ADDRESS),
    LIVE_PATIENCE(OperatorDeclarations.LIVE_PATIENCE),

    // Forwarding to other instances
    FORWARD_MESSAGES(InstanceDeclarations.FORWARD_MESSAGES),
    FORWARD_BYTES(InstanceDeclarations.FORWARD_BYTES),
    REMEMBERED_ROUTES(InstanceDeclarations.REMEMBERED_ROUTES),
    ROUTE_REFRESH(InstanceDeclarations.ROUTE_REFRESH),
    ROUTE_PAUSE(InstanceDeclarations.ROUTE_PAUSE);

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts and of a kind, which is immutable too
    private final SettingDeclaration declaration;

    Setting(SettingDeclaration declaration) {
        this.declaration = declaration;
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
     * Returns the setting's name in meters.
     *
     * @return the value of the tag {@code setting}, such as {@code max_connections}
     */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the group that the setting belongs to.
     *
     * @return its group
     */
    public SettingGroup group() {
        return declaration.group();
    }

    /**
     * Returns what the values look like, with their bounds and unit.
     *
     * @return its kind
     */
    public SettingKind<?> kind() {
        return declaration.kind();
    }

    /**
     * Returns the kind for the reader of a setting.
     *
     * @param <K> the kind
     * @param type the kind that the reader takes it for
     * @return its kind, with bounds and unit
     * @throws ClassCastException if it is of another kind
     */
    public <K extends SettingKind<?>> K kind(Class<K> type) {
        return type.cast(kind());
    }

    /**
     * Returns the value that applies if the variable is not set.
     *
     * @return the default as an operator writes it; empty for none
     */
    public String defaultValue() {
        return declaration.defaultValue();
    }

    /**
     * Returns what the setting is for.
     *
     * @return a line without a full stop
     */
    public String description() {
        return declaration.description();
    }

    /**
     * Returns whether a gauge shows the bound that is in force.
     *
     * @return whether there is a {@code gateway_bound} with the setting's tag
     */
    public boolean metered() {
        return declaration.metered();
    }

    /**
     * Returns whether the value must not be shown. A secret may also be in a file that the variable with the suffix {@code _FILE}
     * names.
     *
     * @return whether it is a secret
     */
    public boolean secret() {
        return kind().isSecret();
    }
}
