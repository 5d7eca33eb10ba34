package org.oisp.gateway.server.config.neighbour;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.ownership.OwnerSettings;
import org.oisp.gateway.cluster.trust.TrustSettings;
import org.oisp.gateway.cluster.trust.UnsignedPolicy;
import org.oisp.gateway.routing.ForwarderSettings;
import org.oisp.gateway.server.certificate.FileSettings;
import org.oisp.gateway.server.config.kind.FileKind;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.setting.Sources;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.ConfigurationSection;
import org.oisp.gateway.server.config.source.GivenValue;
import org.oisp.gateway.server.config.source.ValueOrigin;
import org.oisp.gateway.server.redis.BusSettings;
import org.oisp.gateway.server.redis.BusSettings.BusLinkSettings;
import org.oisp.gateway.server.redis.RedisPlaceSettings;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisClusterNodes;
import org.oisp.gateway.server.redis.RedisSettings;
import org.oisp.gateway.server.redis.RedisTlsSettings;
import org.oisp.gateway.server.redis.StreamSettings;
import org.oisp.gateway.server.secret.Password;

/** Reads where Redis is, from {@code redisConfig} or the service {@code myredis}. */
final class RedisReader {

    /** Announcements that may be missed. An instance announces with each ping of Redis that it signs. */
    private static final int SIGNS_MISSED = 3;

    private final SettingReader settings;
    private final ConfigurationFindings configurationFindings;
    private final Path directory;

    private RedisReader(Sources sources, Path directory) {
        this.settings = sources.settings();
        this.configurationFindings = sources.configurationFindings();
        this.directory = directory;
    }

    static @Nullable RedisSettings read(Sources sources, Path directory) {
        SettingReader settings = sources.settings();
        ConfigurationSection oisp = sources.oisp().section("redisConfig");
        ConfigurationSection service = sources.cloudFoundry().service("myredis");
        RedisReader reader = new RedisReader(sources, directory);
        String username = settings.text(Setting.REDIS_USERNAME);
        Password password = settings.secret(Setting.REDIS_PASSWORD, oisp.text("password"), service.text("password"));
        Duration timeout = settings.duration(Setting.REDIS_TIMEOUT);
        RedisTlsSettings tls = reader.tls();
        // All settings are read, even if Redis is not used, so that invalid values are reported.
        RedisPlaceSettings place = new RedisPlaceReader(sources, oisp, service).read(tls != null);
        BusSettings bus = reader.bus();
        if (place == null) {
            return null;
        }
        reader.checkSlot(place, bus);
        return new RedisSettings(place, username, password, timeout, tls, bus);
    }

    /** A node takes entries only of keys in its own slots, and the gateways connect to one node. */
    private void checkSlot(RedisPlaceSettings place, BusSettings bus) {
        StreamSettings stream = bus.stream();
        if (place instanceof RedisClusterNodes && stream != null && !stream.isBeside(bus.prefix())) {
            configurationFindings.problem(
                    ValueOrigin.of(Setting.REDIS_EVENTS.variable()),
                    "is in another slot of the Redis Cluster than the gateways' channels, and so perhaps at another node; write {"
                            + bus.prefix() + "}" + stream.key() + ", whose slot is that of the part in braces");
        }
    }

    private @Nullable RedisTlsSettings tls() {
        // An invalid value was hardly meant to switch TLS off.
        boolean on = settings.isOn(Setting.REDIS_TLS) || configurationFindings.isWrong(Setting.REDIS_TLS.variable());
        FileSettings authorities = file(Setting.REDIS_CA, on);
        FileSettings certificate = file(Setting.REDIS_CERTIFICATE, on);
        FileSettings key = file(Setting.REDIS_KEY, on);
        if (!on) {
            return null;
        }
        reportWithout(Setting.REDIS_KEY, Setting.REDIS_CERTIFICATE);
        reportWithout(Setting.REDIS_CERTIFICATE, Setting.REDIS_KEY);
        RedisTlsSettings tls = new RedisTlsSettings(authorities, certificate, key);
        tls.check((setting, what) -> configurationFindings.problem(ValueOrigin.of(setting), what));
        return tls;
    }

    private void reportWithout(Setting missing, Setting given) {
        if (settings.isSet(given) && !settings.isSet(missing)) {
            configurationFindings.problem(
                    ValueOrigin.of(missing.variable()), "is not set, but " + given.variable() + " is");
        }
    }

    private @Nullable FileSettings file(Setting setting, boolean on) {
        GivenValue file = settings.find(setting);
        if (file == null) {
            return null;
        }
        if (!on) {
            configurationFindings.wrong(file, "has no effect, since " + Setting.REDIS_TLS.variable() + " is not on");
            return null;
        }
        Path path = settings.parse(setting.kind(FileKind.class), file);
        return path == null ? null : new FileSettings(setting.variable(), directory.resolve(path));
    }

    private BusSettings bus() {
        String name = settings.text(Setting.REDIS_PREFIX);
        Duration interval = settings.duration(Setting.REDIS_PING_INTERVAL);
        Duration grace = settings.duration(Setting.REDIS_PING_GRACE);
        return new BusSettings(
                name,
                new BusLinkSettings(interval, grace, settings.duration(Setting.REDIS_RETRY)),
                new TrustSettings(
                        name,
                        settings.choice(Setting.CLUSTER_UNSIGNED, UnsignedPolicy.class),
                        settings.duration(Setting.CLUSTER_LEEWAY),
                        interval.multipliedBy(SIGNS_MISSED).plus(grace)),
                settings.secret(Setting.CLUSTER_SECRET),
                new OwnerSettings(settings.number(Setting.REDIS_BATCH), settings.duration(Setting.ANNOUNCE_TIMEOUT)),
                new ForwarderSettings(
                        settings.number(Setting.FORWARD_MESSAGES),
                        settings.number(Setting.FORWARD_BYTES),
                        settings.number(Setting.REMEMBERED_ROUTES),
                        settings.duration(Setting.ROUTE_REFRESH),
                        settings.duration(Setting.ROUTE_PAUSE)),
                stream());
    }

    private @Nullable StreamSettings stream() {
        String key = settings.text(Setting.REDIS_EVENTS);
        int length = settings.number(Setting.REDIS_EVENTS_LENGTH);
        int waiting = settings.number(Setting.REDIS_EVENTS_WAITING);
        return key.isEmpty() ? null : new StreamSettings(key, length, waiting, settings.number(Setting.REDIS_BATCH));
    }
}
