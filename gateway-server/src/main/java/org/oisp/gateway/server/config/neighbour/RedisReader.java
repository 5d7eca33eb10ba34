package org.oisp.gateway.server.config.neighbour;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.cluster.ownership.OwnerSettings;
import org.oisp.gateway.cluster.trust.TrustSettings;
import org.oisp.gateway.cluster.trust.UnsignedPolicy;
import org.oisp.gateway.routing.ForwarderSettings;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.setting.Sources;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.ConfigurationSection;
import org.oisp.gateway.server.config.source.GivenValue;
import org.oisp.gateway.server.config.source.HostAndPort;
import org.oisp.gateway.server.redis.BusSettings;
import org.oisp.gateway.server.redis.BusSettings.BusLinkSettings;
import org.oisp.gateway.server.redis.RedisSettings;
import org.oisp.gateway.server.redis.RedisSettings.RedisTlsSettings;
import org.oisp.gateway.server.redis.StreamSettings;
import org.oisp.gateway.server.secret.Password;

/** Reads where Redis is, from {@code redisConfig} or the service {@code myredis}. */
final class RedisReader {

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_.:-]{1,32}");
    /** Minimum length in characters. An eavesdropper could find a shorter secret by trial. */
    private static final int SHORTEST_SECRET = 32;

    /** Announcements that may be missed. An instance announces with each ping of Redis that it signs. */
    private static final int SIGNS_MISSED = 3;

    private static final int GIGABYTE = 1 << 30;

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
        int port = settings.number(
                Setting.REDIS_PORT, 1, HostAndPort.MAX_PORT, oisp.number("port"), service.number("port"));
        String username = settings.text(Setting.REDIS_USERNAME);
        Password password =
                new Password(settings.text(Setting.REDIS_PASSWORD, oisp.text("password"), service.text("password")));
        Duration timeout = settings.duration(Setting.REDIS_TIMEOUT);
        RedisTlsSettings tls = reader.tls();
        BusSettings bus = reader.bus();
        if (!ownForm && oisp.isEmpty() && service.isEmpty()) {
            // The other settings of Redis are unused, but are read so that invalid values are reported.
            settings.find(Setting.REDIS_HOST);
            return null;
        }
        String host = settings.host(
                Setting.REDIS_HOST,
                sources.missing(Setting.REDIS_HOST, ownForm && oisp.isEmpty(), oisp, service, "hostname"),
                oisp.text("hostname"),
                // Some service brokers call the field "host".
                service.text(service.has("hostname") ? "hostname" : "host"));
        return new RedisSettings(host, port, username, password, timeout, tls, bus);
    }

    private @Nullable RedisTlsSettings tls() {
        // An invalid value was hardly meant to switch TLS off.
        boolean on = settings.isOn(Setting.REDIS_TLS) || configurationFindings.isWrong(Setting.REDIS_TLS.variable());
        GivenValue file = settings.find(Setting.REDIS_CA);
        if (file == null) {
            return on ? new RedisTlsSettings(null) : null;
        }
        if (!on) {
            settings.wrong(file, "has no effect, since " + Setting.REDIS_TLS.variable() + " is not on");
            return null;
        }
        try {
            return new RedisTlsSettings(authorities(file, directory.resolve(file.text())));
        } catch (InvalidPathException bad) {
            settings.wrong(file, "is not a file name");
            return null;
        }
    }

    private Path authorities(GivenValue file, Path authorities) {
        try (InputStream pem = Files.newInputStream(authorities)) {
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(pem)
                    .isEmpty()) {
                settings.wrong(file, "has no certificate in it");
            }
        } catch (IOException unreadable) {
            settings.wrong(file, "cannot be read");
        } catch (CertificateException unusable) {
            settings.wrong(file, "holds no certificates in PEM");
        }
        return authorities;
    }

    private BusSettings bus() {
        GivenValue prefix = settings.find(Setting.REDIS_PREFIX);
        if (prefix != null && !PREFIX.matcher(prefix.text()).matches()) {
            settings.wrong(prefix, "is not of 1 to 32 letters, digits and any of _.:-");
        }
        String name = prefix == null ? Setting.REDIS_PREFIX.defaultValue() : prefix.text();
        Duration interval = settings.duration(Setting.REDIS_PING_INTERVAL);
        Duration grace = settings.duration(Setting.REDIS_PING_GRACE);
        return new BusSettings(
                name,
                new BusLinkSettings(interval, grace, settings.duration(Setting.REDIS_RETRY)),
                new TrustSettings(
                        name,
                        unsigned(),
                        settings.duration(Setting.CLUSTER_LEEWAY),
                        interval.multipliedBy(SIGNS_MISSED).plus(grace)),
                secret(),
                new OwnerSettings(
                        settings.number(Setting.REDIS_BATCH, 1, 100_000), settings.duration(Setting.ANNOUNCE_TIMEOUT)),
                new ForwarderSettings(
                        settings.number(Setting.FORWARD_MESSAGES, 1, 10_000_000),
                        settings.number(Setting.FORWARD_BYTES, 1024, GIGABYTE),
                        settings.number(Setting.REMEMBERED_ROUTES, 0, 100_000_000),
                        settings.duration(Setting.ROUTE_REFRESH),
                        settings.duration(Setting.ROUTE_PAUSE)),
                stream());
    }

    private UnsignedPolicy unsigned() {
        GivenValue givenValue = settings.find(Setting.CLUSTER_UNSIGNED);
        String text = givenValue == null ? Setting.CLUSTER_UNSIGNED.defaultValue() : givenValue.text();
        for (UnsignedPolicy policy : UnsignedPolicy.values()) {
            if (policy.name().toLowerCase(Locale.ROOT).equals(text)) {
                return policy;
            }
        }
        if (givenValue != null && givenValue.usable()) {
            settings.wrong(givenValue, "is neither auto nor accept nor refuse");
        }
        return UnsignedPolicy.AUTO;
    }

    private Password secret() {
        GivenValue givenValue = settings.find(Setting.CLUSTER_SECRET);
        if (givenValue != null && givenValue.usable() && givenValue.text().length() < SHORTEST_SECRET) {
            // Reported without the value, which is a secret.
            configurationFindings.problem(
                    givenValue.valueOrigin(),
                    "is shorter than " + SHORTEST_SECRET + " characters; use the output of openssl rand -hex 32");
        }
        return new Password(givenValue == null ? "" : givenValue.text());
    }

    private @Nullable StreamSettings stream() {
        GivenValue key = settings.find(Setting.REDIS_EVENTS);
        int length = settings.number(Setting.REDIS_EVENTS_LENGTH, 1, 100_000_000);
        int waiting = settings.number(Setting.REDIS_EVENTS_WAITING, 1, 10_000_000);
        return key == null
                ? null
                : new StreamSettings(key.text(), length, waiting, settings.number(Setting.REDIS_BATCH, 1, 100_000));
    }
}
