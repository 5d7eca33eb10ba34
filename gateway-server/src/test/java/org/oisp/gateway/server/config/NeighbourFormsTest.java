package org.oisp.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.kafka.KafkaSettings;
import org.oisp.gateway.server.keycloak.KeycloakSettings;
import org.oisp.gateway.server.keycloak.KeycloakSettings.KeySourceKind;
import org.oisp.gateway.server.redis.RedisPlaceSettings.OneRedis;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisAddress;
import org.oisp.gateway.server.redis.RedisSettings;
import org.oisp.gateway.server.secret.Password;

/** Tests the settings of Redis, Kafka and Keycloak: in the original's form, in our own, and absent. */
class NeighbourFormsTest {

    private static final String KAFKA = "OISP_KAFKA_CONFIG";
    private static final String REDIS = "OISP_REDIS_CONFIG";
    private static final String KEYCLOAK = "OISP_KEYCLOAK_CONFIG";

    @TempDir
    private Path directory;

    private Variables variables;

    @BeforeEach
    void example() {
        variables = new Variables(directory);
    }

    @Test
    void goesWithoutThoseThatAreNotNamed() {
        variables.with(KAFKA, "{}").with(KEYCLOAK, "null").without(REDIS);
        var neighbours = variables.read().neighbours();

        assertThat(neighbours.redis()).isNull();
        assertThat(neighbours.kafka()).isNull();
        assertThat(neighbours.keycloak()).isNull();
    }

    @Test
    void readsOurOwnForm() {
        variables = Variables.ownForm(directory)
                .with(Setting.REDIS_PORT, "1")
                .with(Setting.REDIS_USERNAME, "gateway")
                .with(Setting.REDIS_PASSWORD, "secret-redis")
                .with(Setting.REDIS_TIMEOUT, "3s")
                .with(Setting.KAFKA_SERVERS, "a:1,b, [::1]:2")
                .with(Setting.KAFKA_TOPIC, "beats")
                .with(Setting.KAFKA_INTERVAL, "1m")
                .with(Setting.KEYCLOAK_AUDIENCE, "gateway");
        var neighbours = variables.read().neighbours();

        assertThat(neighbours.redis())
                .isEqualTo(new RedisSettings(
                        new OneRedis(new RedisAddress("redis", 1)),
                        "gateway",
                        new Password("secret-redis"),
                        Duration.ofSeconds(3),
                        null,
                        ConfigurationTest.BUS));
        assertThat(neighbours.kafka())
                .isEqualTo(new KafkaSettings("a:1,b:9092,[::1]:2", "beats", 0, Duration.ofMinutes(1)));
        assertThat(neighbours.keycloak())
                .isEqualTo(new KeycloakSettings(
                        KeySourceKind.KEYS,
                        URI.create("https://keycloak.example/auth/realms/OISP/protocol/openid-connect/certs"),
                        "https://keycloak.example/auth/realms/OISP",
                        "gateway"));
    }

    @Test
    void readsAProviderByItsDiscoveryDocument() {
        variables = Variables.ownForm(directory)
                .without("GATEWAY_KEYCLOAK_URL")
                .without("GATEWAY_KEYCLOAK_REALM")
                .with(Setting.KEYCLOAK_DISCOVERY_URL, "https://id.example/.well-known/openid-configuration");
        URI url = URI.create("https://id.example/.well-known/openid-configuration");

        assertThat(variables.read().neighbours().keycloak())
                .isEqualTo(new KeycloakSettings(KeySourceKind.DISCOVERY, url, null, "websocket-server"));
        assertThat(variables
                        .with(Setting.KEYCLOAK_ISSUER, "me")
                        .read()
                        .neighbours()
                        .keycloak())
                .isEqualTo(new KeycloakSettings(KeySourceKind.DISCOVERY, url, "me", "websocket-server"));
        assertThat(variables
                        .with(Setting.KEYCLOAK_URL, "https://keycloak.example")
                        .problems())
                .containsExactly(
                        "GATEWAY_KEYCLOAK_DISCOVERY_URL: sets the same as GATEWAY_KEYCLOAK_URL in another way; remove"
                                + " one of them");
    }

    @Test
    void takesAnIssuerThatIsNotTheRealmsAddress() {
        var keycloak = variables
                .with(Setting.KEYCLOAK_ISSUER, "https://public.example/realms/OISP")
                .read()
                .neighbours()
                .keycloak();

        assertThat(keycloak.issuer()).isEqualTo("https://public.example/realms/OISP");
        assertThat(keycloak.url()).hasHost("keycloak");
    }

