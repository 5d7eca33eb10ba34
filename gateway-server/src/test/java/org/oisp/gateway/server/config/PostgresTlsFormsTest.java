package org.oisp.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.server.certificate.FileSettings;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.database.PostgresTlsSettings;

/** Tests how TLS to the database is configured: by our own settings, the URL, the original's configuration and libpq's variables. */
class PostgresTlsFormsTest {

    @TempDir
    private static Path directory;

    private Variables variables;

    @BeforeAll
    static void write() throws Exception {
        X509Bundle identity = new CertificateBuilder()
                .ecp256()
                .subject("CN=gateway")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Variables files = Variables.none(directory);
        for (String file : List.of("ca.crt", "other.crt", "own.crt")) {
            assertThat(files.write(file, identity.getCertificatePEM())).isNotEmpty();
        }
        assertThat(files.write("own.key", identity.getPrivateKeyPEM())).isNotEmpty();
        assertThat(files.write("empty.crt", "")).isNotEmpty();
    }

    @BeforeEach
    void example() {
        variables = Variables.ownForm(directory);
    }

    /** Returns the primary's TLS, then the replicas', each as mode, authorities, certificate and key. */
    private List<String> servers() {
        var neighbours = variables.read().neighbours();
        return Stream.concat(Stream.of(neighbours.database()), neighbours.replicas().stream())
                .map(server -> text(server.tls()))
                .toList();
    }

    private static String text(PostgresTlsSettings tls) {
        return tls.mode() + " " + name(tls.authorities()) + " " + name(tls.certificate()) + " " + name(tls.key());
    }

    private static String name(@Nullable FileSettings file) {
        return file == null ? "-" : file.path().getFileName().toString();
    }

    private void original(String more) {
        variables = new Variables(directory)
                .with(
                        Variables.POSTGRES,
                        "{\"hostname\":\"db\",\"dbname\":\"iot\",\"username\":\"u\",\"password\":\"secret-p\"%s}"
                                .formatted(more));
    }

    private void url(String parameters) {
        variables = variables
                .without("GATEWAY_DATABASE_HOST")
                .without("GATEWAY_DATABASE_NAME")
                .without("GATEWAY_DATABASE_USER")
                .without("GATEWAY_DATABASE_PASSWORD")
                .with(Setting.DATABASE_URL, "postgresql://u:secret@h/n?" + parameters);
    }

    @Test
    void prefersTlsAsLibpqDoesUnlessSomethingIsSaid() {
        assertThat(servers()).containsExactly("PREFER - - -");
    }

    @ParameterizedTest
    @CsvSource({
        "disable,DISABLE",
        "allow,ALLOW",
        "Prefer,PREFER",
        "require,REQUIRE",
        "verify-ca,VERIFY_CA",
        "verify-full,VERIFY_FULL"
    })
    void takesTheWordsOfLibpqInEveryForm(String word, String mode) {
        assertThat(variables.with(Setting.DATABASE_TLS, word).read()).isNotNull();
        assertThat(servers()).containsExactly(mode + " - - -");
        variables = Variables.ownForm(directory).with("PGSSLMODE", word);
        assertThat(servers()).containsExactly(mode + " - - -");
        original(",\"sslmode\":\"" + word + "\"");
        assertThat(servers()).containsExactly(mode + " - - -");
        variables = Variables.ownForm(directory);
        url("sslmode=" + word);
        assertThat(servers()).containsExactly(mode + " - - -");
    }

