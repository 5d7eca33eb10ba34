package org.oisp.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.database.PostgresSettings;
import org.oisp.gateway.server.database.PostgresSettings.SessionTarget;

/** Tests which servers are written to and read from, by the original's {@code postgresConfig} and by our own form. */
class PostgresFormsTest {

    private static final String COMMON =
            "{\"hostname\":\"db\",\"port\":1,\"dbname\":\"iot\",\"username\":\"u\",\"password\":\"secret-p\"%s}";

    @TempDir
    private Path directory;

    private Variables variables;

    @BeforeEach
    void example() {
        variables = new Variables(directory);
    }

    /** Returns the primary, then the replicas, each as {@code user:password@host:port/name}. */
    private List<String> servers() {
        var neighbours = variables.read().neighbours();
        return Stream.concat(Stream.of(neighbours.database()), neighbours.replicas().stream())
                .map(PostgresFormsTest::text)
                .toList();
    }

    private static String text(PostgresSettings server) {
        return server.username() + ":" + server.password().value() + "@" + server.where() + "/" + server.database();
    }

    private PostgresFormsTest original(String more) {
        variables.with(Variables.POSTGRES, COMMON.formatted(more));
        return this;
    }

    private PostgresFormsTest own(Setting setting, String value) {
        if (variables.read().report().place(Setting.DATABASE_NAME).startsWith("OISP")) {
            variables = Variables.ownForm(directory);
        }
        variables.with(setting, value);
        return this;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"readReplicas\":null",
                ",\"readReplicas\":[]",
                ",\"readHostname\":\"\"",
                ",\"writeHostname\":\"\"",
                ",\"readPort\":9,\"readUsername\":\"x\",\"writePort\":9,\"writeUsername\":\"x\"",
                ",\"readHostname\":\"db\"",
                ",\"readReplicas\":[{}]",
                ",\"writeHostname\":\"db\""
            })
    void asksOneServerForEverything(String more) {
        assertThat(original(more).servers()).containsExactly("u:secret-p@db:1/iot");
    }

    @Test
    void readsFromAServerThatTakesFromTheOthersWhatItDoesNotSay() {
        assertThat(original(",\"readHostname\":\"r\"").servers())
                .containsExactly("u:secret-p@db:1/iot", "u:secret-p@r:1/iot");
        assertThat(original(
                                ",\"readHostname\":\"r\",\"readPort\":\"2\",\"readUsername\":\"ru\",\"readPassword\":\"rp\"")
                        .servers())
                .containsExactly("u:secret-p@db:1/iot", "ru:rp@r:2/iot");
    }

    @Test
    void readsFromTheListRatherThanFromTheOneServer() {
        assertThat(original(",\"readHostname\":\"r\",\"readReplicas\":[{\"host\":\"a\"},{\"host\":\"b\",\"port\":\"3\","
                                + "\"username\":\"bu\",\"password\":\"bp\"},{\"port\":4}]")
                        .servers())
                .containsExactly("u:secret-p@db:1/iot", "u:secret-p@a:1/iot", "bu:bp@b:3/iot", "u:secret-p@db:4/iot");
        assertThat(original(",\"readReplicas\":{\"host\":\"a\"}").servers())
                .containsExactly("u:secret-p@db:1/iot", "u:secret-p@a:1/iot");
    }

    @Test
    void writesToAServerOfItsOwnAndThenReadsFromTheCommonOne() {
        assertThat(original(",\"writeHostname\":\"w\"").servers())
                .containsExactly("u:secret-p@w:1/iot", "u:secret-p@db:1/iot");
        assertThat(original(
                                ",\"writeHostname\":\"w\",\"writePort\":2,\"writeUsername\":\"wu\",\"writePassword\":\"wp\","
                                        + "\"readHostname\":\"r\"")
                        .servers())
                .containsExactly("wu:wp@w:2/iot", "u:secret-p@r:1/iot");
    }

    @Test
    void needsNoCommonServerIfBothOthersAreThere() {
        variables.with(
                Variables.POSTGRES,
                "{\"dbname\":\"iot\",\"username\":\"u\",\"writeHostname\":\"w\",\"readHostname\":\"r\"}");

        assertThat(servers()).containsExactly("u:@w:5432/iot", "u:@r:5432/iot");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"readReplicas\":\"r\"|readReplicas is not a list",
                "\"readReplicas\":[\"r\"]|readReplicas[0] is not a JSON object",
                "\"readReplicas\":[{},{\"host\":7}]|readReplicas[1].host is not a string",
                "\"readReplicas\":[{\"host\":\"r:5432\"}]|readReplicas[0].host is not a host's name or address",
                "\"readReplicas\":[{\"host\":\"r\",\"port\":0}]|readReplicas[0].port is not a number from 1 to 65535",
                "\"readHostname\":\"r\",\"readPort\":\"x\"|readPort is not a number from 1 to 65535",
                "\"writeHostname\":\"w\",\"writePort\":{}|writePort is not a number from 1 to 65535",
                "\"writeHostname\":\"w/iot\"|writeHostname is not a host's name or address",
                "\"writeHostname\":\"w\",\"writeUsername\":7|writeUsername is not a string"
            })
    void saysWhichOfThemIsWrong(String field, String problem) {
        original("," + field);

        assertThat(variables.problems()).containsExactly("OISP_POSTGRES_CONFIG: " + problem);
    }

    @Test
    void takesOurOwnForm() {
        assertThat(own(Setting.DATABASE_PORT, "5433").servers()).containsExactly("gateway:secret-db@db:5433/iot");
        assertThat(own(Setting.DATABASE_REPLICAS, "a, [::1]:6000").servers())
                .containsExactly(
                        "gateway:secret-db@db:5433/iot",
                        "gateway:secret-db@a:5432/iot",
                        "gateway:secret-db@[::1]:6000/iot");
        own(Setting.DATABASE_REPLICA_USER, "ru");
        assertThat(own(Setting.DATABASE_REPLICA_PASSWORD, "secret-r").servers())
                .endsWith("ru:secret-r@a:5432/iot", "ru:secret-r@[::1]:6000/iot");
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://u:p@h:1/n, u:p@h:1/n",
        "postgres://u:p@h/n, u:p@h:5432/n",
        "postgresql://u@h/n, u:@h:5432/n",
        "postgresql://u:p%40%3A%2F%25+x@h/n, u:p@:/%+x@h:5432/n",
        "postgresql://u:p@[::1]:5/n, u:p@[::1]:5/n"
    })
    void takesAUrl(String url, String server) {
        url(url);

        assertThat(servers()).containsExactly(server);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgresql://u:p@h1,h2/n | u:p@h1:5432,h2:5432/n",
                "postgresql://u:p%40@h1:1,h2/n?target_session_attrs=any | u:p@@h1:1,h2:5432/n",
                "postgres://u@h1:1,h2:2,10.0.0.1:3/n | u:@h1:1,h2:2,10.0.0.1:3/n"
            })
    void takesAUrlWithSeveralHosts(String url, String server) {
        url(url);

        assertThat(servers()).containsExactly(server);
        assertThat(variables.read().neighbours().database().target())
                .isEqualTo(url.endsWith("any") ? SessionTarget.ANY : SessionTarget.READ_WRITE);
    }

    @Test
    void takesSeveralHosts() {
        assertThat(own(Setting.DATABASE_HOST, "h1, h2:7,[::1]:8,[::2]").servers())
                .containsExactly("gateway:secret-db@h1:5432,h2:7,[::1]:8,[::2]:5432/iot");
        variables = new Variables(directory);
        original(",\"writeHostname\":\"w1,w2\",\"writePort\":2");
        assertThat(servers()).containsExactly("u:secret-p@w1:2,w2:2/iot", "u:secret-p@db:1/iot");
        assertThat(variables.with("PGTARGETSESSIONATTRS", "standby").problems())
                .containsExactly("PGTARGETSESSIONATTRS: \"standby\" is neither any nor read-write");
    }

    @Test
    void takesAPasswordBesideAUrl() {
        url("postgresql://u@h/n");
        variables.with("GATEWAY_DATABASE_PASSWORD_FILE", variables.write("password", "secret-file\n"));

        assertThat(servers()).containsExactly("u:secret-file@h:5432/n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "mysql://u:secret@h/n",
                "jdbc:postgresql://h/n",
                "postgresql://u:secret@h",
                "postgresql://u:secret@h/",
                "postgresql://u:secret@h/a/b",
                "postgresql://u:secret@/n",
                "postgresql://u:secret@h1,/n",
                "postgresql://u:secret@h1,h2:x/n",
                "postgresql://:secret@h/n",
                "postgresql://u:secret%@h/n",
                "postgresql://u:secret word@h/n"
            })
    void refusesWhatIsNoSuchUrlAndShowsNothingOfIt(String url) {
        url(url);

        assertThat(variables.problems())
                .singleElement()
                .asString()
                .startsWith("GATEWAY_DATABASE_URL: is not a URL such as postgresql://");
    }

    @Test
    void refusesOtherParametersOfAUrl() {
        url("postgresql://u:secret@h/n?sslmode=require&options=secret");

        assertThat(variables.problems())
                .containsExactly(
                        "GATEWAY_DATABASE_URL: has parameters that are not supported: after the name there may be"
                                + " sslmode, sslrootcert, sslcert, sslkey, channel_binding, target_session_attrs");
    }

    @Test
    void refusesWhatOurOwnFormDoesNotTake() {
        variables = Variables.ownForm(directory);

        assertThat(variables.with(Setting.DATABASE_HOST, "db:5432").problems())
                .containsExactly("GATEWAY_DATABASE_HOST: \"db:5432\" is not a host's name or address");
        variables.with(Setting.DATABASE_HOST, "db");
        assertThat(variables.with(Setting.DATABASE_REPLICAS, "a,,b").problems())
                .containsExactly("GATEWAY_DATABASE_REPLICAS: \"a,,b\" is not a list such as host:5432,host:5432");
        variables.without("GATEWAY_DATABASE_REPLICAS");
        assertThat(variables.with(Setting.DATABASE_REPLICA_USER, "r").problems())
                .containsExactly("GATEWAY_DATABASE_REPLICA_USER: is set, but GATEWAY_DATABASE_REPLICAS is not");
        variables.without("GATEWAY_DATABASE_REPLICA_USER").without("GATEWAY_DATABASE_NAME");
        assertThat(variables.problems()).containsExactly("GATEWAY_DATABASE_NAME: is not set");
    }

    private void url(String url) {
        variables = Variables.ownForm(directory)
                .without("GATEWAY_DATABASE_HOST")
                .without("GATEWAY_DATABASE_NAME")
                .without("GATEWAY_DATABASE_USER")
                .without("GATEWAY_DATABASE_PASSWORD")
                .with(Setting.DATABASE_URL, url);
    }
}
