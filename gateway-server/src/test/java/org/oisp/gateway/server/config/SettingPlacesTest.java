package org.oisp.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.protocol.Credentials;
import org.oisp.gateway.server.config.setting.EffectiveSetting;
import org.oisp.gateway.server.config.setting.Setting;

/** Tests where a setting may be given: a variable, a file, the original's configuration, Cloud Foundry; but only once. */
class SettingPlacesTest {

    private static final String SERVICES = """
            {"postgresql-13":[{"name":"other","credentials":{"hostname":"no"}},
               {"name":"mypostgres","label":"postgresql-13","credentials":{"dbname":"iot","hostname":"10.0.0.7","port":"5433",
                 "username":"u","password":"secret-cf"}}],
             "user-provided":[{"name":"websocket-ups","credentials":{"username":"api","password":"secret-ups"}},
               {"name":"kafka-ups","credentials":{"topicsHeartbeatName":"beats","topicsHeartbeatInterval":"7000"}}],
             "kafka":[{"name":"mykafka","credentials":{"uri":"10.0.0.8:9092"}}],
             "redis":[{"name":"myredis","credentials":{"host":"10.0.0.9","port":6380,"password":"secret-redis"}}]}""";

    @TempDir
    private Path directory;

    private Variables variables;

    @BeforeEach
    void example() {
        variables = Variables.ownForm(directory);
    }

