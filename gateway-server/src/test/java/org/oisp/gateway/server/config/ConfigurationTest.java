package org.oisp.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.auth.admission.AdmissionSettings;
import org.oisp.gateway.auth.database.ReplicaSettings;
import org.oisp.gateway.cluster.ownership.OwnerSettings;
import org.oisp.gateway.cluster.trust.TrustSettings;
import org.oisp.gateway.cluster.trust.UnsignedPolicy;
import org.oisp.gateway.operations.live.LiveSettings;
import org.oisp.gateway.operations.presence.PresenceSettings;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.registry.MailboxSettings;
import org.oisp.gateway.routing.ForwarderSettings;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.source.HostName;
import org.oisp.gateway.server.database.PostgresSettings;
import org.oisp.gateway.server.kafka.KafkaSettings;
import org.oisp.gateway.server.keycloak.KeycloakSettings;
import org.oisp.gateway.server.management.ManagementSettings;
import org.oisp.gateway.server.management.http.ConnectionSettings;
import org.oisp.gateway.server.redis.BusSettings;
import org.oisp.gateway.server.redis.BusSettings.BusLinkSettings;
import org.oisp.gateway.server.redis.RedisPlaceSettings.OneRedis;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisAddress;
import org.oisp.gateway.server.redis.RedisSettings;
import org.oisp.gateway.server.secret.Password;
import org.oisp.gateway.session.SessionSettings;
import org.slf4j.event.Level;

/** Tests the environment as the original reads it (PROTOCOL.md, "Configuration the original reads"), and all defaults. */
class ConfigurationTest {

    static final BusSettings BUS = new BusSettings(
            "oisp-gateway",
            new BusLinkSettings(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(500)),
            new TrustSettings("oisp-gateway", UnsignedPolicy.AUTO, Duration.ofMinutes(1), Duration.ofSeconds(20)),
            new Password(""),
            new OwnerSettings(1_000, Duration.ofSeconds(1)),
            new ForwarderSettings(10_000, 32 * 1024 * 1024, 100_000, Duration.ofMinutes(10), Duration.ofSeconds(5)),
            null);

    static final PresenceSettings PRESENCE = new PresenceSettings(Duration.ofSeconds(1), 16);
    static final LiveSettings LIVE = new LiveSettings(32, 16, Duration.ofSeconds(10));

    @TempDir
    private Path directory;

    private Variables variables;

    @BeforeEach
    void example() {
        variables = new Variables(directory);
    }

    @Test
    void readsTheExampleOfTheProtocol() {
        GatewaySettings settings = variables.read();

        PostgresSettings primary = settings.neighbours().database();
        assertThat(primary.where()).isEqualTo("main:5432");
        assertThat(primary.database()).isEqualTo("iot");
        assertThat(primary.username()).isEqualTo("writer");
        assertThat(primary.password().value()).isEqualTo("secret-write");
        assertThat(settings.neighbours().replicas()).singleElement().satisfies(replica -> {
            assertThat(replica.where()).isEqualTo("r:5434");
            assertThat(replica.database()).isEqualTo("iot");
            assertThat(replica.username()).isEqualTo("r");
            assertThat(replica.password().value()).isEqualTo("secret-replica");
        });
        assertThat(settings.neighbours().redis())
                .isEqualTo(new RedisSettings(
                        new OneRedis(new RedisAddress("redis", 6379)),
                        "",
                        new Password(""),
                        Duration.ofSeconds(2),
                        null,
                        BUS));
        assertThat(settings.neighbours().kafka())
                .isEqualTo(new KafkaSettings("kafka:9092", "heartbeat", 0, Duration.ofSeconds(5)));
        assertThat(settings.neighbours().keycloak())
                .isEqualTo(new KeycloakSettings(
                        KeycloakSettings.KeySourceKind.KEYS,
                        URI.create("http://keycloak:4080/keycloak/realms/OISP/protocol/openid-connect/certs"),
                        "http://keycloak:4080/keycloak/realms/OISP",
                        "websocket-server"));
        assertThat(settings.peers().senders().admit(new Credentials("api_actuator", "secret-user")))
                .isTrue();
        assertThat(settings.peers().senders().admit(new Credentials("api_actuator", "secret-db")))
                .isFalse();
    }

