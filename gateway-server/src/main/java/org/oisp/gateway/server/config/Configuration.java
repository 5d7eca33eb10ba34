package org.oisp.gateway.server.config;

import io.netty.util.internal.PlatformDependent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.Authenticator.AuthSettings;
import org.oisp.gateway.auth.LedgerSettings;
import org.oisp.gateway.auth.admission.AdmissionSettings;
import org.oisp.gateway.auth.keys.KeyFetchSettings;
import org.oisp.gateway.auth.token.InvalidKeyFileException;
import org.oisp.gateway.auth.token.PublicKeyFile;
import org.oisp.gateway.cluster.membership.LeaseSettings;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.registry.MailboxSettings;
import org.oisp.gateway.routing.HoldSettings;
import org.oisp.gateway.routing.ReceiptSettings;
import org.oisp.gateway.server.config.kind.FileKind;
import org.oisp.gateway.server.config.neighbour.NeighbourReader;
import org.oisp.gateway.server.config.neighbour.NeighbourSettings;
import org.oisp.gateway.server.config.neighbour.SenderReader;
import org.oisp.gateway.server.config.setting.EffectiveSetting;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.setting.Sources;
import org.oisp.gateway.server.config.source.CloudFoundry;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.Environment;
import org.oisp.gateway.server.config.source.GivenValue;
import org.oisp.gateway.server.config.source.HostName;
import org.oisp.gateway.server.config.source.OispConfiguration;
import org.oisp.gateway.server.config.source.ValueOrigin;
import org.oisp.gateway.server.logging.LogSettings;
import org.oisp.gateway.server.management.ManagementSettings;
import org.oisp.gateway.server.redis.RedisSettings;
import org.oisp.gateway.server.redis.StreamSettings;
import org.oisp.gateway.server.socket.SocketSettings;
import org.oisp.gateway.server.socket.probe.SelfProbeSettings;
import org.oisp.gateway.server.tracing.TracingSettings;
import org.oisp.gateway.session.ExpiredTokens;
import org.oisp.gateway.session.SessionSettings;
import org.oisp.gateway.telemetry.journal.JournalSettings;

/** Reads the gateway's settings from the environment and checks them. */
public final class Configuration {

    private final Environment environment;
    private final ConfigurationFindings configurationFindings;
    private final SettingReader settings;
    private final Sources sources;

    private Configuration(Map<String, String> variables, Path directory) {
        configurationFindings = new ConfigurationFindings();
        environment = new Environment(variables, directory, configurationFindings);
        settings = new SettingReader(environment, configurationFindings);
        sources = new Sources(
                settings,
                new OispConfiguration(environment, configurationFindings),
                new CloudFoundry(environment, configurationFindings),
                configurationFindings);
    }

    /**
     * Reads and checks all settings.
     *
     * @param variables environment variables by name
     * @param directory base of relative file names
     * @return the checked settings
     * @throws ConfigurationException if the configuration is invalid; lists every problem
     */
    public static GatewaySettings read(Map<String, String> variables, Path directory) throws ConfigurationException {
        return read(variables, directory, Runtime.getRuntime().maxMemory(), PlatformDependent.maxDirectMemory());
    }

    /** Reads all settings for a process with the given maximum heap and direct memory, in bytes. */
    static GatewaySettings read(Map<String, String> variables, Path directory, long heap, long direct)
            throws ConfigurationException {
        Configuration configuration = new Configuration(variables, directory);
        GatewaySettings settings = configuration.read(directory, heap, direct);
        if (settings == null || !configuration.configurationFindings.problems().isEmpty()) {
            throw new ConfigurationException(configuration.configurationFindings.problems());
        }
        return settings;
    }

    /**
     * Reads only the credentials of a sender.
     *
     * @param variables environment variables by name
     * @param directory base of relative file names
     * @return user name and password, or null if no source of either is configured
     * @throws ConfigurationException if the credentials are invalid; lists every problem
     */
    public static SenderReader.@Nullable SenderCredentials sender(Map<String, String> variables, Path directory)
            throws ConfigurationException {
        Configuration configuration = new Configuration(variables, directory);
        if (!configuration.isSenderGiven()) {
            return null;
        }
        SenderReader.SenderCredentials senderCredentials = SenderReader.read(configuration.sources);
        if (!configuration.configurationFindings.problems().isEmpty()) {
            throw new ConfigurationException(configuration.configurationFindings.problems());
        }
        return senderCredentials;
    }

