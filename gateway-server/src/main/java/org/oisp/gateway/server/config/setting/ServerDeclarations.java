package org.oisp.gateway.server.config.setting;

import static org.oisp.gateway.server.config.kind.ChoiceKind.oneOf;
import static org.oisp.gateway.server.config.kind.DatabaseUrlKind.databaseUrl;
import static org.oisp.gateway.server.config.kind.DurationKind.time;
import static org.oisp.gateway.server.config.kind.FileKind.file;
import static org.oisp.gateway.server.config.kind.HostKind.host;
import static org.oisp.gateway.server.config.kind.HostListKind.hosts;
import static org.oisp.gateway.server.config.kind.HostNamesKind.hostNames;
import static org.oisp.gateway.server.config.kind.NumberKind.number;
import static org.oisp.gateway.server.config.kind.NumberKind.port;
import static org.oisp.gateway.server.config.kind.SecretKind.secret;
import static org.oisp.gateway.server.config.kind.TextKind.text;
import static org.oisp.gateway.server.config.kind.UrlKind.url;
import static org.oisp.gateway.server.config.setting.SettingDeclaration.setting;
import static org.oisp.gateway.server.config.setting.SettingGroup.DATABASE;
import static org.oisp.gateway.server.config.setting.SettingGroup.SERVERS;
import static org.oisp.gateway.server.config.setting.SettingGroup.TOKENS;

import org.oisp.gateway.server.database.PostgresSettings.SessionTarget;
import org.oisp.gateway.server.database.PostgresTlsSettings.ChannelBinding;
import org.oisp.gateway.server.database.PostgresTlsSettings.DatabaseTlsMode;

/** The settings of the servers that the gateway works with: PostgreSQL, Redis, Kafka, Keycloak; and who may send. */
final class ServerDeclarations {

    static final SettingDeclaration DATABASE_URL = setting(
            SERVERS,
            databaseUrl(),
            "",
            "`postgresql://user:password@host:port/name`, instead of the five below; password and port may be omitted");

    static final SettingDeclaration DATABASE_HOST =
            setting(SERVERS, hostNames(), "", "host of the PostgreSQL with the dashboard's schema, or several hosts");

    static final SettingDeclaration DATABASE_PORT = setting(
            SERVERS, port(), "5432", "port of PostgreSQL; with several hosts, the port of those that name none");

    static final SettingDeclaration DATABASE_TARGET = setting(
            SERVERS,
            oneOf(SessionTarget.class),
            "read-write",
            "which of several hosts is used: the first that can be written to, or `any`; also `PGTARGETSESSIONATTRS`");

    static final SettingDeclaration DATABASE_NAME = setting(SERVERS, text(), "", "name of the database");

    static final SettingDeclaration DATABASE_USER = setting(SERVERS, text(), "", "user name at the database");

    static final SettingDeclaration DATABASE_PASSWORD = setting(SERVERS, secret(), "", "password of that user");

    static final SettingDeclaration DATABASE_TLS = setting(
            SERVERS,
            oneOf(DatabaseTlsMode.class),
            "prefer",
            "TLS to the database, with the values of libpq's `sslmode`; also `PGSSLMODE`");

    static final SettingDeclaration DATABASE_CA = setting(
            SERVERS,
            file(),
            "",
            "PEM file with the authorities trusted for the database's certificate, by default Java's own; also `PGSSLROOTCERT`");

    static final SettingDeclaration DATABASE_CERTIFICATE = setting(
            SERVERS,
            file(),
            "",
            "PEM file with the gateway's client certificate for the database, and its chain; also `PGSSLCERT`");

    static final SettingDeclaration DATABASE_KEY = setting(
            SERVERS,
            file(),
            "",
            "PEM file with the private key of that certificate, without a passphrase; also `PGSSLKEY`");

    static final SettingDeclaration DATABASE_CHANNEL_BINDING = setting(
            SERVERS,
            oneOf(ChannelBinding.class),
            "prefer",
            "whether the password is bound to the TLS connection (SCRAM-SHA-256-PLUS), in the words of libpq's `channel_binding`; `require` refuses a server that does not do so; also `PGCHANNELBINDING`");

    static final SettingDeclaration DATABASE_REPLICAS = setting(
            SERVERS,
            hosts(5432, "host:5432,host:5432"),
            "",
            "`host:port,host:port`: replicas for looking devices up; the port may be omitted");

    static final SettingDeclaration DATABASE_REPLICA_USER =
            setting(SERVERS, text(), "", "user name at the replicas, if different");

    static final SettingDeclaration DATABASE_REPLICA_PASSWORD =
            setting(SERVERS, secret(), "", "password at the replicas, if different");

    static final SettingDeclaration DATABASE_REPLICA_TLS =
            setting(SERVERS, oneOf(DatabaseTlsMode.class), "", "TLS to the replicas, if different");

    static final SettingDeclaration DATABASE_REPLICA_CA = setting(
            SERVERS, file(), "", "PEM file with the authorities trusted for the replicas' certificates, if different");

    static final SettingDeclaration REPLICA_TIMEOUT =
            setting(SERVERS, time(), "500ms", "timeout of a batch at a replica, after which the primary is used");

    static final SettingDeclaration REPLICA_RETRY =
            setting(SERVERS, time(), "5s", "how often a failed replica is tried again");