    @Test
    void takesItsDefaultsFromTheTableOfSettings() {
        GatewaySettings settings = variables.read();

        assertThat(settings.sockets().port()).isEqualTo(5000);
        assertThat(settings.sockets().maxConnections()).isEqualTo(100_000);
        assertThat(settings.sockets().maxFrameBytes()).isEqualTo(64 * 1024);
        assertThat(settings.sockets().maxMessageBytes()).isEqualTo(1024 * 1024);
        assertThat(settings.sockets().timeouts().handshake()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.sockets().timeouts().close()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.peers().sessions())
                .isEqualTo(new SessionSettings(
                        Duration.ofSeconds(20), Duration.ofSeconds(10), Duration.ofSeconds(30), 256));
        assertThat(settings.peers().mailboxes())
                .isEqualTo(new MailboxSettings(4_096, 2 * 1024 * 1024, Duration.ofSeconds(5)));
        assertThat(settings.management())
                .isEqualTo(new ManagementSettings("127.0.0.1", 5001, connections(60, 5), false, null, PRESENCE, LIVE));
        assertThat(settings.registration().auth().timeout()).isEqualTo(Duration.ofMillis(2_500));
        assertThat(settings.registration().auth().maxUnderWay()).isEqualTo(20_000);
        assertThat(settings.registration().tokens().remembered()).isEqualTo(100_000);
        assertThat(settings.registration().ledger().batchSize()).isEqualTo(500);
        assertThat(settings.registration().ledger().queryTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.neighbours().database().timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.neighbours().replicaUse())
                .isEqualTo(new ReplicaSettings(Duration.ofMillis(500), Duration.ofSeconds(5)));
        assertThat(settings.operations().logs().level()).isEqualTo(Level.INFO);
    }

    private static ConnectionSettings connections(int idleSeconds, int closeSeconds) {
        return new ConnectionSettings(
                Duration.ofSeconds(idleSeconds), Duration.ofSeconds(10), Duration.ofSeconds(closeSeconds), 256, 128);
    }

    @Test
    void advertisesThisMachineAndThePort() {
        assertThat(variables.read().registration().ledger().server())
                .isEqualTo(HostName.get() + ".websocket-server:5000");
        assertThat(HostName.get()).isNotBlank().doesNotContain("\n");

        variables.with(Setting.PORT, "6000");
        assertThat(variables.read().registration().ledger().server()).endsWith(".websocket-server:6000");
        variables.with(Setting.ADVERTISED_SERVER, "gw-1:5000");
        assertThat(variables.read().registration().ledger().server()).isEqualTo("gw-1:5000");
    }

    @Test
    void readsEachSetting() {
        variables
                .with(Setting.PORT, "1")
                .with(Setting.MANAGEMENT_PORT, "2")
                .with(Setting.MANAGEMENT_HOST, "0.0.0.0")
                .with(Setting.MANAGEMENT_IDLE_TIMEOUT, "19s")
                .with(Setting.ADVERTISED_SERVER, "a:1")
                .with(Setting.MAX_CONNECTIONS, "3")
                .with(Setting.MAX_DEVICES_PER_CONNECTION, "4")
                .with(Setting.MAX_FRAME_BYTES, "2005")
                .with(Setting.MAX_MESSAGE_BYTES, "2006")
                .with(Setting.HANDSHAKE_TIMEOUT, "7ms")
                .with(Setting.FIRST_MESSAGE_TIMEOUT, "8s")
                .with(Setting.PING_INTERVAL, "9m")
                .with(Setting.PING_GRACE, "10h")
                .with(Setting.CLOSE_TIMEOUT, "11s")
                .with(Setting.MAILBOX_MESSAGES, "12")
                .with(Setting.MAILBOX_BYTES, "2013")
                .with(Setting.SLOW_DEVICE_TIMEOUT, "13s")
                .with(Setting.REGISTRATION_TIMEOUT, "14s")
                .with(Setting.MAX_REGISTRATIONS, "15")
                .with(Setting.ADMISSION_WAIT, "20m")
                .with(Setting.ADMISSION_LAG, "21ms")
                .with(Setting.REGISTRATION_BATCH, "16")
                .with(Setting.REMEMBERED_TOKENS, "0")
                .with(Setting.QUERY_TIMEOUT, " 18s ");
        GatewaySettings settings = variables.read();

        assertThat(settings.sockets()).asString().contains("=1,", "=3,", "=2005,", "=2006,", "PT0.007S", "PT11S");
        assertThat(settings.peers().sessions())
                .isEqualTo(new SessionSettings(Duration.ofMinutes(9), Duration.ofHours(10), Duration.ofSeconds(8), 4));
        assertThat(settings.peers().mailboxes()).isEqualTo(new MailboxSettings(12, 2013, Duration.ofSeconds(13)));
        assertThat(settings.management())
                .isEqualTo(new ManagementSettings("0.0.0.0", 2, connections(19, 11), false, null, PRESENCE, LIVE));
        assertThat(settings.registration().auth()).asString().contains("PT14S", "=15");
        assertThat(settings.registration().ledger()).asString().contains("a:1", "PT18S", "=16");
        assertThat(settings.registration().admission())
                .isEqualTo(new AdmissionSettings(Duration.ofSeconds(14), Duration.ofMinutes(20), 15));
        assertThat(settings.registration().loopLag()).isEqualTo(Duration.ofMillis(21));
        assertThat(settings.registration().tokens().remembered()).isZero();
        assertThat(settings.report().notes()).noneMatch(note -> note.contains("GATEWAY_"));
    }

