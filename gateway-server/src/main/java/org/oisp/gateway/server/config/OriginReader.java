package org.oisp.gateway.server.config;

import java.util.List;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.ValueOrigin;
import org.oisp.gateway.server.socket.origin.OriginSettings;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/** Reads the settings of trusted proxies and client addresses. */
final class OriginReader {

    private OriginReader() {}

    static OriginSettings read(SettingReader settings, ConfigurationFindings configurationFindings) {
        List<AddressRange> proxies = AddressRangesReader.read(settings, Setting.TRUSTED_PROXIES);
        boolean proxyProtocol = settings.isOn(Setting.PROXY_PROTOCOL);
        if (proxyProtocol && !settings.isSet(Setting.TRUSTED_PROXIES)) {
            configurationFindings.problem(
                    ValueOrigin.of(Setting.PROXY_PROTOCOL.variable()),
                    "is \"on\", but " + Setting.TRUSTED_PROXIES.variable() + " is empty, so no proxy is trusted");
        }
        return new OriginSettings(
                proxyProtocol,
                proxies,
                settings.number(Setting.MAX_CONNECTIONS_PER_ADDRESS),
                MisuseReader.read(settings));
    }
}