    @Test
    void readsSecretsFromFiles() {
        variables
                .without("GATEWAY_SENDER_PASSWORD")
                .with("GATEWAY_SENDER_PASSWORD_FILE", variables.write("run/secrets/sender", " secret \n"))
                .without("GATEWAY_DATABASE_PASSWORD")
                .with("GATEWAY_DATABASE_PASSWORD_FILE", "run/secrets/database")
                .with("GATEWAY_REDIS_PASSWORD_FILE", variables.write("redis", "secret-redis"));
        variables.write("run/secrets/database", "secret-file\r\n");
        GatewaySettings settings = variables.read();

        assertThat(settings.peers().senders().admit(new Credentials("api_actuator", " secret")))
                .isTrue();
        assertThat(settings.neighbours().database().password().value()).isEqualTo("secret-file");
        assertThat(settings.neighbours().redis().password().value()).isEqualTo("secret-redis");
        assertThat(settings.report().notes()).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithAFile() {
        variables.without("GATEWAY_SENDER_PASSWORD");

        assertThat(variables
                        .with("GATEWAY_SENDER_PASSWORD_FILE", "no-such-file")
                        .problems())
                .containsExactly("GATEWAY_SENDER_PASSWORD_FILE: no-such-file is not there");
        String empty = variables.write("empty", "\n");
        assertThat(variables.with("GATEWAY_SENDER_PASSWORD_FILE", empty).problems())
                .containsExactly("GATEWAY_SENDER_PASSWORD_FILE: " + empty + " is empty");
        assertThat(variables.with("GATEWAY_SENDER_PASSWORD_FILE", "keys").problems())
                .containsExactly("GATEWAY_SENDER_PASSWORD_FILE: keys cannot be read");
        String longOne = variables.write("long", "secret".repeat(20_000));
        assertThat(variables.with("GATEWAY_SENDER_PASSWORD_FILE", longOne).problems())
                .containsExactly("GATEWAY_SENDER_PASSWORD_FILE: " + longOne + " is longer than 64 KiB");
    }

    @Test
    void refusesASettingThatIsGivenTwiceAndNamesBothPlaces() {
        String file = variables.write("password", "secret");
        variables.with("GATEWAY_DATABASE_PASSWORD_FILE", file);
        assertThat(variables.problems())
                .containsExactly(
                        "GATEWAY_DATABASE_PASSWORD: is given twice, here and by GATEWAY_DATABASE_PASSWORD_FILE, " + file
                                + "; remove one of them");

        variables = new Variables(directory)
                .with(Setting.SENDER_USERNAME, "me")
                .with(Setting.DATABASE_REPLICAS, "r:1")
                .with(Setting.KAFKA_INTERVAL, "1s");
        assertThat(variables.problems())
                .containsExactlyInAnyOrder(
                        "GATEWAY_SENDER_USERNAME: is given twice, here and by OISP_WEBSOCKETUSER_CONFIG, username; remove one of"
                                + " them",
                        "GATEWAY_DATABASE_REPLICAS: is given twice, here and by OISP_POSTGRES_CONFIG, readReplicas; remove one of"
                                + " them",
                        "GATEWAY_KAFKA_INTERVAL: is given twice, here and by OISP_KAFKA_CONFIG, topicsHeartbeatInterval; remove"
                                + " one of them");

        variables = new Variables(directory)
                .with(
                        "VCAP_SERVICES",
                        "{\"x\":[{\"name\":\"websocket-ups\",\"credentials\":{\"password\":\"secret\"}}]}");
        assertThat(variables.problems())
                .containsExactly("OISP_WEBSOCKETUSER_CONFIG: password is given twice, here and by VCAP_SERVICES,"
                        + " websocket-ups.password; remove one of them");

        variables = Variables.ownForm(directory).with(Setting.DATABASE_URL, "postgresql://u:secret@h:1/n");
        assertThat(variables.problems())
                .hasSize(4)
                .contains(
                        "GATEWAY_DATABASE_HOST: is given twice, here and by GATEWAY_DATABASE_URL; remove one of them");
    }

    @Test
    void takesWhatTheOriginalsFormLeavesOutFromOurs() {
        variables = new Variables(directory)
                .with(Variables.USER, "{\"username\":\"api_actuator\"}")
                .with("GATEWAY_SENDER_PASSWORD_FILE", variables.write("password", "secret-file"));

        assertThat(variables.read().peers().senders().admit(new Credentials("api_actuator", "secret-file")))
                .isTrue();
    }

    @Test
    void readsTheServicesOfCloudFoundry() {
        variables = Variables.none(directory)
                .with("VCAP_SERVICES", SERVICES)
                .with("PORT", "8080")
                .with("CF_INSTANCE_INTERNAL_IP", "10.255.1.2");
        GatewaySettings settings = variables.read();
        var neighbours = settings.neighbours();

        assertThat(settings.sockets().port()).isEqualTo(8080);
        assertThat(settings.registration().ledger().server()).isEqualTo("10.255.1.2:8080");
        assertThat(neighbours.database().where()).isEqualTo("10.0.0.7:5433");
        assertThat(neighbours.database().database()).isEqualTo("iot");
        assertThat(neighbours.database().username()).isEqualTo("u");
        assertThat(neighbours.database().password().value()).isEqualTo("secret-cf");
        assertThat(neighbours.replicas()).isEmpty();
        assertThat(settings.peers().senders().admit(new Credentials("api", "secret-ups")))
                .isTrue();
        assertThat(neighbours.redis()).asString().contains("10.0.0.9", "6380");
        assertThat(neighbours.redis().password().value()).isEqualTo("secret-redis");
        assertThat(neighbours.kafka()).asString().contains("10.0.0.8:9092", "beats", "PT7S");
        assertThat(neighbours.keycloak()).isNull();
    }

    @Test
    void takesPortForItsOwnOnCloudFoundryOnly() {
        assertThat(variables.with("PORT", "8080").read().sockets().port()).isEqualTo(5000);
        variables.with("VCAP_APPLICATION", "{}");
        assertThat(variables.read().sockets().port()).isEqualTo(8080);
        assertThat(variables.with(Setting.PORT, "5000").problems())
                .containsExactly("GATEWAY_PORT: is given twice, here and by PORT; remove one of them");
    }

    @Test
    void saysWhatIsMissingOnCloudFoundry() {
        variables = Variables.none(directory)
                .with("VCAP_SERVICES", SERVICES.replace("mypostgres", "another").replace("\"api\"", "5"));
        assertThat(variables.problems())
                .containsExactlyInAnyOrder(
                        "VCAP_SERVICES: mypostgres.hostname is missing",
                        "VCAP_SERVICES: mypostgres.dbname is missing",
                        "VCAP_SERVICES: mypostgres.username is missing",
                        "VCAP_SERVICES: websocket-ups.username is not a string");

        assertThat(variables.with("VCAP_SERVICES", "{secret").problems())
                .first()
                .asString()
                .startsWith("VCAP_SERVICES: is not JSON (line 1");
        for (String odd : new String[] {"[]", "{\"a\":5}", "{\"a\":[5,null]}", "{\"a\":[{\"name\":\"mypostgres\"}]}"}) {
            assertThat(variables.with("VCAP_SERVICES", odd).problems()).isNotEmpty();
        }
    }

    @Test
    void reportsWhatHoldsAndWhereItIsFromAndNoSecret() {
        variables = new Variables(directory)
                .with(Setting.MAILBOX_MESSAGES, "7")
                .with("GATEWAY_DATABASE_REPLICA_PASSWORD", "")
                .with("DEBUG", "warn");
        ConfigurationReport report = variables.read().report();
        var effective =
                report.effective().stream().collect(Collectors.toMap(EffectiveSetting::setting, Function.identity()));

        assertThat(effective.get(Setting.MAILBOX_MESSAGES))
                .isEqualTo(new EffectiveSetting(Setting.MAILBOX_MESSAGES, "7", "GATEWAY_MAILBOX_MESSAGES"));
        assertThat(effective.get(Setting.PORT)).isEqualTo(new EffectiveSetting(Setting.PORT, "5000", "default"));
        assertThat(effective.get(Setting.LOG_LEVEL))
                .isEqualTo(new EffectiveSetting(Setting.LOG_LEVEL, "warn", "DEBUG"));
        assertThat(effective.get(Setting.DATABASE_HOST))
                .isEqualTo(new EffectiveSetting(Setting.DATABASE_HOST, "main", "OISP_POSTGRES_CONFIG, writeHostname"));
        assertThat(effective.get(Setting.DATABASE_PASSWORD))
                .isEqualTo(
                        new EffectiveSetting(Setting.DATABASE_PASSWORD, "***", "OISP_POSTGRES_CONFIG, writePassword"));
        assertThat(effective.get(Setting.DATABASE_REPLICAS))
                .isEqualTo(new EffectiveSetting(
                        Setting.DATABASE_REPLICAS, "r:5434", "OISP_POSTGRES_CONFIG, readReplicas"));
        assertThat(effective.get(Setting.DATABASE_URL))
                .isEqualTo(new EffectiveSetting(Setting.DATABASE_URL, "", "not set"));
        assertThat(effective.get(Setting.KAFKA_INTERVAL))
                .isEqualTo(new EffectiveSetting(
                        Setting.KAFKA_INTERVAL, "5000ms", "OISP_KAFKA_CONFIG, topicsHeartbeatInterval"));
        assertThat(effective.get(Setting.ADVERTISED_SERVER).value()).endsWith(".websocket-server:5000");
        assertThat(report.toString()).doesNotContain("secret-");
        assertThat(report.place(Setting.DATABASE_NAME)).isEqualTo("OISP_POSTGRES_CONFIG, dbname");
        assertThat(report.place(Setting.PORT)).isEqualTo("GATEWAY_PORT");
    }
}