    static final SettingDeclaration SENDER_USERNAME =
            setting(SERVERS, text(), "", "user name that senders of actuations must present");

    static final SettingDeclaration SENDER_PASSWORD =
            setting(SERVERS, secret(), "", "password that senders of actuations must present");

    static final SettingDeclaration REDIS_HOST =
            setting(SERVERS, host(), "", "host of Redis; without it no Redis is used");

    static final SettingDeclaration REDIS_PORT = setting(SERVERS, port(), "6379", "port of Redis");

    static final SettingDeclaration REDIS_SENTINELS = setting(
            SERVERS,
            hosts(26379, "sentinel-1:26379,sentinel-2:26379"),
            "",
            "`host:port,host:port`: Redis Sentinels that name the master, instead of `GATEWAY_REDIS_HOST`");

    static final SettingDeclaration REDIS_MASTER = setting(SERVERS, text(), "", "name of the master at the Sentinels");

    static final SettingDeclaration REDIS_SENTINEL_USERNAME =
            setting(SERVERS, text(), "", "user name at the Sentinels, if not the default user");

    static final SettingDeclaration REDIS_SENTINEL_PASSWORD =
            setting(SERVERS, secret(), "", "password at the Sentinels; that of Redis is not sent to them");

    static final SettingDeclaration REDIS_CLUSTER = setting(
            SERVERS,
            hosts(6379, "redis-1:6379,redis-2:6379"),
            "",
            "`host:port,host:port`: any nodes of a Redis Cluster, instead of `GATEWAY_REDIS_HOST`; the others are found through them");

    static final SettingDeclaration REDIS_USERNAME =
            setting(SERVERS, text(), "", "user name at Redis, if not the default user");

    static final SettingDeclaration REDIS_PASSWORD = setting(SERVERS, secret(), "", "password at Redis");

    static final SettingDeclaration REDIS_TIMEOUT =
            setting(SERVERS, time(), "2s", "timeout of connecting to Redis, and of each command");

    static final SettingDeclaration KAFKA_SERVERS = setting(
            SERVERS,
            hosts(9092, "kafka:9092,kafka-2:9092"),
            "",
            "`host:port,host:port`: Kafka brokers for the heartbeat; without them none is sent");

    static final SettingDeclaration KAFKA_TOPIC = setting(
            SERVERS,
            text(
                    "(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}",
                    "1 to 249 letters, digits and any of ._-, but not . or .. alone"),
            "heartbeat",
            "topic of the heartbeat");

    static final SettingDeclaration KAFKA_INTERVAL = setting(SERVERS, time(), "5s", "interval of the heartbeat");

    static final SettingDeclaration KEYCLOAK_URL = setting(
            SERVERS,
            url("https://keycloak.example/auth"),
            "",
            "Keycloak's address, such as `https://keycloak.example/auth`, to accept tokens of one of its realms");

    static final SettingDeclaration KEYCLOAK_REALM = setting(SERVERS, text(), "", "name of the realm");

    static final SettingDeclaration KEYCLOAK_DISCOVERY_URL = setting(
            SERVERS,
            url("https://id.example/.well-known/openid-configuration"),
            "",
            "discovery document of any OpenID Connect provider, instead of the two above");

    static final SettingDeclaration KEYCLOAK_ISSUER = setting(
            SERVERS, text(), "", "required `iss` of tokens, if not the realm's address or the document's issuer");

    static final SettingDeclaration KEYCLOAK_AUDIENCE =
            setting(SERVERS, text(), "websocket-server", "required value in a token's `aud`");

    static final SettingDeclaration KEYCLOAK_REFRESH =
            setting(TOKENS, time(), "5m", "how often the provider's keys are fetched");

    static final SettingDeclaration KEYCLOAK_RETRY =
            setting(TOKENS, time(), "10s", "delay after a failed fetch; known keys stay in use");

    static final SettingDeclaration KEYCLOAK_UNKNOWN_KEY_PAUSE =
            setting(TOKENS, time(), "1m", "minimum time between fetches triggered by tokens with an unknown `kid`");

    static final SettingDeclaration KEYCLOAK_TIMEOUT = setting(TOKENS, time(), "2s", "timeout of a whole fetch");

    static final SettingDeclaration KEYCLOAK_MAX_BYTES = setting(
            TOKENS,
            number(1_024, 268_435_456, "bytes"),
            "262144",
            "maximum size of each document that the provider sends");

    static final SettingDeclaration KEYCLOAK_MAX_KEYS =
            setting(TOKENS, number(1, 10_000, "keys"), "100", "maximum number of keys in the provider's key document");

    static final SettingDeclaration PUBLIC_KEY = setting(
            TOKENS,
            file(),
            "keys/public.pem",
            "PEM file with the RSA public key that verifies device tokens; optional with Keycloak");

    static final SettingDeclaration QUERY_TIMEOUT =
            setting(DATABASE, time(), "2s", "timeout of a batch at the database, and of connecting to it");

    static final SettingDeclaration LOCK_TIMEOUT = setting(
            DATABASE,
            time(),
            "100ms",
            "how long a batch waits for a row that another session has locked, at most a quarter of `GATEWAY_QUERY_TIMEOUT`; after that only the row's device waits");

    private ServerDeclarations() {}
}
