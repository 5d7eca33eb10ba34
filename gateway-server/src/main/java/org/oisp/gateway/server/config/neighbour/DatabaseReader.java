package org.oisp.gateway.server.config.neighbour;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.kind.ChoiceKind;
import org.oisp.gateway.server.config.kind.HostListKind;
import org.oisp.gateway.server.config.kind.HostNamesKind;
import org.oisp.gateway.server.config.kind.NumberKind;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.setting.Sources;
import org.oisp.gateway.server.config.source.ConfigurationSection;
import org.oisp.gateway.server.config.source.GivenValue;
import org.oisp.gateway.server.config.source.HostAndPort;
import org.oisp.gateway.server.config.source.ValueOrigin;
import org.oisp.gateway.server.database.PostgresSettings;
import org.oisp.gateway.server.database.PostgresSettings.DatabaseHost;
import org.oisp.gateway.server.database.PostgresSettings.SessionTarget;
import org.oisp.gateway.server.database.PostgresTlsSettings;
import org.oisp.gateway.server.secret.Password;

/**
 * Reads where PostgreSQL is. In the original's configuration, writes go to {@code writeHostname}, or else to {@code hostname}; reads go
 * to {@code readReplicas}, or else to {@code readHostname}, or else to {@code hostname}. Each of these takes a missing port, user name
 * or password from the values without a prefix.
 */
final class DatabaseReader {

    private static final int DEFAULT_PORT = 5432;

    /** Settings without effect unless there are replicas of our own form. */
    private static final List<Setting> OF_REPLICAS = List.of(
            Setting.DATABASE_REPLICA_USER,
            Setting.DATABASE_REPLICA_PASSWORD,
            Setting.DATABASE_REPLICA_TLS,
            Setting.DATABASE_REPLICA_CA);

    private final Sources sources;
    private final SettingReader settings;
    private final ConfigurationSection oisp;
    private final ConfigurationSection service;
    private final boolean ownForm;
    private final Duration timeout;
    private final DatabaseUrl url;
    private final String write;
    private final DatabaseTlsReader tls;

    /** The server for writes, and the replicas for device lookups, which may be none. */
    record Servers(PostgresSettings primary, List<PostgresSettings> replicas) {}

    private DatabaseReader(Sources sources, Path directory) {
        this.sources = sources;
        this.settings = sources.settings();
        this.oisp = sources.oisp().section("postgresConfig");
        this.service = sources.cloudFoundry().service("mypostgres");
        this.ownForm = settings.isSet(
                Setting.DATABASE_URL, Setting.DATABASE_HOST, Setting.DATABASE_NAME, Setting.DATABASE_USER);
        this.timeout = settings.duration(Setting.QUERY_TIMEOUT);
        this.url = DatabaseUrl.read(sources);
        this.write = oisp.has("writeHostname") ? "write" : "";
        this.tls = new DatabaseTlsReader(sources, directory, url.tls(), oisp, write);
    }

    static Servers read(Sources sources, Path directory) {
        return new DatabaseReader(sources, directory).read();
    }

    private Servers read() {
        String hostField = write.isEmpty() ? "hostname" : "writeHostname";
        GivenValue hosts = settings.required(
                Setting.DATABASE_HOST,
                missing(Setting.DATABASE_HOST, hostField),
                url.host(),
                oisp.text(hostField),
                service.text("hostname"));
        PostgresSettings primary = new PostgresSettings(
                hosts(
                        hosts,
                        settings.number(
                                Setting.DATABASE_PORT, url.port(), number(write, "port"), service.number("port"))),
                target(),
                settings.required(
                                Setting.DATABASE_NAME,
                                missing(Setting.DATABASE_NAME, "dbname"),
                                url.name(),
                                oisp.text("dbname"),
                                service.text("dbname"))
                        .text(),
                settings.required(
                                Setting.DATABASE_USER,
                                missing(Setting.DATABASE_USER, "username"),
                                url.user(),
                                text(write, "username"),
                                service.text("username"))
                        .text(),
                settings.secret(
                        Setting.DATABASE_PASSWORD, url.password(), text(write, "password"), service.text("password")),
                tls.primary(),
                timeout);
        return new Servers(primary, replicas(primary));
    }

    private List<DatabaseHost> hosts(GivenValue given, int port) {
        List<String> names = settings.parse(Setting.DATABASE_HOST.kind(HostNamesKind.class), given);
        if (names == null) {
            return List.of(new DatabaseHost(given.text(), port));
        }
        if (names.size() == 1) {
            return List.of(new DatabaseHost(names.get(0), port));
        }
        return names.stream()
                .map(name -> Objects.requireNonNull(HostAndPort.parse(name, port)))
                .map(host -> new DatabaseHost(host.host(), host.port()))
                .toList();
    }

    private SessionTarget target() {
        ChoiceKind<SessionTarget> kind = ChoiceKind.oneOf(SessionTarget.class);
        GivenValue given = settings.findOr(Setting.DATABASE_TARGET, "PGTARGETSESSIONATTRS", url.target());
        SessionTarget target = given == null ? null : settings.parse(kind, given);
        return target == null ? SessionTarget.READ_WRITE : target;
    }

