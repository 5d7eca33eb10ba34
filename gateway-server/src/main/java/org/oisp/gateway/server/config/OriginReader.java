package org.oisp.gateway.server.config;

import java.util.ArrayList;
import java.util.List;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.GivenValue;
import org.oisp.gateway.server.config.source.ValueOrigin;
import org.oisp.gateway.server.socket.origin.OriginSettings;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/** Reads the settings of trusted proxies and client addresses. */
final class OriginReader {

    private OriginReader() {}

    static OriginSettings read(SettingReader settings, ConfigurationFindings configurationFindings) {
        List<AddressRange> proxies = ranges(settings, Setting.TRUSTED_PROXIES);
        boolean proxyProtocol = settings.isOn(Setting.PROXY_PROTOCOL);
        if (proxyProtocol && !settings.isSet(Setting.TRUSTED_PROXIES)) {
            configurationFindings.problem(
                    ValueOrigin.of(Setting.PROXY_PROTOCOL.variable()),
                    "is \"on\", but " + Setting.TRUSTED_PROXIES.variable() + " is empty, so no proxy is trusted");
        }
        return new OriginSettings(
                proxyProtocol,
                proxies,
                settings.number(Setting.MAX_CONNECTIONS_PER_ADDRESS, 0, 10_000_000),
                StrangerReader.read(settings));
    }

    /** Parses a comma-separated list of addresses and ranges; reports invalid ones. */
    static List<AddressRange> ranges(SettingReader settings, Setting setting) {
        List<AddressRange> ranges = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        GivenValue list = settings.find(setting);
        if (list == null) {
            return ranges;
        }
        for (String text : list.text().split(",", -1)) {
            AddressRange range = AddressRange.parse(text.trim());
            if (range == null) {
                wrong.add(text.trim());
            } else {
                ranges.add(range);
            }
        }
        if (!wrong.isEmpty()) {
            settings.wrong(
                    new GivenValue(String.join("\", \"", wrong), list.valueOrigin()),
                    (wrong.size() == 1 ? "is not an address or a range" : "are not addresses or ranges")
                            + " such as 10.0.0.0/8 or fd00::/8");
        }
        return ranges;
    }
}