    @ParameterizedTest
    @CsvSource({
        "http://k/, my realm, http://k/realms/my%20realm",
        "http://k:1/a/, x, http://k:1/a/realms/x",
        "HTTPS://k, ä/b, HTTPS://k/realms/%C3%A4%2Fb"
    })
    void putsTheRealmsAddressTogether(String server, String realm, String address) {
        variables.with(KEYCLOAK, "{\"auth-server-url\":\"%s\",\"realm\":\"%s\"}".formatted(server, realm));
        var keycloak = variables.read().neighbours().keycloak();

        assertThat(keycloak.issuer()).isEqualTo(address);
        assertThat(keycloak.url()).isEqualTo(URI.create(address + "/protocol/openid-connect/certs"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"realm\":\"r\"}|auth-server-url is missing",
                "{\"auth-server-url\":\"http://k\"}|realm is missing",
                "{\"auth-server-url\":\"\",\"realm\":\"r\"}|auth-server-url is empty",
                "{\"auth-server-url\":\"k:8080\",\"realm\":\"r\"}|auth-server-url is not an http or https URL without user name and fragment, such as https://keycloak.example/auth",
                "{\"auth-server-url\":\"ftp://k\",\"realm\":\"r\"}|auth-server-url is not an http or https URL without user name and fragment, such as https://keycloak.example/auth",
                "{\"auth-server-url\":\"http://a b\",\"realm\":\"r\"}|auth-server-url is not an http or https URL without user name and fragment, such as https://keycloak.example/auth",
                "{\"auth-server-url\":\"http://u:secret@k\",\"realm\":\"r\"}|auth-server-url is not an http or https URL without user name and fragment, such as https://keycloak.example/auth",
                "{\"auth-server-url\":\"http://k\",\"realm\":\"r\",\"websocket-server-id\":\"\"}|websocket-server-id is empty",
                "{\"auth-server-url\":\"http://k\",\"realm\":\"r\",\"websocket-server-id\":5}|websocket-server-id is not a string",
                "{\"auth-server-url\":\"http://k\",\"realm\":\"r\",\"ssl-required\":\"some\"}|ssl-required is neither none nor external nor all",
                "{\"auth-server-url\":\"http://k\",\"realm\":\"r\",\"ssl-required\":\"all\"}|ssl-required is all, but auth-server-url does not begin with https"
            })
    void saysWhatIsWrongWithKeycloaks(String json, String problem) {
        assertThat(variables.with(KEYCLOAK, json).problems()).containsExactly(KEYCLOAK + ": " + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5000", "\"5000\"", "\" 5000 \""})
    void takesTheIntervalInMilliseconds(String json) {
        variables.with(KAFKA, "{\"uri\":\"a:1,b:2\",\"topicsHeartbeatInterval\":" + json + "}");

        assertThat(variables.read().neighbours().kafka())
                .isEqualTo(new KafkaSettings("a:1,b:2", "heartbeat", 0, Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"topicsHeartbeatName\":\"h\"}|uri is missing",
                "{\"uri\":7}|uri is not a string",
                "{\"uri\":\"\"}|uri is empty",
                "{\"uri\":\"http://kafka:9092\"}|uri is not a list such as kafka:9092,kafka-2:9092",
                "{\"uri\":\"kafka:99999\"}|uri is not a list such as kafka:9092,kafka-2:9092",
                "{\"uri\":\"k:1\",\"topicsHeartbeatName\":\"a b\"}|topicsHeartbeatName is not of 1 to 249 letters, digits and any of ._-, but not . or .. alone",
                "{\"uri\":\"k:1\",\"topicsHeartbeatName\":\"..\"}|topicsHeartbeatName is not of 1 to 249 letters, digits and any of ._-, but not . or .. alone",
                "{\"uri\":\"k:1\",\"topicsHeartbeatInterval\":\"5s\"}|topicsHeartbeatInterval is not a number from 1 to 86400000",
                "{\"uri\":\"k:1\",\"topicsHeartbeatInterval\":0}|topicsHeartbeatInterval is not a number from 1 to 86400000"
            })
    void saysWhatIsWrongWithKafkas(String json, String problem) {
        assertThat(variables.with(KAFKA, json).problems()).containsExactly(KAFKA + ": " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"port\":6379}|hostname is missing",
                "{\"hostname\":\"redis:6379\"}|hostname is not a host's name or address",
                "{\"hostname\":\"redis\",\"port\":\"none\"}|port is not a number from 1 to 65535",
                "{\"hostname\":\"redis\",\"password\":5}|password is not a string"
            })
    void saysWhatIsWrongWithRedis(String json, String problem) {
        assertThat(variables.with(REDIS, json).problems()).containsExactly(REDIS + ": " + problem);
    }

    @Test
    void saysWhatIsMissingInOurOwnForm() {
        variables = Variables.ownForm(directory)
                .without("GATEWAY_REDIS_HOST")
                .with(Setting.REDIS_PORT, "1")
                .without("GATEWAY_KAFKA_SERVERS")
                .with(Setting.KAFKA_TOPIC, "x")
                .without("GATEWAY_KEYCLOAK_REALM")
                .without("GATEWAY_SENDER_PASSWORD");

        assertThat(variables.problems())
                .containsExactlyInAnyOrder(
                        "GATEWAY_REDIS_HOST: is not set",
                        "GATEWAY_KAFKA_SERVERS: is not set",
                        "GATEWAY_KEYCLOAK_REALM: is not set",
                        "GATEWAY_SENDER_PASSWORD: is not set");
    }
}