    private boolean isSenderGiven() {
        return sources.oisp().isGiven()
                || sources.cloudFoundry().hasServices()
                || settings.isSet(Setting.SENDER_USERNAME, Setting.SENDER_PASSWORD);
    }

    private boolean isAnythingGiven() {
        return isSenderGiven()
                || settings.isSet(
                        Setting.DATABASE_URL, Setting.DATABASE_HOST, Setting.DATABASE_NAME, Setting.DATABASE_USER);
    }

    private @Nullable GatewaySettings read(Path directory, long heap, long direct) {
        noteUnused();
        if (!isAnythingGiven()) {
            sayOnceThatNothingIsGiven();
        }
        LogSettings logs = LogReader.read(settings, environment, configurationFindings);
        TracingSettings tracing = TracingReader.read(settings);
        SocketSettings sockets = SocketReader.read(sources, configurationFindings, directory);
        SessionSettings sessions = sessions();
        MailboxSettings mailboxes = new MailboxSettings(
                settings.number(Setting.MAILBOX_MESSAGES),
                settings.number(Setting.MAILBOX_BYTES),
                settings.duration(Setting.SLOW_DEVICE_TIMEOUT));
        ManagementSettings management = ManagementReader.read(settings);
        ReceiptSettings receipts = new ReceiptSettings(
                settings.number(Setting.RECEIPTS),
                settings.number(Setting.CONNECTION_RECEIPTS),
                settings.number(Setting.ACTUATION_RECORDS));
        HoldSettings holds = new HoldSettings(
                settings.duration(Setting.RECONNECT_HOLD),
                settings.number(Setting.RECONNECT_HOLD_MESSAGES),
                settings.number(Setting.RECONNECT_HOLD_BYTES),
                HoldSettings.MOST_DEVICES);
        JournalSettings journal = new JournalSettings(settings.number(Setting.JOURNAL_ENTRIES));
        DrainSettings drain = LifecycleReader.drain(settings, configurationFindings);
        SelfProbeSettings selfProbe = new SelfProbeSettings(
                settings.duration(Setting.SELF_PROBE_INTERVAL), settings.duration(Setting.SELF_PROBE_TIMEOUT));
        NeighbourSettings neighbours = NeighbourReader.read(sources, directory);
        RegistrationSettings registration = registration(directory, sockets.port(), neighbours.keycloak() != null);
        SenderReader.SenderCredentials senderCredentials = SenderReader.read(sources);
        MemoryReader memory = new MemoryReader(settings, configurationFindings, heap, direct);
        memory.check(sockets, mailboxes);
        if (registration == null) {
            return null;
        }
        SocketSettings bounded = memory.connections(
                sockets,
                tables(journal, registration, neighbours, receipts, holds),
                Runtime.getRuntime().availableProcessors());
        PeerSettings peers = new PeerSettings(
                new Credentials(
                        senderCredentials.username(),
                        senderCredentials.password().value()),
                sessions,
                mailboxes,
                memory.memory(),
                receipts,
                holds.atMost(bounded.maxConnections()));
        return new GatewaySettings(
                bounded,
                peers,
                registration,
                neighbours,
                management,
                new OperationsSettings(logs, journal, tracing, selfProbe, LifecycleReader.warmUp(settings), drain),
                new ConfigurationReport(settings.effective(), configurationFindings.notes()));
    }

    private static MemoryReader.Tables tables(
            JournalSettings journal,
            RegistrationSettings registration,
            NeighbourSettings neighbours,
            ReceiptSettings receipts,
            HoldSettings holds) {
        RedisSettings redis = neighbours.redis();
        StreamSettings stream = redis == null ? null : redis.bus().stream();
        return new MemoryReader.Tables(
                journal.entries(),
                registration.tokens().remembered(),
                redis == null ? 0 : redis.bus().forwarder().remembered(),
                stream == null ? 0 : stream.waiting(),
                receipts.records(),
                holds.time().isZero() ? 0 : holds.devices());
    }

    /** Reports a missing configuration once, instead of each setting without a default. Other problems are still reported. */
    private void sayOnceThatNothingIsGiven() {
        configurationFindings.problem(
                ValueOrigin.of(Setting.DATABASE_HOST.variable()),
                "is not set, and neither is " + OispConfiguration.ROOT + "; see docs/configuration.md");
        Stream.of(Setting.DATABASE_NAME, Setting.DATABASE_USER, Setting.SENDER_USERNAME, Setting.SENDER_PASSWORD)
                .forEach(setting -> configurationFindings.covered(ValueOrigin.of(setting.variable())));
    }

