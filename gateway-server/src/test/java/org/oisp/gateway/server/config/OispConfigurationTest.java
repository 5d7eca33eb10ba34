package org.oisp.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.protocol.Credentials;

/** Tests {@code OISP_WEBSOCKET_SERVER_CONFIG} and its references: good, missing, damaged; no message shows a secret. */
class OispConfigurationTest {

    private static final String DATABASE =
            "{\"hostname\":\"db\",\"port\":%s,\"dbname\":\"iot\",\"username\":\"u\",\"password\":\"secret\"}";

    @TempDir
    private Path directory;

    private Variables variables;

    @BeforeEach
    void example() {
        variables = new Variables(directory);
    }

    @ParameterizedTest
    @CsvSource({"5433, 5433", "'\"5433\"', 5433", "'\" 5433 \"', 5433", "1, 1", "65535, 65535", "null, 5432"})
    void takesAPortAsATextOrANumber(String json, int port) {
        assertThat(variables
                        .with(Variables.POSTGRES, DATABASE.formatted(json))
                        .read()
                        .neighbours()
                        .database()
                        .hosts()
                        .get(0)
                        .port())
                .isEqualTo(port);
    }

    @Test
    void takesTheUsualPortWhereThereIsNone() {
        variables.with(Variables.POSTGRES, DATABASE.replace("\"port\":%s,", ""));

        assertThat(variables.read().neighbours().database().hosts().get(0).port())
                .isEqualTo(5432);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "65536",
                "-1",
                "5432.0",
                "1e3",
                "\"\"",
                "\"x\"",
                "\"54 32\"",
                "true",
                "[5432]",
                "{}",
                "99999999999999"
            })
    void refusesWhatIsNoPort(String json) {
        assertThat(variables.with(Variables.POSTGRES, DATABASE.formatted(json)).problems())
                .containsExactly("OISP_POSTGRES_CONFIG: port is not a number from 1 to 65535");
    }

    @Test
    void readsSectionsThatStandInTheRootItself() {
        variables
                .without(Variables.POSTGRES)
                .with(
                        Variables.ROOT,
                        "{\"postgresConfig\":" + DATABASE.formatted("1234")
                                + ",\"websocketUserConfig\":{\"username\":\"a\",\"password\":\"b\"}}");

        assertThat(variables.read().neighbours().database().hosts().get(0).port())
                .isEqualTo(1234);
        assertThat(variables.read().peers().senders().admit(new Credentials("a", "b")))
                .isTrue();
        assertThat(variables.read().report().notes()).isEmpty();
    }

    @Test
    void namesTheRootForWhatIsWrongInIt() {
        variables.with(
                Variables.ROOT,
                "{\"postgresConfig\":" + DATABASE.formatted("0")
                        + ",\"websocketUserConfig\":{\"username\":\"\",\"password\":7}}");

        assertThat(variables.problems())
                .containsExactly(
                        "OISP_WEBSOCKET_SERVER_CONFIG: postgresConfig.port is not a number from 1 to 65535",
                        "OISP_WEBSOCKET_SERVER_CONFIG: websocketUserConfig.username is empty",
                        "OISP_WEBSOCKET_SERVER_CONFIG: websocketUserConfig.password is not a string");
    }

    @Test
    void followsBothKindsOfReferences() {
        variables
                .with(Variables.ROOT, "{\"postgresConfig\":\"%%DB\",\"websocketUserConfig\":\"@@SENDER\"}")
                .with("DB", DATABASE.formatted("\"@@DB_PORT\""))
                .with("DB_PORT", "4444")
                .with("SENDER", "{\"username\":\"%%NAME\",\"password\":\"@@WORD\"}")
                .with("NAME", "\"a\"")
                .with("WORD", "\"@@not a reference any more\"");

        assertThat(variables.read().neighbours().database().hosts().get(0).port())
                .isEqualTo(4444);
        assertThat(variables.read().peers().senders().admit(new Credentials("a", "@@not a reference any more")))
                .isTrue();
    }

    @Test
    void takesOneVariableForTwoSections() {
        variables
                .with(Variables.ROOT, "{\"postgresConfig\":\"@@BOTH\",\"websocketUserConfig\":\"@@BOTH\"}")
                .with("BOTH", DATABASE.formatted("1"));

        assertThat(variables.read().peers().senders().admit(new Credentials("u", "secret")))
                .isTrue();
    }

    /** Two references to one variable are not a cycle. */
    @Test
    void takesOneVariableTwiceInASection() {
        variables.with("NAME", "\"a\"").with(Variables.USER, "{\"username\":\"@@NAME\",\"password\":\"%%NAME\"}");

        assertThat(variables.read().peers().senders().admit(new Credentials("a", "a")))
                .isTrue();
        assertThat(variables.read().report().notes()).isEmpty();
    }

    @Test
    void takesAMissingReferenceAsEmptyAndSaysSo() {
        variables.without("OISP_KAFKA_CONFIG").with("OISP_REDIS_CONFIG", "  ");
        assertThat(variables.read().report().notes())
                .contains(
                        "OISP_KAFKA_CONFIG is not set, but OISP_WEBSOCKET_SERVER_CONFIG refers to it; taken as empty",
                        "OISP_REDIS_CONFIG is not set, but OISP_WEBSOCKET_SERVER_CONFIG refers to it; taken as empty");

        assertThat(variables.without(Variables.USER).problems())
                .containsExactly(
                        "OISP_WEBSOCKETUSER_CONFIG: username is missing",
                        "OISP_WEBSOCKETUSER_CONFIG: password is missing");
    }

    @Test
    void takesAReferenceToItselfAsEmptyAndSaysSo() {
        variables
                .with("OISP_KAFKA_CONFIG", "{\"uri\":\"kafka:9092\",\"other\":\"@@OISP_WEBSOCKET_SERVER_CONFIG\"}")
                .with("OISP_REDIS_CONFIG", "{\"hostname\":\"redis\",\"other\":[\"@@A\"]}")
                .with("A", "{\"b\":\"%%B\"}")
                .with("B", "{\"a\":{\"a\":\"@@A\"}}");

        assertThat(variables.read().report().notes())
                .contains(
                        "OISP_WEBSOCKET_SERVER_CONFIG refers to itself; taken as empty",
                        "A refers to itself; taken as empty");
    }

    @Test
    void saysThatTheRootIsMissing() {
        assertThat(variables.without(Variables.ROOT).problems())
                .containsExactly("GATEWAY_DATABASE_HOST: is not set, and neither is OISP_WEBSOCKET_SERVER_CONFIG; see"
                        + " docs/configuration.md");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"x\"", "5", "null", "true"})
    void saysThatTheRootIsNoObject(String json) {
        assertThat(variables.with(Variables.ROOT, json).problems())
                .startsWith("OISP_WEBSOCKET_SERVER_CONFIG: is not a JSON object");
    }

    @Test
    void saysWhereJsonIsDamagedAndShowsNothingOfIt() {
        variables.with(Variables.POSTGRES, "{\"hostname\":\"db\",\n\"password\": secret-word}");
        assertThat(variables.problems())
                .first()
                .asString()
                .matches("OISP_POSTGRES_CONFIG: is not JSON \\(line 2, column \\d+\\)");

        for (String damaged : new String[] {
            "secret", "{", "{\"password\":\"secret\"", "{\"password\":\"secret\n\"}", "{'password':'secret'}",
            "{\"password\":\"\\secret\"}", "{\"password\":secret}", "{\"password\":\"a\"} secret", "{}{}", "{\"a\":1}}"
        }) {
            assertThat(variables.with(Variables.POSTGRES, damaged).problems())
                    .first()
                    .asString()
                    .matches("OISP_POSTGRES_CONFIG: is not JSON \\(line \\d+, column \\d+\\)");
            variables.with(Variables.ROOT, damaged);
            assertThat(variables.problems()).first().asString().startsWith("OISP_WEBSOCKET_SERVER_CONFIG: is not JSON");
            variables = new Variables(directory);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"secret\"", "5", "null", "true"})
    void saysWhatIsMissingWhereASectionIsNoObject(String json) {
        assertThat(variables.with(Variables.USER, json).problems())
                .containsExactly(
                        "OISP_WEBSOCKETUSER_CONFIG: username is missing",
                        "OISP_WEBSOCKETUSER_CONFIG: password is missing");
    }

    @Test
    void takesAnEmptyPasswordForTheDatabaseButNotForSenders() {
        variables.with(Variables.POSTGRES, DATABASE.formatted("1").replace("secret", ""));
        assertThat(variables.read().neighbours().database().password().value()).isEmpty();

        variables.with(Variables.USER, "{\"username\":\"u\",\"password\":\"\"}");
        assertThat(variables.problems()).containsExactly("OISP_WEBSOCKETUSER_CONFIG: password is empty");
    }
}
