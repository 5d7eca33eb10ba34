package org.oisp.gateway.server.config.setting;

import static org.oisp.gateway.server.config.kind.DatabaseUrlKind.databaseUrl;
import static org.oisp.gateway.server.config.kind.DurationKind.time;
import static org.oisp.gateway.server.config.kind.FileKind.file;
import static org.oisp.gateway.server.config.kind.HostKind.host;
import static org.oisp.gateway.server.config.kind.HostListKind.hosts;
import static org.oisp.gateway.server.config.kind.NumberKind.number;
import static org.oisp.gateway.server.config.kind.NumberKind.port;
import static org.oisp.gateway.server.config.kind.SecretKind.secret;
import static org.oisp.gateway.server.config.kind.TextKind.text;
import static org.oisp.gateway.server.config.kind.UrlKind.url;
import static org.oisp.gateway.server.config.setting.SettingDeclaration.setting;
import static org.oisp.gateway.server.config.setting.SettingGroup.DATABASE;
import static org.oisp.gateway.server.config.setting.SettingGroup.SERVERS;
import static org.oisp.gateway.server.config.setting.SettingGroup.TOKENS;

/** The settings of the servers that the gateway works with: PostgreSQL, Redis, Kafka, Keycloak; and who may send. */
final class ServerDeclarations {

    static final SettingDeclaration DATABASE_URL = setting(
            SERVERS,
            databaseUrl(),
            "",
            "`postgresql://user:password@host:port/name`, instead of the five below; password and port may be left out");

    static final SettingDeclaration DATABASE_HOST =
            setting(SERVERS, host(), "", "host of the PostgreSQL with the dashboard's schema");

    static final SettingDeclaration DATABASE_PORT = setting(SERVERS, port(), "5432", "its port");

    static final SettingDeclaration DATABASE_NAME = setting(SERVERS, text(), "", "the database's name there");

    static final SettingDeclaration DATABASE_USER = setting(SERVERS, text(), "", "our user name there");

    static final SettingDeclaration DATABASE_PASSWORD = setting(SERVERS, secret(), "", "our password there");

    static final SettingDeclaration DATABASE_REPLICAS = setting(
            SERVERS,
            hosts(5432, "host:5432,host:5432"),
            "",
            "`host:port,host:port`: replicas to look devices up at; the port may be left out");

    static final SettingDeclaration DATABASE_REPLICA_USER =
            setting(SERVERS, text(), "", "our user name at the replicas, if it is another");

    static final SettingDeclaration DATABASE_REPLICA_PASSWORD =
            setting(SERVERS, secret(), "", "our password at the replicas, if it is another");

    static final SettingDeclaration REPLICA_TIMEOUT =
            setting(SERVERS, time(), "500ms", "time for a batch at a replica; then the primary is asked");

    static final SettingDeclaration REPLICA_RETRY =
            setting(SERVERS, time(), "5s", "how often a replica that failed is tried again");

    static final SettingDeclaration SENDER_USERNAME =
            setting(SERVERS, text(), "", "the user name that senders of actuations have to offer");

    static final SettingDeclaration SENDER_PASSWORD =
            setting(SERVERS, secret(), "", "the password that senders of actuations have to offer");

    static final SettingDeclaration REDIS_HOST = setting(SERVERS, host(), "", "host of Redis; none is used without it");

    static final SettingDeclaration REDIS_PORT = setting(SERVERS, port(), "6379", "its port");

    static final SettingDeclaration REDIS_USERNAME =
            setting(SERVERS, text(), "", "our user name there, if it is not the default user");

    static final SettingDeclaration REDIS_PASSWORD = setting(SERVERS, secret(), "", "our password there");

    static final SettingDeclaration REDIS_TIMEOUT =
            setting(SERVERS, time(), "2s", "time for connecting to Redis, and for a command");

    static final SettingDeclaration KAFKA_SERVERS = setting(
            SERVERS,
            hosts(9092, "kafka:9092,kafka-2:9092"),
            "",
            "`host:port,host:port`: Kafka brokers to send the heartbeat to; there is none without them");

    static final SettingDeclaration KAFKA_TOPIC = setting(
            SERVERS,
            text(
                    "(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}",
                    "1 to 249 letters, digits and any of ._-, but not . or .. alone"),
            "heartbeat",
            "topic of the heartbeat");

    static final SettingDeclaration KAFKA_INTERVAL = setting(SERVERS, time(), "5s", "from one heartbeat to the next");

    static final SettingDeclaration KEYCLOAK_URL = setting(
            SERVERS,
            url("https://keycloak.example/auth"),
            "",
            "Keycloak's address, such as `https://keycloak.example/auth`, to take the tokens of one of its realms");

    static final SettingDeclaration KEYCLOAK_REALM = setting(SERVERS, text(), "", "the realm");

    static final SettingDeclaration KEYCLOAK_DISCOVERY_URL = setting(
            SERVERS,
            url("https://id.example/.well-known/openid-configuration"),
            "",
            "instead of the two above, the discovery document of any OpenID Connect provider");

    static final SettingDeclaration KEYCLOAK_ISSUER = setting(
            SERVERS,
            text(),
            "",
            "what a token's `iss` has to be, if it is not the realm's address or what the document says");

    static final SettingDeclaration KEYCLOAK_AUDIENCE =
            setting(SERVERS, text(), "websocket-server", "what a token's `aud` has to hold");

    static final SettingDeclaration KEYCLOAK_REFRESH = setting(TOKENS, time(), "5m", "how often the keys are fetched");

    static final SettingDeclaration KEYCLOAK_RETRY = setting(
            TOKENS, time(), "10s", "how soon again after a fetch that failed; the keys that are known stay in use");

    static final SettingDeclaration KEYCLOAK_UNKNOWN_KEY_PAUSE = setting(
            TOKENS,
            time(),
            "1m",
            "a token with an unknown `kid` has the keys fetched at once, if none has for so long");

    static final SettingDeclaration KEYCLOAK_TIMEOUT = setting(TOKENS, time(), "2s", "time for a fetch in all");

    static final SettingDeclaration KEYCLOAK_MAX_BYTES =
            setting(TOKENS, number(1_024, 268_435_456, "bytes"), "262144", "longest document that is read");

    static final SettingDeclaration KEYCLOAK_MAX_KEYS =
            setting(TOKENS, number(1, 10_000, "keys"), "100", "most keys that it may hold");

    static final SettingDeclaration PUBLIC_KEY = setting(
            TOKENS,
            file(),
            "keys/public.pem",
            "file with the RSA public key that device tokens are signed with, PEM; with Keycloak it may be missing");

    static final SettingDeclaration QUERY_TIMEOUT =
            setting(DATABASE, time(), "2s", "time for a batch at the database, and for connecting to it");

    static final SettingDeclaration LOCK_TIMEOUT = setting(
            DATABASE,
            time(),
            "100ms",
            "how much of that, a quarter at most, a batch waits for a row that another session has locked; past it only its device waits on");

    private ServerDeclarations() {}
}