    @Test
    void readsTheFilesInEveryForm() {
        String expected = "VERIFY_FULL ca.crt own.crt own.key";
        variables
                .with(Setting.DATABASE_TLS, "verify-full")
                .with(Setting.DATABASE_CA, "ca.crt")
                .with(Setting.DATABASE_CERTIFICATE, "own.crt")
                .with(Setting.DATABASE_KEY, "own.key");
        assertThat(servers()).containsExactly(expected);
        variables = Variables.ownForm(directory)
                .with("PGSSLMODE", "verify-full")
                .with("PGSSLROOTCERT", directory.resolve("ca.crt").toString())
                .with("PGSSLCERT", "own.crt")
                .with("PGSSLKEY", "own.key");
        assertThat(servers()).containsExactly(expected);
        variables = Variables.ownForm(directory);
        url("sslmode=verify-full&sslrootcert=ca.crt&sslcert=own%2Ecrt&sslkey=own.key");
        assertThat(servers()).containsExactly(expected);
        original(
                ",\"sslmode\":\"verify-full\",\"sslrootcert\":\"ca.crt\",\"sslcert\":\"own.crt\",\"sslkey\":\"own.key\"");
        assertThat(servers()).containsExactly(expected);
    }

    /** libpq's variables are defaults, which an operator's shell may have for psql. */
    @Test
    void takesOwnSettingsAndParametersBeforeTheVariablesOfLibpq() {
        variables.with("PGSSLMODE", "disable").with(Setting.DATABASE_TLS, "require");
        assertThat(servers()).containsExactly("REQUIRE - - -");
        variables = Variables.ownForm(directory).with("PGSSLMODE", "disable");
        url("sslmode=require");
        assertThat(servers()).containsExactly("REQUIRE - - -");
        original(",\"sslmode\":\"require\"");
        variables.with("PGSSLMODE", "disable");
        assertThat(servers()).containsExactly("REQUIRE - - -");
    }

    @Test
    void givesReplicasTheDatabasesTlsOrTheirOwn() {
        variables
                .with(Setting.DATABASE_TLS, "verify-full")
                .with(Setting.DATABASE_CA, "ca.crt")
                .with(Setting.DATABASE_REPLICAS, "a,b");
        assertThat(servers()).hasSize(3).containsOnly("VERIFY_FULL ca.crt - -");
        variables.with(Setting.DATABASE_REPLICA_CA, "other.crt");
        assertThat(servers())
                .containsExactly("VERIFY_FULL ca.crt - -", "VERIFY_FULL other.crt - -", "VERIFY_FULL other.crt - -");
        variables.with(Setting.DATABASE_REPLICA_TLS, "verify-ca");
        assertThat(servers()).last().isEqualTo("VERIFY_CA other.crt - -");
        variables.without("GATEWAY_DATABASE_REPLICA_CA").with(Setting.DATABASE_REPLICA_TLS, "disable");
        assertThat(servers()).last().isEqualTo("DISABLE ca.crt - -");
    }

    @Test
    void givesEachServerOfTheOriginalsConfigurationItsOwn() {
        original(
                ",\"sslmode\":\"require\",\"writeHostname\":\"w\",\"writeSslmode\":\"verify-full\","
                        + "\"writeSslrootcert\":\"ca.crt\",\"readReplicas\":[{\"host\":\"a\"},{\"host\":\"b\",\"sslmode\":\"disable\"}]");
        assertThat(servers()).containsExactly("VERIFY_FULL ca.crt - -", "REQUIRE - - -", "DISABLE - - -");
        original(",\"readHostname\":\"r\",\"readSslmode\":\"verify-ca\",\"readSslrootcert\":\"ca.crt\"");
        assertThat(servers()).containsExactly("PREFER - - -", "VERIFY_CA ca.crt - -");
        original(",\"readHostname\":\"r\"");
        variables.with("PGSSLMODE", "require");
        assertThat(servers()).containsExactly("REQUIRE - - -", "REQUIRE - - -");
    }

