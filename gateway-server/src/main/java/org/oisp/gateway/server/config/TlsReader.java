package org.oisp.gateway.server.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.certificate.FileSettings;
import org.oisp.gateway.server.config.kind.FileKind;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.ValueOrigin;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;
import org.oisp.gateway.server.socket.tls.TlsFileSettings;
import org.oisp.gateway.server.socket.tls.TlsSettings;
import org.oisp.gateway.server.socket.tls.TlsSettings.ClientCertificate;
import org.oisp.gateway.server.socket.tls.TlsSettings.ClientName;

/** Reads the settings of TLS. */
final class TlsReader {

    /** Settings without effect unless the gateway has a certificate. */
    private static final List<Setting> DEPENDENT = List.of(
            Setting.TLS_KEY,
            Setting.TLS_CLIENT_CA,
            Setting.TLS_CLIENT_CERTIFICATE,
            Setting.TLS_CLIENT_NAME,
            Setting.TLS_PLAIN_PEERS);

    private final SettingReader settings;
    private final ConfigurationFindings configurationFindings;
    private final Path directory;

    private TlsReader(SettingReader settings, ConfigurationFindings configurationFindings, Path directory) {
        this.settings = settings;
        this.configurationFindings = configurationFindings;
        this.directory = directory;
    }

    /** Returns null for no TLS. */
    static @Nullable TlsSettings read(
            SettingReader settings, ConfigurationFindings configurationFindings, Path directory) {
        return new TlsReader(settings, configurationFindings, directory).read();
    }

    private @Nullable TlsSettings read() {
        FileSettings certificate = file(Setting.TLS_CERTIFICATE);
        FileSettings key = file(Setting.TLS_KEY);
        FileSettings clientCa = file(Setting.TLS_CLIENT_CA);
        ClientCertificate clientCertificate = settings.choice(Setting.TLS_CLIENT_CERTIFICATE, ClientCertificate.class);
        ClientName clientName = settings.choice(Setting.TLS_CLIENT_NAME, ClientName.class);
        List<AddressRange> plainPeers = AddressRangesReader.read(settings, Setting.TLS_PLAIN_PEERS);
        var renewal = settings.duration(Setting.TLS_RENEWAL_INTERVAL);
        if (certificate == null) {
            for (Setting setting : DEPENDENT) {
                if (settings.isSet(setting) && !settings.isSet(Setting.TLS_CERTIFICATE)) {
                    problem(setting, "is set, but " + Setting.TLS_CERTIFICATE.variable() + " is not");
                }
            }
            return null;
        }
        if (key == null) {
            problem(Setting.TLS_KEY, "is not set, but " + Setting.TLS_CERTIFICATE.variable() + " is");
            // The missing key is reported already. This path lets the other files be checked.
            key = new FileSettings(Setting.TLS_KEY.variable(), certificate.path());
        }
        if (!settings.isSet(Setting.TLS_CLIENT_CA) && clientCertificate == ClientCertificate.REQUIRED) {
            problem(
                    Setting.TLS_CLIENT_CERTIFICATE,
                    "is \"required\", but " + Setting.TLS_CLIENT_CA.variable()
                            + " does not name the authority that signed it");
        }
        TlsSettings tls = new TlsSettings(
                new TlsFileSettings(certificate, key, clientCa), clientCertificate, clientName, plainPeers, renewal);
        tls.check((variable, what) -> configurationFindings.problem(ValueOrigin.of(variable), what));
        return tls;
    }

    private void problem(Setting setting, String what) {
        configurationFindings.problem(ValueOrigin.of(setting.variable()), what);
    }

    private @Nullable FileSettings file(Setting setting) {
        Path file = settings.optional(setting, setting.kind(FileKind.class));
        return file == null ? null : new FileSettings(setting.variable(), directory.resolve(file));
    }
}
