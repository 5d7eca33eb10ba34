package org.oisp.gateway.server.config;

import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.Authenticator.AuthSettings;
import org.oisp.gateway.auth.LedgerSettings;
import org.oisp.gateway.auth.token.InvalidKeyFileException;
import org.oisp.gateway.auth.token.PublicKeyFile;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.registry.MailboxSettings;
import org.oisp.gateway.server.config.OispConfiguration.Section;
import org.oisp.gateway.server.database.PostgresSettings;
import org.oisp.gateway.server.management.ManagementSettings;
import org.oisp.gateway.server.secret.Password;
import org.oisp.gateway.server.socket.SocketSettings;
import org.oisp.gateway.session.SessionSettings;

/** Makes the settings out of the environment. */
public final class Configuration {

    private static final int MAX_PORT = 65_535;
    private static final int MEGABYTES_256 = 256 * 1024 * 1024;
    private static final int DEFAULT_POSTGRES_PORT = 5432;

    private final Environment environment;
    private final OispConfiguration oisp;

    private Configuration(Environment environment) {
        this.environment = environment;
        this.oisp = new OispConfiguration(environment);
    }

    /**
     * Reads all settings.
     *
     * @param variables the environment
     * @param directory what a relative file name is relative to
     * @return the settings, checked
     * @throws ConfigurationException everything that is wrong, at once
     */
    public static GatewaySettings read(Map<String, String> variables, Path directory) throws ConfigurationException {
        Environment environment = new Environment(variables);
        GatewaySettings settings = new Configuration(environment).read(directory);
        if (settings == null || !environment.problems().isEmpty()) {
            throw new ConfigurationException(environment.problems());
        }
        return settings;
    }

    private @Nullable GatewaySettings read(Path directory) {
        SocketSettings sockets = sockets(directory);
        SessionSettings sessions = sessions();
        MailboxSettings mailboxes = new MailboxSettings(
                environment.number(Setting.MAILBOX_MESSAGES, 1, 1_000_000),
                environment.number(Setting.MAILBOX_BYTES, 1024, MEGABYTES_256));
        ManagementSettings management = new ManagementSettings(
                environment.text(Setting.MANAGEMENT_HOST), environment.number(Setting.MANAGEMENT_PORT, 0, MAX_PORT));
        PostgresSettings database = database();
        Credentials senders = senders();
        noteUnused();
        RegistrationSettings registration = registration(directory, sockets.port());
        return registration == null
                ? null
                : new GatewaySettings(
                        sockets, sessions, mailboxes, senders, registration, database, management, environment.notes());
    }

    private SocketSettings sockets(Path directory) {
        int maxMessage = environment.number(Setting.MAX_MESSAGE_BYTES, 1024, MEGABYTES_256);
        return new SocketSettings(
                environment.number(Setting.PORT, 0, MAX_PORT),
                environment.number(Setting.MAX_CONNECTIONS, 1, 10_000_000),
                environment.number(Setting.MAX_FRAME_BYTES, 125, maxMessage),
                maxMessage,
                environment.duration(Setting.HANDSHAKE_TIMEOUT),
                environment.duration(Setting.CLOSE_TIMEOUT),
                TlsVariables.read(environment, directory),
                OriginVariables.read(environment));
    }

    private SessionSettings sessions() {
        return new SessionSettings(
                environment.duration(Setting.PING_INTERVAL),
                environment.duration(Setting.PING_GRACE),
                environment.duration(Setting.FIRST_MESSAGE_TIMEOUT),
                environment.number(Setting.MAX_DEVICES_PER_CONNECTION, 1, 100_000));
    }

    private PostgresSettings database() {
        Section postgres = oisp.section("postgresConfig");
        return new PostgresSettings(
                postgres.required("hostname"),
                postgres.port("port", DEFAULT_POSTGRES_PORT),
                postgres.required("dbname"),
                postgres.required("username"),
                new Password(postgres.requiredOrEmpty("password")),
                environment.duration(Setting.QUERY_TIMEOUT));
    }

    private Credentials senders() {
        Section user = oisp.section("websocketUserConfig");
        return new Credentials(user.required("username"), user.required("password"));
    }

    private @Nullable RegistrationSettings registration(Path directory, int port) {
        int remembered = environment.number(Setting.REMEMBERED_TOKENS, 0, 100_000_000);
        Duration queryTimeout = environment.duration(Setting.QUERY_TIMEOUT);
        AuthSettings auth = new AuthSettings(
                environment.duration(Setting.REGISTRATION_TIMEOUT),
                environment.number(Setting.MAX_REGISTRATIONS, 1, 10_000_000));
        LedgerSettings ledger = new LedgerSettings(
                advertisedServer(port), queryTimeout, environment.number(Setting.REGISTRATION_BATCH, 1, 10_000));
        RSAPublicKey key = tokenKey(directory);
        return key == null ? null : new RegistrationSettings(key, remembered, auth, ledger);
    }

    private String advertisedServer(int port) {
        String given = environment.get(Setting.ADVERTISED_SERVER.variable());
        return given == null ? HostName.get() + ".websocket-server:" + port : given;
    }

    private @Nullable RSAPublicKey tokenKey(Path directory) {
        Path file = directory.resolve(environment.text(Setting.PUBLIC_KEY));
        try {
            return PublicKeyFile.read(file);
        } catch (InvalidKeyFileException unusable) {
            environment.problem(Setting.PUBLIC_KEY.variable(), unusable.problem());
            return null;
        }
    }

    private void noteUnused() {
        for (String section : List.of("kafkaConfig", "redisConfig", "keycloakConfig")) {
            if (!oisp.section(section).isEmpty()) {
                environment.note(section + " is given, but this version does not use it");
            }
        }
    }
}
