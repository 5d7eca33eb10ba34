package org.oisp.gateway.server.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.GivenValue;
import org.oisp.gateway.server.config.source.ValueOrigin;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;
import org.oisp.gateway.server.socket.tls.TlsSettings;
import org.oisp.gateway.server.socket.tls.TlsSettings.ClientCertificate;
import org.oisp.gateway.server.socket.tls.TlsSettings.ClientName;
import org.oisp.gateway.server.socket.tls.TlsSettings.FileSettings;

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
        ClientCertificate clientCertificate = choice(Setting.TLS_CLIENT_CERTIFICATE, ClientCertificate.class);
        ClientName clientName = choice(Setting.TLS_CLIENT_NAME, ClientName.class);
        List<AddressRange> plainPeers = OriginReader.ranges(settings, Setting.TLS_PLAIN_PEERS);
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
        TlsSettings tls =
                new TlsSettings(certificate, key, clientCa, clientCertificate, clientName, plainPeers, renewal);
        tls.check((variable, what) -> configurationFindings.problem(ValueOrigin.of(variable), what));
        return tls;
    }

    private void problem(Setting setting, String what) {
        configurationFindings.problem(ValueOrigin.of(setting.variable()), what);
    }

    private @Nullable FileSettings file(Setting setting) {
        GivenValue givenValue = settings.find(setting);
        if (givenValue == null) {
            return null;
        }
        try {
            return new FileSettings(setting.variable(), directory.resolve(givenValue.text()));
        } catch (InvalidPathException bad) {
            problem(setting, "is not a file name");
            return null;
        }
    }

    private <E extends Enum<E>> E choice(Setting setting, Class<E> choices) {
        List<String> names = Arrays.stream(choices.getEnumConstants())
                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                .toList();
        GivenValue givenValue = settings.find(setting);
        int which = names.indexOf(
                givenValue == null ? setting.defaultValue() : givenValue.text().toLowerCase(Locale.ROOT));
        if (givenValue != null && which < 0) {
            settings.wrong(givenValue, "is not one of " + String.join(", ", names));
            which = names.indexOf(setting.defaultValue());
        }
        return choices.getEnumConstants()[which];
    }
}