    @Test
    void takesTheBindingOfThePasswordInTheWordsOfLibpqForEveryServer() {
        assertThat(bindings()).containsExactly("PREFER");
        variables.with("PGCHANNELBINDING", "disable").with(Setting.DATABASE_REPLICAS, "a");
        assertThat(bindings()).containsExactly("DISABLE", "DISABLE");
        url("sslmode=require&channel_binding=require");
        assertThat(bindings()).containsExactly("REQUIRE", "REQUIRE");
        variables = Variables.ownForm(directory);
        url("channel_binding=always");
        assertThat(variables.problems())
                .containsExactly("GATEWAY_DATABASE_URL: channel_binding is not one of disable, prefer, require");
        url("channel_binding=require&sslmode=disable");
        assertThat(variables.problems())
                .containsExactly(
                        "GATEWAY_DATABASE_URL: channel_binding is require, which needs TLS, but GATEWAY_DATABASE_TLS is disable");
    }

    private List<String> bindings() {
        var neighbours = variables.read().neighbours();
        return Stream.concat(Stream.of(neighbours.database()), neighbours.replicas().stream())
                .map(server -> server.tls().binding().name())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "allow", "prefer", ""})
    void refusesAuthoritiesThatNothingIsCheckedWith(String mode) {
        variables.with(Setting.DATABASE_TLS, mode).with(Setting.DATABASE_CA, "ca.crt");
        assertThat(variables.problems())
                .containsExactly("GATEWAY_DATABASE_CA: has no effect, since GATEWAY_DATABASE_TLS is not require,"
                        + " verify-ca or verify-full");
    }

    @Test
    void takesTheSystemsAuthoritiesWithTheHostsNameOnly() {
        variables.with(Setting.DATABASE_TLS, "verify-full").with("PGSSLROOTCERT", "system");
        assertThat(servers()).containsExactly("VERIFY_FULL - - -");
        assertThat(variables.with(Setting.DATABASE_TLS, "verify-ca").problems())
                .containsExactly("PGSSLROOTCERT: is system, which needs GATEWAY_DATABASE_TLS to be verify-full: anybody"
                        + " gets a certificate of theirs");
    }

    @Test
    void saysWhichValueIsWrongWhereItIs() {
        assertThat(variables.with("PGSSLMODE", "on").problems())
                .containsExactly(
                        "PGSSLMODE: \"on\" is not one of disable, allow, prefer, require, verify-ca, verify-full");
        variables = Variables.ownForm(directory).with("PGSSLMODE", "verify-ca").with("PGSSLROOTCERT", "absent.crt");
        assertThat(variables.problems())
                .containsExactly("PGSSLROOTCERT: " + directory.resolve("absent.crt") + ": no such file");
        variables = Variables.ownForm(directory).with("PGSSLCERT", "own.crt");
        assertThat(variables.problems()).containsExactly("GATEWAY_DATABASE_KEY: is not set, but PGSSLCERT is");
        variables = Variables.ownForm(directory).with(Setting.DATABASE_KEY, "own.key");
        assertThat(variables.problems())
                .containsExactly("GATEWAY_DATABASE_KEY: is set, but GATEWAY_DATABASE_CERTIFICATE is not");
        variables = Variables.ownForm(directory);
        url("sslmode=secret&sslrootcert=empty.crt");
        assertThat(variables.problems())
                .containsExactly(
                        "GATEWAY_DATABASE_URL: sslmode is not one of disable, allow, prefer, require, verify-ca, verify-full",
                        "GATEWAY_DATABASE_URL: sslrootcert " + directory.resolve("empty.crt")
                                + ": holds no certificate (-----BEGIN CERTIFICATE-----)");
        original(",\"readReplicas\":[{\"host\":\"a\",\"sslmode\":\"tls\"}]");
        assertThat(variables.problems())
                .containsExactly("OISP_POSTGRES_CONFIG: readReplicas[0].sslmode is not one of disable, allow, prefer,"
                        + " require, verify-ca, verify-full");
    }

    @Test
    void saysThatAValueIsGivenTwice() {
        url("sslmode=require");
        assertThat(variables.with(Setting.DATABASE_TLS, "require").problems())
                .containsExactly(
                        "GATEWAY_DATABASE_TLS: is given twice, here and by GATEWAY_DATABASE_URL, sslmode; remove"
                                + " one of them");
    }
}
