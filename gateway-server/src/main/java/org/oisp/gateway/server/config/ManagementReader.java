package org.oisp.gateway.server.config;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.operations.live.LiveSettings;
import org.oisp.gateway.operations.presence.PresenceSettings;
import org.oisp.gateway.server.config.kind.HostKind;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.management.ManagementSettings;
import org.oisp.gateway.server.management.http.ConnectionSettings;
import org.oisp.gateway.server.secret.Password;

/** Reads the settings of the management port. */
final class ManagementReader {

    private ManagementReader() {}

    static ManagementSettings read(SettingReader settings) {
        return new ManagementSettings(
                settings.value(Setting.MANAGEMENT_HOST, Setting.MANAGEMENT_HOST.kind(HostKind.class)),
                settings.number(Setting.MANAGEMENT_PORT),
                new ConnectionSettings(
                        settings.duration(Setting.MANAGEMENT_IDLE_TIMEOUT),
                        settings.duration(Setting.MANAGEMENT_REQUEST_TIMEOUT),
                        settings.duration(Setting.CLOSE_TIMEOUT),
                        settings.number(Setting.MANAGEMENT_CONNECTIONS),
                        settings.number(Setting.MANAGEMENT_CONNECTIONS_PER_ADDRESS)),
                settings.isOn(Setting.REDIS_REQUIRED),
                password(settings),
                new PresenceSettings(
                        settings.duration(Setting.PRESENCE_TIMEOUT), settings.number(Setting.PRESENCE_REQUESTS)),
                new LiveSettings(
                        settings.number(Setting.LIVE_VIEWERS),
                        settings.number(Setting.LIVE_VIEWERS_PER_ADDRESS),
                        settings.duration(Setting.LIVE_PATIENCE)));
    }

    private static @Nullable Password password(SettingReader settings) {
        Password password = settings.secret(Setting.MANAGEMENT_PASSWORD);
        return password.value().isEmpty() ? null : password;
    }
}