    @Test
    void takesAnEmptySettingAsNone() {
        variables.with(Setting.PORT, "").with(Setting.PING_INTERVAL, "  ").with(Setting.ADVERTISED_SERVER, " ");

        assertThat(variables.read().sockets().port()).isEqualTo(5000);
        assertThat(variables.read().peers().sessions().pingInterval()).isEqualTo(Duration.ofSeconds(20));
        assertThat(variables.read().registration().ledger().server()).endsWith(".websocket-server:5000");
    }

    @Test
    void readsTheKeyFileBesideItOrWhereItIsTold() throws IOException {
        Path elsewhere = directory.resolve("other.pem");
        Files.move(directory.resolve("keys").resolve("public.pem"), elsewhere);
        variables.with("OISP_KEYCLOAK_CONFIG", "{}");
        assertThat(variables.problems())
                .containsExactly("GATEWAY_PUBLIC_KEY: " + directory.resolve("keys/public.pem") + ": no such file");

        variables.with(Setting.PUBLIC_KEY, "other.pem");
        assertThat(variables.read().registration().tokens().key().getModulus().bitLength())
                .isEqualTo(2048);
        variables.with(Setting.PUBLIC_KEY, elsewhere.toAbsolutePath().toString());
        assertThat(variables.read().registration().tokens().key()).isNotNull();
    }

    @Test
    void needsNoKeyFileWhereARealmIsConfiguredUnlessItIsTold() throws IOException {
        assertThat(variables.read().registration().tokens().key()).isNotNull();

        Path file = directory.resolve("keys").resolve("public.pem");
        Files.writeString(file, "damaged");
        assertThat(variables.problems()).singleElement().asString().startsWith("GATEWAY_PUBLIC_KEY: " + file);

        Files.delete(file);
        assertThat(variables.read().registration().tokens().key()).isNull();

        variables.with(Setting.PUBLIC_KEY, "keys/public.pem");
        assertThat(variables.problems()).containsExactly("GATEWAY_PUBLIC_KEY: " + file + ": no such file");
    }

    @Test
    void notesWhatItDoesNotUse() {
        assertThat(variables
                        .with("GATEWAY_PROT", "1")
                        .with("GATEWAY_", "1")
                        .with("GATEWAY_PORT_FILE", "x")
                        .with(Variables.ROOT, """
                                {"postgresConfig":"@@OISP_POSTGRES_CONFIG","uri":"gateway.example",
                                  "websocketUserConfig":"@@OISP_WEBSOCKETUSER_CONFIG"}""")
                        .read()
                        .report()
                        .notes())
                .containsExactlyInAnyOrder(
                        "GATEWAY_PROT is set, but there is no such setting",
                        "GATEWAY_PORT_FILE is set, but there is no such setting",
                        "GATEWAY_ is set, but there is no such setting",
                        "uri is given but has never been used: GATEWAY_ADVERTISED_SERVER says where"
                                + " this instance is reached");
    }

    @Test
    void showsNoSecretInTheTextOfTheSettings() {
        GatewaySettings settings = variables.read();

        assertThat(settings.toString()).contains("main", "writer").doesNotContain("secret");
        assertThat(settings.report().notes()).noneMatch(note -> note.contains("secret"));
    }
}
