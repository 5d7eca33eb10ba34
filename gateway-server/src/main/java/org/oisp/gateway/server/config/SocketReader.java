package org.oisp.gateway.server.config;

import java.nio.file.Path;
import org.oisp.gateway.server.config.kind.NumberKind;
import org.oisp.gateway.server.config.setting.EffectiveSetting;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.setting.Sources;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.socket.SocketSettings;

/** Reads the settings of the device port. */
final class SocketReader {

    private SocketReader() {}

    static SocketSettings read(Sources sources, ConfigurationFindings configurationFindings, Path directory) {
        SettingReader settings = sources.settings();
        int maxMessage = settings.number(Setting.MAX_MESSAGE_BYTES);
        return new SocketSettings(
                DevicePort.read(settings, sources.cloudFoundry()),
                settings.number(Setting.MAX_CONNECTIONS),
                // An invalid message length is no bound for the frame length.
                maxFrame(
                        settings,
                        configurationFindings.isWrong(Setting.MAX_MESSAGE_BYTES.variable())
                                ? Integer.MAX_VALUE
                                : maxMessage),
                maxMessage,
                new SocketSettings.PeerTimeouts(
                        settings.duration(Setting.HANDSHAKE_TIMEOUT),
                        settings.duration(Setting.CLOSE_TIMEOUT),
                        settings.duration(Setting.UNACKNOWLEDGED_TIMEOUT)),
                TlsReader.read(settings, configurationFindings, directory),
                OriginReader.read(settings, configurationFindings));
    }

    /** Reads the frame length. A message length below the default frame length lowers that default. */
    private static int maxFrame(SettingReader settings, int maxMessage) {
        int otherwise = Math.min(Integer.parseInt(Setting.MAX_FRAME_BYTES.defaultValue()), maxMessage);
        if (settings.isSet(Setting.MAX_FRAME_BYTES)) {
            NumberKind kind = Setting.MAX_FRAME_BYTES.kind(NumberKind.class).upTo(maxMessage);
            Integer length = settings.optional(Setting.MAX_FRAME_BYTES, kind);
            return length == null ? otherwise : length;
        }
        settings.show(Setting.MAX_FRAME_BYTES, Integer.toString(otherwise), EffectiveSetting.DEFAULT);
        return otherwise;
    }
}
