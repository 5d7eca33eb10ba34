package org.oisp.gateway.server.config;

import java.util.List;
import org.oisp.gateway.server.config.kind.RangesKind;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/** Reads lists of addresses and ranges. */
final class AddressRangesReader {

    private AddressRangesReader() {}

    /** Returns addresses and ranges; none if they are not set or invalid, which is reported. */
    static List<AddressRange> read(SettingReader settings, Setting setting) {
        List<AddressRange> ranges = settings.optional(setting, setting.kind(RangesKind.class));
        return ranges == null ? List.of() : ranges;
    }
}
