package org.oisp.gateway.server.config.neighbour;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.ownership.OwnerSettings;
import org.oisp.gateway.cluster.trust.TrustSettings;
import org.oisp.gateway.cluster.trust.UnsignedPolicy;
import org.oisp.gateway.routing.ForwarderSettings;
import org.oisp.gateway.server.config.kind.FileKind;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.setting.Sources;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.ConfigurationSection;
import org.oisp.gateway.server.config.source.GivenValue;
import org.oisp.gateway.server.redis.BusSettings;
import org.oisp.gateway.server.redis.BusSettings.BusLinkSettings;
import org.oisp.gateway.server.redis.RedisSettings;
import org.oisp.gateway.server.redis.RedisSettings.RedisTlsSettings;
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
        boolean ownForm =
                settings.isSet(Setting.REDIS_HOST, Setting.REDIS_PORT, Setting.REDIS_USERNAME, Setting.REDIS_PASSWORD);
        RedisReader reader = new RedisReader(sources, directory);
        int port = settings.number(Setting.REDIS_PORT, oisp.number("port"), service.number("port"));
        String username = settings.text(Setting.REDIS_USERNAME);
        Password password = settings.secret(Setting.REDIS_PASSWORD, oisp.text("password"), service.text("password"));
        Duration timeout = settings.duration(Setting.REDIS_TIMEOUT);
        RedisTlsSettings tls = reader.tls();
        BusSettings bus = reader.bus();
        if (!ownForm && oisp.isEmpty() && service.isEmpty()) {
            // The other settings of Redis are unused, but are read so that invalid values are reported.
            settings.find(Setting.REDIS_HOST);
            return null;
        }
        GivenValue host = settings.required(
                Setting.REDIS_HOST,
                sources.missing(Setting.REDIS_HOST, ownForm && oisp.isEmpty(), oisp, service, "hostname"),
                oisp.text("hostname"),
                // Some service brokers call the field "host".
                service.text(service.has("hostname") ? "hostname" : "host"));
        return new RedisSettings(settings.host(Setting.REDIS_HOST, host), port, username, password, timeout, tls, bus);
    }

    private @Nullable RedisTlsSettings tls() {
        // An invalid value was hardly meant to switch TLS off.
        boolean on = settings.isOn(Setting.REDIS_TLS) || configurationFindings.isWrong(Setting.REDIS_TLS.variable());
        GivenValue file = settings.find(Setting.REDIS_CA);
        if (file == null) {
            return on ? new RedisTlsSettings(null) : null;
        }
        if (!on) {
            configurationFindings.wrong(file, "has no effect, since " + Setting.REDIS_TLS.variable() + " is not on");
            return null;
        }
        Path path = settings.parse(Setting.REDIS_CA.kind(FileKind.class), file);
        return path == null ? null : new RedisTlsSettings(authorities(file, directory.resolve(path)));
    }

    private Path authorities(GivenValue file, Path authorities) {
        try (InputStream pem = Files.newInputStream(authorities)) {
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(pem)
                    .isEmpty()) {
                configurationFindings.wrong(file, "has no certificate in it");
            }
        } catch (IOException unreadable) {
            configurationFindings.wrong(file, "cannot be read");
        } catch (CertificateException unusable) {
            configurationFindings.wrong(file, "holds no certificates in PEM");
        }
        return authorities;
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