    private ValueOrigin missing(Setting setting, String field) {
        return sources.missing(setting, ownForm, oisp, service, field);
    }

    /** Returns the field with the prefix, or else the one without. */
    private @Nullable GivenValue text(String prefix, String field) {
        String prefixed = prefixed(prefix, field);
        return oisp.text(oisp.has(prefixed) ? prefixed : field);
    }

    private @Nullable GivenValue number(String prefix, String field) {
        String prefixed = prefixed(prefix, field);
        return oisp.number(oisp.has(prefixed) ? prefixed : field);
    }

    private static String prefixed(String prefix, String field) {
        return prefix.isEmpty() ? field : prefix + Character.toUpperCase(field.charAt(0)) + field.substring(1);
    }

    private List<PostgresSettings> replicas(PostgresSettings primary) {
        List<PostgresSettings> original = new ArrayList<>(originalReplicas(primary));
        // The primary under another name would only be queried twice.
        original.removeIf(replica -> replica.hosts().equals(primary.hosts()));
        String names = original.stream().map(PostgresSettings::where).collect(Collectors.joining(","));
        GivenValue elsewhere = original.isEmpty() ? null : new GivenValue(names, replicasOrigin());
        GivenValue givenValue = settings.find(Setting.DATABASE_REPLICAS, elsewhere);
        String user = settings.text(Setting.DATABASE_REPLICA_USER);
        Password password = settings.secret(Setting.DATABASE_REPLICA_PASSWORD);
        if (givenValue == null || givenValue.equals(elsewhere)) {
            tls.checkUnused();
            for (Setting unused : OF_REPLICAS) {
                if (settings.isSet(unused)) {
                    sources.configurationFindings()
                            .problem(
                                    ValueOrigin.of(unused.variable()),
                                    "is set, but " + Setting.DATABASE_REPLICAS.variable() + " is not");
                }
            }
            return List.copyOf(original);
        }
        List<HostAndPort> addresses = settings.parse(Setting.DATABASE_REPLICAS.kind(HostListKind.class), givenValue);
        if (addresses == null) {
            return List.of();
        }
        PostgresTlsSettings secure = tls.replicas();
        return addresses.stream()
                .map(hostAndPort -> new PostgresSettings(
                        List.of(new DatabaseHost(hostAndPort.host(), hostAndPort.port())),
                        SessionTarget.ANY,
                        primary.database(),
                        user.isEmpty() ? primary.username() : user,
                        password.value().isEmpty() ? primary.password() : password,
                        secure,
                        timeout))
                .toList();
    }

    private ValueOrigin replicasOrigin() {
        return oisp.origin(
                oisp.has("readReplicas") ? "readReplicas" : oisp.has("readHostname") ? "readHostname" : "hostname");
    }

    private List<PostgresSettings> originalReplicas(PostgresSettings primary) {
        if (oisp.has("readReplicas")) {
            return oisp.list("readReplicas").stream()
                    .map(replica -> replica(
                            primary,
                            new GivenReplica(
                                    replica.text("host"),
                                    replica.number("port"),
                                    replica.text("username"),
                                    replica.text("password"),
                                    GivenTls.of(replica))))
                    .toList();
        }
        if (oisp.has("readHostname")) {
            return List.of(replica(
                    primary,
                    new GivenReplica(
                            oisp.text("readHostname"),
                            number("read", "port"),
                            text("read", "username"),
                            text("read", "password"),
                            GivenTls.of(oisp, "read"))));
        }
        return oisp.has("writeHostname") && oisp.has("hostname")
                ? List.of(replica(primary, new GivenReplica(null, null, null, null, GivenTls.NONE)))
                : List.of();
    }

    /** What the original's configuration says of a replica; null for what it leaves out. */
    private record GivenReplica(
            @Nullable GivenValue host,
            @Nullable GivenValue port,
            @Nullable GivenValue username,
            @Nullable GivenValue password,
            GivenTls tls) {}

    private PostgresSettings replica(PostgresSettings primary, GivenReplica given) {
        GivenValue ownHost = given.host == null ? oisp.text("hostname") : given.host;
        GivenValue ownPort = given.port == null ? oisp.number("port") : given.port;
        if (ownHost == null) {
            sources.configurationFindings()
                    .problem(oisp.origin("hostname"), "is missing, and a replica has no host of its own");
        }
        return new PostgresSettings(
                ownHost == null ? List.of() : hosts(ownHost, port(ownPort)),
                SessionTarget.ANY,
                primary.database(),
                either(given.username, "username"),
                new Password(either(given.password, "password")),
                tls.replica(given.tls),
                timeout);
    }

    private int port(@Nullable GivenValue givenValue) {
        NumberKind kind = Setting.DATABASE_PORT.kind(NumberKind.class);
        Integer port = givenValue == null ? null : settings.parse(kind, givenValue);
        return port == null ? DEFAULT_PORT : port;
    }

    private String either(@Nullable GivenValue own, String common) {
        GivenValue givenValue = own == null ? oisp.text(common) : own;
        return givenValue == null ? "" : givenValue.text();
    }
}
