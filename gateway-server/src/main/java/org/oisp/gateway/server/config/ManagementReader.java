package org.oisp.gateway.server.config;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.operations.live.LiveSettings;
import org.oisp.gateway.operations.presence.PresenceSettings;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.source.GivenValue;
import org.oisp.gateway.server.config.source.HostAndPort;
import org.oisp.gateway.server.management.ManagementSettings;
import org.oisp.gateway.server.management.http.ConnectionSettings;
import org.oisp.gateway.server.secret.Password;

/** Reads the settings of the management port. */
final class ManagementReader {

    private ManagementReader() {}

    static ManagementSettings read(SettingReader settings) {
        return new ManagementSettings(
                host(settings),
                settings.number(Setting.MANAGEMENT_PORT, 0, HostAndPort.MAX_PORT),
                new ConnectionSettings(
                        settings.duration(Setting.MANAGEMENT_IDLE_TIMEOUT),
                        settings.duration(Setting.MANAGEMENT_REQUEST_TIMEOUT),
                        settings.duration(Setting.CLOSE_TIMEOUT),
                        settings.number(Setting.MANAGEMENT_CONNECTIONS, 8, 10_000),
                        settings.number(Setting.MANAGEMENT_CONNECTIONS_PER_ADDRESS, 4, 10_000)),
                settings.isOn(Setting.REDIS_REQUIRED),
                password(settings),
                new PresenceSettings(
                        settings.duration(Setting.PRESENCE_TIMEOUT),
                        settings.number(Setting.PRESENCE_REQUESTS, 1, 10_000)),
                new LiveSettings(
                        settings.number(Setting.LIVE_VIEWERS, 1, 10_000),
                        settings.number(Setting.LIVE_VIEWERS_PER_ADDRESS, 1, 10_000),
                        settings.duration(Setting.LIVE_PATIENCE)));
    }

    private static String host(SettingReader settings) {
        GivenValue givenValue = settings.find(Setting.MANAGEMENT_HOST);
        return givenValue == null ? Setting.MANAGEMENT_HOST.defaultValue() : settings.host(givenValue);
    }

    private static @Nullable Password password(SettingReader settings) {
        GivenValue givenValue = settings.find(Setting.MANAGEMENT_PASSWORD);
        return givenValue == null || givenValue.text().isEmpty() ? null : new Password(givenValue.text());
    }
}
