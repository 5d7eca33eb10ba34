package org.oisp.gateway.server.config.neighbour;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.kind.FlagKind;
import org.oisp.gateway.server.config.kind.HostListKind;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.setting.Sources;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.ConfigurationSection;
import org.oisp.gateway.server.config.source.GivenValue;
import org.oisp.gateway.server.config.source.HostAndPort;
import org.oisp.gateway.server.config.source.ValueOrigin;
import org.oisp.gateway.server.redis.RedisPlaceSettings;
import org.oisp.gateway.server.redis.RedisPlaceSettings.OneRedis;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisAddress;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisClusterNodes;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisSentinels;
import org.oisp.gateway.server.secret.Password;

/** Reads where Redis is: at one address, at the one that Sentinels name, or in a cluster. */
final class RedisPlaceReader {

    /** The settings that make Redis be used. */
    static final Setting[] OWN_FORM = {
        Setting.REDIS_HOST,
        Setting.REDIS_PORT,
        Setting.REDIS_SENTINELS,
        Setting.REDIS_CLUSTER,
        Setting.REDIS_USERNAME,
        Setting.REDIS_PASSWORD
    };

    private static final List<Setting> OF_SENTINELS = List.of(
            Setting.REDIS_MASTER,
            Setting.REDIS_SENTINEL_USERNAME,
            Setting.REDIS_SENTINEL_PASSWORD,
            Setting.REDIS_SENTINEL_TLS);

    private final Sources sources;
    private final SettingReader settings;
    private final ConfigurationFindings findings;
    private final ConfigurationSection oisp;
    private final ConfigurationSection service;

    RedisPlaceReader(Sources sources, ConfigurationSection oisp, ConfigurationSection service) {
        this.sources = sources;
        this.settings = sources.settings();
        this.findings = sources.configurationFindings();
        this.oisp = oisp;
        this.service = service;
    }

    /**
     * Reads all settings of the place, and reports what is wrong with them.
     *
     * @param tls whether Redis is connected to over TLS
     * @return the place; null if nothing is given, or what is given cannot be used
     */
    @Nullable
    RedisPlaceSettings read(boolean tls) {
        GivenValue host = settings.find(
                Setting.REDIS_HOST,
                oisp.text("hostname"),
                // Some service brokers call the field "host".
                service.text(service.has("hostname") ? "hostname" : "host"));
        int port = settings.number(Setting.REDIS_PORT, oisp.number("port"), service.number("port"));
        GivenValue sentinels = settings.find(Setting.REDIS_SENTINELS);
        GivenValue cluster = settings.find(Setting.REDIS_CLUSTER);
        String master = settings.text(Setting.REDIS_MASTER);
        String username = settings.text(Setting.REDIS_SENTINEL_USERNAME);
        Password password = settings.secret(Setting.REDIS_SENTINEL_PASSWORD);
        Boolean sentinelTls =
                settings.optional(Setting.REDIS_SENTINEL_TLS, Setting.REDIS_SENTINEL_TLS.kind(FlagKind.class));
        reportContradictions(host, sentinels, cluster);
        if (sentinels != null) {
            if (Boolean.TRUE.equals(sentinelTls) && !tls) {
                problem(Setting.REDIS_SENTINEL_TLS, "is on, but " + Setting.REDIS_TLS.variable() + " is not");
            }
            if (master.isEmpty()) {
                problem(Setting.REDIS_MASTER, "is not set, but " + Setting.REDIS_SENTINELS.variable() + " is");
            }
            return new RedisSentinels(
                    addresses(Setting.REDIS_SENTINELS, sentinels),
                    master,
                    username,
                    password,
                    sentinelTls == null ? tls : sentinelTls);
        }
        if (cluster != null) {
            return new RedisClusterNodes(addresses(Setting.REDIS_CLUSTER, cluster));
        }
        boolean own = settings.isSet(OWN_FORM);
        if (!own && oisp.isEmpty() && service.isEmpty()) {
            return null;
        }
        GivenValue required = host != null
                ? host
                : settings.required(
                        Setting.REDIS_HOST,
                        sources.missing(Setting.REDIS_HOST, own && oisp.isEmpty(), oisp, service, "hostname"));
        if (required.usable() && required.text().isEmpty()) {
            findings.problem(required.valueOrigin(), "is empty");
        }
        return new OneRedis(new RedisAddress(settings.host(Setting.REDIS_HOST, required), port));
    }

    private void reportContradictions(
            @Nullable GivenValue host, @Nullable GivenValue sentinels, @Nullable GivenValue cluster) {
        List<GivenValue> places =
                Stream.of(host, sentinels, cluster).filter(Objects::nonNull).toList();
        if (places.size() > 1) {
            findings.problem(
                    places.get(1).valueOrigin(),
                    "is set, and so is " + places.get(0).valueOrigin()
                            + ": Redis is at one address, or where Sentinels say, or in a cluster; remove one of them");
        }
        if (sentinels == null) {
            OF_SENTINELS.stream()
                    .filter(settings::isSet)
                    .forEach(setting ->
                            problem(setting, "is set, but " + Setting.REDIS_SENTINELS.variable() + " is not"));
        }
        if (host == null && !places.isEmpty() && settings.isSet(Setting.REDIS_PORT)) {
            problem(Setting.REDIS_PORT, "is set, but " + Setting.REDIS_HOST.variable() + " is not");
        }
    }

    private void problem(Setting setting, String what) {
        findings.problem(ValueOrigin.of(setting.variable()), what);
    }

    private List<RedisAddress> addresses(Setting setting, GivenValue given) {
        List<HostAndPort> addresses = settings.parse(setting.kind(HostListKind.class), given);
        return addresses == null
                ? List.of()
                : addresses.stream()
                        .map(address -> new RedisAddress(address.host(), address.port()))
                        .distinct()
                        .toList();
    }
}
