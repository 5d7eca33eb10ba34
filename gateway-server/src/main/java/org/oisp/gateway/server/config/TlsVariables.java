package org.oisp.gateway.server.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;
import org.oisp.gateway.server.socket.tls.TlsSettings;
import org.oisp.gateway.server.socket.tls.TlsSettings.ClientCertificate;
import org.oisp.gateway.server.socket.tls.TlsSettings.ClientName;
import org.oisp.gateway.server.socket.tls.TlsSettings.FileSettings;

/** The settings of TLS. */
final class TlsVariables {

    /** What is of no use without a certificate of ours. */
    private static final List<Setting> DEPENDENT = List.of(
            Setting.TLS_KEY,
            Setting.TLS_CLIENT_CA,
            Setting.TLS_CLIENT_CERTIFICATE,
            Setting.TLS_CLIENT_NAME,
            Setting.TLS_PLAIN_PEERS);

    private final Environment environment;
    private final Path directory;

    private TlsVariables(Environment environment, Path directory) {
        this.environment = environment;
        this.directory = directory;
    }

    /** Null for no TLS. */
    static @Nullable TlsSettings read(Environment environment, Path directory) {
        return new TlsVariables(environment, directory).read();
    }

    private @Nullable TlsSettings read() {
        FileSettings certificate = file(Setting.TLS_CERTIFICATE);
        FileSettings key = file(Setting.TLS_KEY);
        FileSettings clientCa = file(Setting.TLS_CLIENT_CA);
        ClientCertificate clientCertificate = choice(Setting.TLS_CLIENT_CERTIFICATE, ClientCertificate.class);
        ClientName clientName = choice(Setting.TLS_CLIENT_NAME, ClientName.class);
        List<AddressRange> plainPeers = OriginVariables.ranges(environment, Setting.TLS_PLAIN_PEERS);
        var renewal = environment.duration(Setting.TLS_RENEWAL_INTERVAL);
        if (certificate == null) {
            for (Setting setting : DEPENDENT) {
                if (isSet(setting)) {
                    environment.problem(
                            setting.variable(), "is set, but " + Setting.TLS_CERTIFICATE.variable() + " is not");
                }
            }
            return null;
        }
        if (key == null) {
            environment.problem(
                    Setting.TLS_KEY.variable(), "is not set, but " + Setting.TLS_CERTIFICATE.variable() + " is");
            return null;
        }
        if (clientCa == null && clientCertificate == ClientCertificate.REQUIRED) {
            environment.problem(
                    Setting.TLS_CLIENT_CERTIFICATE.variable(),
                    "is \"required\", but " + Setting.TLS_CLIENT_CA.variable() + " does not say by whom it is signed");
        }
        TlsSettings settings =
                new TlsSettings(certificate, key, clientCa, clientCertificate, clientName, plainPeers, renewal);
        settings.check(environment::problem);
        return settings;
    }

    private boolean isSet(Setting setting) {
        return environment.get(setting.variable()) != null;
    }

    private @Nullable FileSettings file(Setting setting) {
        String path = environment.get(setting.variable());
        if (path == null) {
            return null;
        }
        try {
            return new FileSettings(setting.variable(), directory.resolve(path));
        } catch (InvalidPathException bad) {
            environment.problem(setting.variable(), "is not the name of a file");
            return null;
        }
    }

    private <E extends Enum<E>> E choice(Setting setting, Class<E> choices) {
        List<String> names = Arrays.stream(choices.getEnumConstants())
                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                .toList();
        String text = environment.text(setting);
        int which = names.indexOf(text.toLowerCase(Locale.ROOT));
        if (which < 0) {
            environment.problem(setting.variable(), "\"" + text + "\" is none of " + String.join(", ", names));
            which = names.indexOf(setting.defaultValue());
        }
        return choices.getEnumConstants()[which];
    }
}
