package org.oisp.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.server.config.setting.Setting;

/** Unusable settings are refused by name, all at once, before anything starts. */
class SettingRangesTest {

    static final List<Setting> TIMES = List.of(
            Setting.MANAGEMENT_IDLE_TIMEOUT,
            Setting.MANAGEMENT_REQUEST_TIMEOUT,
            Setting.HANDSHAKE_TIMEOUT,
            Setting.MESSAGE_TIMEOUT,
            Setting.FIRST_MESSAGE_TIMEOUT,
            Setting.PING_INTERVAL,
            Setting.PING_GRACE,
            Setting.CLOSE_TIMEOUT,
            Setting.TLS_RENEWAL_INTERVAL,
            Setting.FLOOD_TIME,
            Setting.BAN_TIME,
            Setting.QUEUE_INTERVAL,
            Setting.REGISTRATION_TIMEOUT,
            Setting.ADMISSION_WAIT,
            Setting.ADMISSION_LAG,
            Setting.LOCK_TIMEOUT,
            Setting.QUERY_TIMEOUT,
            Setting.REPLICA_TIMEOUT,
            Setting.REPLICA_RETRY,
            Setting.REDIS_TIMEOUT,
            Setting.REDIS_PING_INTERVAL,
            Setting.REDIS_PING_GRACE,
            Setting.REDIS_RETRY,
            Setting.CLUSTER_LEEWAY,
            Setting.ANNOUNCE_TIMEOUT,
            Setting.PRESENCE_TIMEOUT,
            Setting.LIVE_PATIENCE,
            Setting.ROUTE_REFRESH,
            Setting.ROUTE_PAUSE,
            Setting.KAFKA_INTERVAL,
            Setting.KEYCLOAK_REFRESH,
            Setting.KEYCLOAK_RETRY,
            Setting.KEYCLOAK_UNKNOWN_KEY_PAUSE,
            Setting.KEYCLOAK_TIMEOUT);

    @TempDir
    private Path directory;

    private Variables variables;

    @BeforeEach
    void example() {
        variables = Variables.ownForm(directory);
    }

