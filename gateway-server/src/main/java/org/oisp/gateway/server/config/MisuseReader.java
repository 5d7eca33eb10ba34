package org.oisp.gateway.server.config;

import java.util.EnumMap;
import java.util.Map;
import org.oisp.gateway.limits.Flood;
import org.oisp.gateway.limits.Misuse;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.socket.origin.MisuseSettings;

/** Reads the rate limits of addresses and connections. */
final class MisuseReader {

    private MisuseReader() {}

    static MisuseSettings read(SettingReader settings) {
        Map<Misuse, Integer> perAddress = new EnumMap<>(Misuse.class);
        for (Misuse what : Misuse.values()) {
            perAddress.put(what, settings.number(setting(what)));
        }
        Map<Flood, Integer> perConnection = new EnumMap<>(Flood.class);
        for (Flood what : Flood.values()) {
            perConnection.put(what, settings.number(setting(what)));
        }
        return new MisuseSettings(
                perAddress,
                perConnection,
                settings.duration(Setting.FLOOD_TIME),
                settings.number(Setting.LIMITED_HANDSHAKES),
                settings.duration(Setting.BAN_TIME),
                settings.number(Setting.REMEMBERED_ADDRESSES),
                AddressRangesReader.read(settings, Setting.EXEMPT_ADDRESSES));
    }

    private static Setting setting(Misuse what) {
        return switch (what) {
            case WRONG_TOKEN -> Setting.ADDRESS_WRONG_TOKENS;
            case WRONG_CREDENTIALS -> Setting.ADDRESS_WRONG_CREDENTIALS;
            case ABANDONED_CONNECTION -> Setting.ADDRESS_ABANDONED_CONNECTIONS;
            case SLOW_HANDSHAKE -> Setting.ADDRESS_SLOW_HANDSHAKES;
            case FAILED_TLS -> Setting.ADDRESS_FAILED_TLS;
            case MALFORMED_MESSAGE -> Setting.ADDRESS_MALFORMED_MESSAGES;
            case UNREGISTERED_CONNECTION -> Setting.ADDRESS_UNREGISTERED;
            case FLOOD -> Setting.ADDRESS_FLOODS;
        };
    }

    private static Setting setting(Flood what) {
        return switch (what) {
            case PINGS -> Setting.CONNECTION_PINGS;
            case SMALL_FRAGMENTS -> Setting.CONNECTION_SMALL_FRAGMENTS;
            case WRONG_CREDENTIALS -> Setting.CONNECTION_WRONG_CREDENTIALS;
        };
    }
}
