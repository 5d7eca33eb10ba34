package org.oisp.gateway.server.config;

import java.nio.file.Path;
import org.oisp.gateway.server.config.setting.EffectiveSetting;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.setting.Sources;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.socket.SocketSettings;

/** Reads the settings of the device port. */
final class SocketReader {

    private static final int LONGEST_MESSAGE = 256 * 1024 * 1024;

    private SocketReader() {}

    static SocketSettings read(Sources sources, ConfigurationFindings configurationFindings, Path directory) {
        SettingReader settings = sources.settings();
        int maxMessage = settings.number(Setting.MAX_MESSAGE_BYTES, 1024, LONGEST_MESSAGE);
        return new SocketSettings(
                DevicePort.read(settings, sources.cloudFoundry()),
                settings.number(Setting.MAX_CONNECTIONS, 1, 10_000_000),
                // An invalid message length is no bound for the frame length.
                maxFrame(
                        settings,
                        configurationFindings.isWrong(Setting.MAX_MESSAGE_BYTES.variable())
                                ? LONGEST_MESSAGE
                                : maxMessage),
                maxMessage,
                new SocketSettings.PeerTimeouts(
                        settings.duration(Setting.HANDSHAKE_TIMEOUT), settings.duration(Setting.CLOSE_TIMEOUT)),
                TlsReader.read(settings, configurationFindings, directory),
                OriginReader.read(settings, configurationFindings));
    }

    /** Reads the frame length. A message length below the default frame length lowers that default. */
    private static int maxFrame(SettingReader settings, int maxMessage) {
        if (settings.isSet(Setting.MAX_FRAME_BYTES)) {
            return settings.number(Setting.MAX_FRAME_BYTES, 125, maxMessage);
        }
        int max = Math.min(Integer.parseInt(Setting.MAX_FRAME_BYTES.defaultValue()), maxMessage);
        settings.show(Setting.MAX_FRAME_BYTES, Integer.toString(max), EffectiveSetting.DEFAULT);
        return max;
    }
}
