package org.oisp.gateway.server.config.neighbour;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.routing.ForwarderSettings;
import org.oisp.gateway.routing.owner.OwnerSettings;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.setting.Sources;
import org.oisp.gateway.server.config.source.Address;
import org.oisp.gateway.server.config.source.Given;
import org.oisp.gateway.server.config.source.Section;
import org.oisp.gateway.server.redis.BusSettings;
import org.oisp.gateway.server.redis.RedisSettings;
import org.oisp.gateway.server.redis.RedisSettings.RedisTlsSettings;
import org.oisp.gateway.server.redis.StreamSettings;
import org.oisp.gateway.server.secret.Password;

/** Where Redis is: {@code redisConfig}, or the service {@code myredis}. */
final class RedisReader {

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_.:-]{1,32}");
    private static final int GIGABYTE = 1 << 30;

    private final SettingReader settings;
    private final Path directory;

    private RedisReader(SettingReader settings, Path directory) {
        this.settings = settings;
        this.directory = directory;
    }

    static @Nullable RedisSettings read(Sources sources, Path directory) {
        SettingReader settings = sources.settings();
        Section oisp = sources.oisp().section("redisConfig");
        Section service = sources.cloudFoundry().service("myredis");
        boolean ownForm =
                settings.isSet(Setting.REDIS_HOST, Setting.REDIS_PORT, Setting.REDIS_USERNAME, Setting.REDIS_PASSWORD);
        if (!ownForm && oisp.isEmpty() && service.isEmpty()) {
            settings.find(Setting.REDIS_HOST);
            return null;
        }
        RedisReader reader = new RedisReader(settings, directory);
        return new RedisSettings(
                settings.host(
                        Setting.REDIS_HOST,
                        sources.missing(Setting.REDIS_HOST, ownForm && oisp.isEmpty(), oisp, service, "hostname"),
                        oisp.text("hostname"),
                        // Some brokers of services say it shorter.
                        service.text(service.has("hostname") ? "hostname" : "host")),
                settings.number(Setting.REDIS_PORT, 1, Address.MAX_PORT, oisp.number("port"), service.number("port")),
                settings.text(Setting.REDIS_USERNAME),
                new Password(settings.text(Setting.REDIS_PASSWORD, oisp.text("password"), service.text("password"))),
                settings.duration(Setting.REDIS_TIMEOUT),
                reader.tls(),
                reader.bus());
    }

    private @Nullable RedisTlsSettings tls() {
        boolean on = settings.isOn(Setting.REDIS_TLS);
        Given file = settings.find(Setting.REDIS_CA);
        if (file == null) {
            return on ? new RedisTlsSettings(null) : null;
        }
        if (!on) {
            settings.wrong(file, "is of no use, since " + Setting.REDIS_TLS.variable() + " is not on");
            return null;
        }
        Path authorities = directory.resolve(file.text());
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
        return new RedisTlsSettings(authorities);
    }

    private BusSettings bus() {
        Given prefix = settings.find(Setting.REDIS_PREFIX);
        if (prefix != null && !PREFIX.matcher(prefix.text()).matches()) {
            settings.wrong(prefix, "is not of 1 to 32 letters, digits and any of _.:-");
        }
        return new BusSettings(
                prefix == null ? Setting.REDIS_PREFIX.defaultValue() : prefix.text(),
                settings.duration(Setting.REDIS_PING_INTERVAL),
                settings.duration(Setting.REDIS_PING_GRACE),
                settings.duration(Setting.REDIS_RETRY),
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

    private @Nullable StreamSettings stream() {
        Given key = settings.find(Setting.REDIS_EVENTS);
        int length = settings.number(Setting.REDIS_EVENTS_LENGTH, 1, 100_000_000);
        int waiting = settings.number(Setting.REDIS_EVENTS_WAITING, 1, 10_000_000);
        return key == null
                ? null
                : new StreamSettings(key.text(), length, waiting, settings.number(Setting.REDIS_BATCH, 1, 100_000));
    }
}