    private SessionSettings sessions() {
        return new SessionSettings(
                settings.duration(Setting.PING_INTERVAL),
                settings.duration(Setting.PING_GRACE),
                settings.duration(Setting.FIRST_MESSAGE_TIMEOUT),
                settings.number(Setting.MAX_DEVICES_PER_CONNECTION),
                settings.choice(Setting.EXPIRED_TOKENS, ExpiredTokens.class));
    }

    private @Nullable RegistrationSettings registration(Path directory, int port, boolean provider) {
        int remembered = settings.number(Setting.REMEMBERED_TOKENS);
        Duration leeway = settings.duration(Setting.TOKEN_LEEWAY);
        Duration queryTimeout = settings.duration(Setting.QUERY_TIMEOUT);
        AuthSettings auth = new AuthSettings(
                settings.duration(Setting.REGISTRATION_TIMEOUT), settings.number(Setting.MAX_REGISTRATIONS));
        AdmissionSettings admission =
                new AdmissionSettings(auth.timeout(), settings.duration(Setting.ADMISSION_WAIT), auth.maxUnderWay());
        Duration loopLag = settings.duration(Setting.ADMISSION_LAG);
        LedgerSettings ledger = new LedgerSettings(
                advertisedServer(port),
                queryTimeout,
                lockTimeout(queryTimeout),
                settings.number(Setting.REGISTRATION_BATCH));
        LeaseSettings lease = LifecycleReader.lease(settings, configurationFindings, ledger);
        KeyFetchSettings keyFetch = keyFetch();
        RSAPublicKey key = tokenKey(directory, provider);
        return key == null && !provider
                ? null
                : new RegistrationSettings(
                        new TokenSettings(key, remembered, leeway), keyFetch, auth, admission, loopLag, ledger, lease);
    }

    /** Limits the lock timeout to a quarter of the query timeout, so that a lock leaves time for the other rows of the batch. */
    private Duration lockTimeout(Duration queryTimeout) {
        Duration max = queryTimeout.dividedBy(4);
        Duration given = settings.duration(Setting.LOCK_TIMEOUT);
        return given.compareTo(max) < 0 ? given : max;
    }

    private KeyFetchSettings keyFetch() {
        return new KeyFetchSettings(
                settings.duration(Setting.KEYCLOAK_REFRESH),
                settings.duration(Setting.KEYCLOAK_RETRY),
                settings.duration(Setting.KEYCLOAK_UNKNOWN_KEY_PAUSE),
                settings.duration(Setting.KEYCLOAK_TIMEOUT),
                settings.number(Setting.KEYCLOAK_MAX_BYTES),
                settings.number(Setting.KEYCLOAK_MAX_KEYS));
    }

    private String advertisedServer(int port) {
        GivenValue givenValue = settings.find(Setting.ADVERTISED_SERVER);
        if (givenValue != null) {
            settings.check(Setting.ADVERTISED_SERVER, givenValue);
            return givenValue.text();
        }
        if (port == 0) {
            configurationFindings.note(Setting.PORT.variable() + " is 0 and " + Setting.ADVERTISED_SERVER.variable()
                    + " is not set: binding rows say port 0, where the dashboard cannot connect");
        }
        GivenValue address = sources.cloudFoundry().address();
        String server = (address == null ? HostName.get() + ".websocket-server" : address.text()) + ":" + port;
        settings.show(
                Setting.ADVERTISED_SERVER,
                server,
                address == null
                        ? EffectiveSetting.DEFAULT
                        : address.valueOrigin().toString());
        return server;
    }

    /** Reads the public key. With a token provider the default file may be missing; a configured or existing file must be valid. */
    private @Nullable RSAPublicKey tokenKey(Path directory, boolean provider) {
        Path file = directory.resolve(settings.value(Setting.PUBLIC_KEY, Setting.PUBLIC_KEY.kind(FileKind.class)));
        if (configurationFindings.isWrong(Setting.PUBLIC_KEY.variable())) {
            return null;
        }
        if (provider && !settings.isSet(Setting.PUBLIC_KEY) && Files.notExists(file)) {
            return null;
        }
        try {
            return PublicKeyFile.read(file);
        } catch (InvalidKeyFileException unusable) {
            configurationFindings.problem(ValueOrigin.of(Setting.PUBLIC_KEY.variable()), unusable.problem());
            return null;
        }
    }

    private void noteUnused() {
        if (sources.oisp().has("uri")) {
            configurationFindings.note("uri is given but has never been used: " + Setting.ADVERTISED_SERVER.variable()
                    + " says where this instance is reached");
        }
    }
}