    /** Returns each numeric setting with its least and greatest value. */
    static Stream<Arguments> numbers() {
        return Stream.of(
                Arguments.of(Setting.PORT, 0, 65_535),
                Arguments.of(Setting.DATABASE_PORT, 1, 65_535),
                Arguments.of(Setting.REDIS_PORT, 1, 65_535),
                Arguments.of(Setting.MANAGEMENT_PORT, 0, 65_535),
                Arguments.of(Setting.REDIS_BATCH, 1, 100_000),
                Arguments.of(Setting.REDIS_EVENTS_LENGTH, 1, 100_000_000),
                Arguments.of(Setting.REDIS_EVENTS_WAITING, 1, 10_000_000),
                Arguments.of(Setting.PRESENCE_REQUESTS, 1, 10_000),
                Arguments.of(Setting.JOURNAL_ENTRIES, 100, 1_000_000),
                Arguments.of(Setting.LIVE_VIEWERS, 1, 10_000),
                Arguments.of(Setting.LIVE_VIEWERS_PER_ADDRESS, 1, 10_000),
                Arguments.of(Setting.MANAGEMENT_CONNECTIONS, 8, 10_000),
                Arguments.of(Setting.MANAGEMENT_CONNECTIONS_PER_ADDRESS, 4, 10_000),
                Arguments.of(Setting.FORWARD_MESSAGES, 1, 10_000_000),
                Arguments.of(Setting.FORWARD_BYTES, 1_024, 1_073_741_824),
                Arguments.of(Setting.REMEMBERED_ROUTES, 0, 100_000_000),
                Arguments.of(Setting.MAX_CONNECTIONS, 1, 10_000_000),
                Arguments.of(Setting.MAX_CONNECTIONS_PER_ADDRESS, 0, 10_000_000),
                Arguments.of(Setting.ADDRESS_WRONG_TOKENS, 0, 100_000_000),
                Arguments.of(Setting.ADDRESS_WRONG_CREDENTIALS, 0, 100_000_000),
                Arguments.of(Setting.ADDRESS_ABANDONED_CONNECTIONS, 0, 100_000_000),
                Arguments.of(Setting.ADDRESS_SLOW_HANDSHAKES, 0, 100_000_000),
                Arguments.of(Setting.ADDRESS_FAILED_TLS, 0, 100_000_000),
                Arguments.of(Setting.ADDRESS_MALFORMED_MESSAGES, 0, 100_000_000),
                Arguments.of(Setting.ADDRESS_UNREGISTERED, 0, 100_000_000),
                Arguments.of(Setting.ADDRESS_FLOODS, 0, 100_000_000),
                Arguments.of(Setting.CONNECTION_PINGS, 0, 100_000_000),
                Arguments.of(Setting.CONNECTION_SMALL_FRAGMENTS, 0, 100_000_000),
                Arguments.of(Setting.CONNECTION_WRONG_CREDENTIALS, 0, 100_000_000),
                Arguments.of(Setting.LIMITED_HANDSHAKES, 1, 1_000_000),
                Arguments.of(Setting.REMEMBERED_ADDRESSES, 1, 10_000_000),
                Arguments.of(Setting.MAX_DEVICES_PER_CONNECTION, 1, 100_000),
                Arguments.of(Setting.MAX_FRAME_BYTES, 125, 1_048_576),
                Arguments.of(Setting.MAX_MESSAGE_BYTES, 1_024, 268_435_456),
                Arguments.of(Setting.MAILBOX_MESSAGES, 1, 1_000_000),
                Arguments.of(Setting.MAILBOX_BYTES, 1_024, 268_435_456),
                Arguments.of(Setting.RECEIPTS, 1, 1_000_000),
                Arguments.of(Setting.CONNECTION_RECEIPTS, 1, 1_000_000),
                Arguments.of(Setting.ACTUATION_RECORDS, 1, 1_000_000),
                Arguments.of(Setting.RECONNECT_HOLD_MESSAGES, 1, 1_000_000),
                Arguments.of(Setting.RECONNECT_HOLD_BYTES, 1_024, 1_073_741_824),
                Arguments.of(Setting.QUEUE_DEVICE_MESSAGES, 1, 100_000),
                Arguments.of(Setting.QUEUE_DEVICE_BYTES, 1_024, 268_435_456),
                Arguments.of(Setting.QUEUE_ACCOUNT_MESSAGES, 1, 10_000_000),
                Arguments.of(Setting.QUEUE_ACCOUNT_BYTES, 1_024, 2_147_483_647),
                Arguments.of(Setting.QUEUE_UNWRITTEN_MESSAGES, 1, 1_000_000),
                Arguments.of(Setting.QUEUE_UNWRITTEN_BYTES, 1_024, 1_073_741_824),
                Arguments.of(Setting.QUEUE_ATTEMPTS, 1, 100),
                Arguments.of(Setting.QUEUE_ROUND, 1, 1_000),
                Arguments.of(Setting.MAX_REGISTRATIONS, 1, 10_000_000),
                Arguments.of(Setting.REGISTRATION_BATCH, 1, 10_000),
                Arguments.of(Setting.KEYCLOAK_MAX_BYTES, 1_024, 268_435_456),
                Arguments.of(Setting.KEYCLOAK_MAX_KEYS, 1, 10_000),
                Arguments.of(Setting.DRAIN_RATE, 1, 1_000_000),
                Arguments.of(Setting.TRACING_SPANS, 1, 1_000_000),
                Arguments.of(Setting.REMEMBERED_TOKENS, 0, 100_000_000));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void takesANumberWithinItsRange(Setting setting, int min, int max) {
        variables.with(setting, "" + min).read();
        variables.with(setting, "" + max).read();
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void refusesWhatIsNoNumberWithinItsRange(Setting setting, int min, int max) {
        for (String value :
                List.of("-1", "" + (max + 1L), "x", "1.5", "1e3", "0x10", "5000 ms", "99999999999999999999")) {
            assertThat(variables.with(setting, value).problems())
                    .containsExactly(
                            setting.variable() + ": \"" + value + "\" is not a number from " + min + " to " + max);
        }
    }

    static Stream<Setting> times() {
        return TIMES.stream();
    }

    @ParameterizedTest
    @MethodSource("times")
    void takesATimeOfUpToADay(Setting setting) {
        for (String value : List.of("1ms", "500ms", "30s", "2m", "24h", "1440m", "86400s", "86400000ms")) {
            variables.with(setting, value).read();
        }
    }

    @ParameterizedTest
    @MethodSource("times")
    void refusesWhatIsNoTime(Setting setting) {
        for (String value : List.of(
                "0s",
                "0ms",
                "-1s",
                "25h",
                "86401s",
                "30",
                "s",
                "1 s",
                "1.5s",
                "1S",
                "PT1S",
                "1d",
                "1s1s",
                "99999999999999999999s")) {
            assertThat(variables.with(setting, value).problems())
                    .containsExactly(setting.variable() + ": \"" + value
                            + "\" is not a time such as 500ms, 30s or 2m, of at most a day");
        }
    }

    @Test
    void knowsTheKindOfEachSetting() {
        List<Setting> texts = List.of(
                Setting.MANAGEMENT_HOST,
                Setting.MANAGEMENT_PASSWORD,
                Setting.PUBLIC_KEY,
                Setting.ADVERTISED_SERVER,
                Setting.TLS_CERTIFICATE,
                Setting.TLS_KEY,
                Setting.TLS_CLIENT_CA,
                Setting.TLS_CLIENT_CERTIFICATE,
                Setting.TLS_CLIENT_NAME,
                Setting.EXPIRED_TOKENS,
                Setting.TLS_PLAIN_PEERS,
                Setting.PROXY_PROTOCOL,
                Setting.TRUSTED_PROXIES,
                Setting.EXEMPT_ADDRESSES,
                Setting.LOG_LEVEL,
                Setting.LOG_FORMAT,
                Setting.TRACING_ENDPOINT,
                Setting.TRACING_SAMPLING,
                Setting.MEMORY_SHARE,
                Setting.UNREGISTERED_MEMORY_SHARE,
                Setting.DATABASE_URL,
                Setting.DATABASE_HOST,
                Setting.DATABASE_NAME,
                Setting.DATABASE_USER,
                Setting.DATABASE_PASSWORD,
                Setting.DATABASE_TARGET,
                Setting.DATABASE_TLS,
                Setting.DATABASE_CA,
                Setting.DATABASE_CERTIFICATE,
                Setting.DATABASE_KEY,
                Setting.DATABASE_CHANNEL_BINDING,
                Setting.DATABASE_REPLICAS,
                Setting.DATABASE_REPLICA_USER,
                Setting.DATABASE_REPLICA_PASSWORD,
                Setting.DATABASE_REPLICA_TLS,
                Setting.DATABASE_REPLICA_CA,
                Setting.SENDER_USERNAME,
                Setting.SENDER_PASSWORD,
                Setting.REDIS_HOST,
                Setting.REDIS_USERNAME,
                Setting.REDIS_PASSWORD,
                Setting.REDIS_TLS,
                Setting.REDIS_CA,
                Setting.REDIS_CERTIFICATE,
                Setting.REDIS_KEY,
                Setting.REDIS_SENTINELS,
                Setting.REDIS_MASTER,
                Setting.REDIS_SENTINEL_USERNAME,
                Setting.REDIS_SENTINEL_PASSWORD,
                Setting.REDIS_SENTINEL_TLS,
                Setting.REDIS_CLUSTER,
                Setting.REDIS_REQUIRED,
                Setting.REDIS_PREFIX,
                Setting.QUEUE,
                Setting.CLUSTER_SECRET,
                Setting.CLUSTER_UNSIGNED,
                Setting.REDIS_EVENTS,
                Setting.KAFKA_SERVERS,
                Setting.KAFKA_TOPIC,
                Setting.KEYCLOAK_URL,
                Setting.KEYCLOAK_REALM,
                Setting.KEYCLOAK_DISCOVERY_URL,
                Setting.KEYCLOAK_ISSUER,
                Setting.KEYCLOAK_AUDIENCE);
        Stream<Setting> tested = Stream.concat(
                numbers().map(arguments -> (Setting) arguments.get()[0]),
                Stream.concat(times(), Stream.concat(texts.stream(), LifecycleSettingsTest.TIMES.stream())));

        assertThat(tested).containsExactlyInAnyOrder(Setting.values());
        assertThat(Arrays.stream(Setting.values()).map(Setting::description)).noneMatch(String::isBlank);
    }

    @Test
    void boundsAFrameByTheMessageIfOnlyThatIsSet() {
        assertThat(variables
                        .with(Setting.MAX_MESSAGE_BYTES, "2000")
                        .read()
                        .sockets()
                        .maxFrameBytes())
                .isEqualTo(2000);
        assertThat(variables
                        .with(Setting.MAX_MESSAGE_BYTES, "2000000")
                        .read()
                        .sockets()
                        .maxFrameBytes())
                .isEqualTo(65_536);
    }

    @Test
    void refusesAFrameThatIsLongerThanAMessage() {
        variables.with(Setting.MAX_MESSAGE_BYTES, "2000").with(Setting.MAX_FRAME_BYTES, "2001");

        assertThat(variables.problems())
                .containsExactly("GATEWAY_MAX_FRAME_BYTES: \"2001\" is not a number from 125 to 2000");
    }

    @Test
    void reportsEverythingAtOnce() {
        variables = new Variables(directory)
                .with(Setting.PORT, "http")
                .with(Setting.PING_INTERVAL, "soon")
                .with(Setting.QUERY_TIMEOUT, "never")
                .with(Setting.MAX_MESSAGE_BYTES, "few")
                .with(Setting.PUBLIC_KEY, "absent.pem")
                .with(Variables.POSTGRES, "{\"hostname\":\"h\",\"port\":0,\"username\":7,\"password\":\"secret\"}")
                .without(Variables.USER);

        assertThat(variables.problems())
                .hasSize(10)
                .anyMatch(problem -> problem.startsWith("GATEWAY_PORT: "))
                .anyMatch(problem -> problem.startsWith("GATEWAY_PING_INTERVAL: "))
                .anyMatch(problem -> problem.startsWith("GATEWAY_QUERY_TIMEOUT: "))
                .anyMatch(problem -> problem.startsWith("GATEWAY_MAX_MESSAGE_BYTES: "))
                .anyMatch(problem -> problem.startsWith("GATEWAY_PUBLIC_KEY: "))
                .contains(
                        "OISP_POSTGRES_CONFIG: port is not a number from 1 to 65535",
                        "OISP_POSTGRES_CONFIG: dbname is missing",
                        "OISP_POSTGRES_CONFIG: username is not a string",
                        "OISP_WEBSOCKETUSER_CONFIG: username is missing",
                        "OISP_WEBSOCKETUSER_CONFIG: password is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://10.0.0.1:5000", "tcp://[fd00::1]:5000"})
    void saysWhereAPortThatKubernetesSetComesFrom(String value) {
        assertThat(variables.with(Setting.PORT, value).problems())
                .containsExactly(
                        "GATEWAY_PORT: \"" + value + "\" is not a number from 0 to 65535; Kubernetes sets it for a"
                                + " service called \"gateway\": set enableServiceLinks: false in the pod");
    }

    @Test
    void takesNoNoticeOfWhatElseKubernetesSets() {
        variables
                .with("GATEWAY_SERVICE_HOST", "10.0.0.1")
                .with("GATEWAY_SERVICE_PORT", "5000")
                .with("GATEWAY_SERVICE_PORT_DEVICES", "5000")
                .with("GATEWAY_PORT_5000_TCP", "tcp://10.0.0.1:5000")
                .with("GATEWAY_PORT_5000_TCP_ADDR", "10.0.0.1");

        assertThat(variables.read().report().notes()).noneMatch(note -> note.contains("GATEWAY_"));
    }
}
