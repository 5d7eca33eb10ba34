package org.oisp.gateway.server.config.neighbour;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.setting.Sources;
import org.oisp.gateway.server.config.source.Address;
import org.oisp.gateway.server.config.source.Section;
import org.oisp.gateway.server.redis.RedisSettings;
import org.oisp.gateway.server.secret.Password;

/** Where Redis is: {@code redisConfig}, or the service {@code myredis}. */
final class RedisReader {

    private RedisReader() {}

    static @Nullable RedisSettings read(Sources sources) {
        SettingReader settings = sources.settings();
        Section oisp = sources.oisp().section("redisConfig");
        Section service = sources.cloudFoundry().service("myredis");
        boolean ownForm =
                settings.isSet(Setting.REDIS_HOST, Setting.REDIS_PORT, Setting.REDIS_USERNAME, Setting.REDIS_PASSWORD);
        if (!ownForm && oisp.isEmpty() && service.isEmpty()) {
            settings.find(Setting.REDIS_HOST);
            return null;
        }
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
                settings.duration(Setting.REDIS_TIMEOUT));
    }
}
