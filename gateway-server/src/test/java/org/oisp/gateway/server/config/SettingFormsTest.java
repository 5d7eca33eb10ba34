package org.oisp.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.server.config.setting.Setting;

/** Each wrong value of each setting gives one line that names it and no consequential problems, whatever else is set. */
class SettingFormsTest {

    /** They and the address of one Redis exclude each other. */
    private static final List<Setting> OF_SENTINELS = List.of(
            Setting.REDIS_SENTINELS,
            Setting.REDIS_MASTER,
            Setting.REDIS_SENTINEL_USERNAME,
            Setting.REDIS_SENTINEL_PASSWORD,
            Setting.REDIS_SENTINEL_TLS);

    @TempDir
    private static Path directory;

    @BeforeAll
    static void writeFiles() throws Exception {
        X509Bundle identity = new CertificateBuilder()
                .ecp256()
                .subject("CN=gateway")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        for (String file : List.of("tls.crt", "ca.crt")) {
            write(file, identity.getCertificatePEM());
        }
        write("tls.key", identity.getPrivateKeyPEM());
        write("damaged.pem", "damaged");
    }

    private static void write(String file, String text) {
        assertThat(Variables.none(directory).write(file, text)).endsWith(file);
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void saysInOneLineWhatIsWrongThoughNothingElseIsSet(Setting setting) {
        check(setting, Variables::none);
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void saysInOneLineWhatIsWrongBesideWhatHasToBeSet(Setting setting) {
        check(setting, SettingFormsTest::minimum);
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void saysInOneLineWhatIsWrongBesideAllOthers(Setting setting) {
        // TLS files are slow to read.
        boolean tls = usesTlsFiles(setting);
        Others others = directory -> everything(directory, tls);
        assertThat(good(setting, others).problemsIfAny()).isEmpty();
        check(setting, others);
    }

    private interface Others {
        Variables in(Path directory);
    }

    private void check(Setting setting, Others others) {
        List<String> right = good(setting, others).problemsIfAny();
        WrongForms wrong = WrongForms.of(setting);
        for (String form : wrong.values()) {
            String line =
                    checkOneLine(setting.variable(), form, good(setting, others).with(setting, form), right);
            assertThat(wrong.said()).allSatisfy(allowed -> assertThat(line).contains(allowed));
            if (setting.secret()) {
                assertThat(line).doesNotContain("\"");
            }
        }
        if (setting.secret()) {
            for (String file : List.of("absent", "keys", "a\0b")) {
                Variables variables = good(setting, others).without(setting.variable());
                String variable = setting.variable() + "_FILE";
                checkOneLine(variable, file, variables.with(variable, file), right);
            }
        }
        List<String> unset = good(setting, others).without(setting.variable()).problemsIfAny();
        for (String blank : List.of("", "  ", "\t")) {
            assertThat(good(setting, others).with(setting, blank).problemsIfAny())
                    .isEqualTo(unset);
        }
    }

    /** Lines about other settings must also appear with a good value. */
    private static String checkOneLine(String variable, String form, Variables variables, List<String> right) {
        Map<Boolean, List<String>> problems = variables.problems().stream()
                .collect(Collectors.partitioningBy(line -> line.startsWith(variable + ": ")));

        List<String> own = problems.get(true);
        assertThat(own).as("%s=%s", variable, form).hasSize(1);
        assertThat(own.get(0))
                .as("%s=%s", variable, form)
                .doesNotEndWith("is not set")
                .doesNotContain("\n");
        assertThat(right).as("%s=%s", variable, form).containsAll(problems.get(false));
        return own.get(0);
    }

    /** Returns the others and a good value of this one, without alternatives to it. */
    private Variables good(Setting setting, Others others) {
        Variables variables = others.in(directory);
        if (setting == Setting.DATABASE_URL) {
            Stream.of(
                            Setting.DATABASE_HOST,
                            Setting.DATABASE_PORT,
                            Setting.DATABASE_NAME,
                            Setting.DATABASE_USER,
                            Setting.DATABASE_PASSWORD)
                    .forEach(part -> variables.without(part.variable()));
        }
        if (setting == Setting.KEYCLOAK_DISCOVERY_URL) {
            variables.without("GATEWAY_KEYCLOAK_URL").without("GATEWAY_KEYCLOAK_REALM");
        }
        if (setting == Setting.REDIS_CLUSTER || OF_SENTINELS.contains(setting)) {
            variables
                    .without("GATEWAY_REDIS_HOST")
                    .without("GATEWAY_REDIS_PORT")
                    // Its slot is not that of the channels.
                    .without("GATEWAY_REDIS_EVENTS");
        }
        if (OF_SENTINELS.contains(setting)) {
            variables.with(Setting.REDIS_SENTINELS, "a:1").with(Setting.REDIS_MASTER, "text");
        }
        return variables.with(setting, goodValue(setting));
    }

    private static boolean usesTlsFiles(Setting setting) {
        return setting.name().startsWith("TLS_")
                || setting.name().matches("DATABASE_(TLS|CA|CERTIFICATE|KEY|REPLICA_CA)|REDIS_(CERTIFICATE|KEY)");
    }

    private static Variables minimum(Path directory) {
        Variables variables = Variables.none(directory);
        Stream.of(
                        Setting.DATABASE_HOST,
                        Setting.DATABASE_NAME,
                        Setting.DATABASE_USER,
                        Setting.SENDER_USERNAME,
                        Setting.SENDER_PASSWORD)
                .forEach(setting -> variables.with(setting, goodValue(setting)));
        return variables;
    }

    private static Variables everything(Path directory, boolean tls) {
        Variables variables = Variables.none(directory);
        Arrays.stream(Setting.values())
                .filter(setting -> setting != Setting.DATABASE_URL && setting != Setting.KEYCLOAK_DISCOVERY_URL)
                .filter(setting -> setting != Setting.REDIS_CLUSTER && !OF_SENTINELS.contains(setting))
                .filter(setting -> tls || !usesTlsFiles(setting))
                .forEach(setting -> variables.with(setting, goodValue(setting)));
        return variables;
    }

    /** Returns a good value. Settings that bound each other fit together, but do not fit the other's default. */
    private static String goodValue(Setting setting) {
        return switch (setting) {
            case DATABASE_URL -> "postgresql://u@h/n";
            case DATABASE_HOST, REDIS_HOST -> "h";
            case DATABASE_REPLICAS, KAFKA_SERVERS, ADVERTISED_SERVER, REDIS_SENTINELS, REDIS_CLUSTER -> "a:1";
            case TRACING_ENDPOINT, KEYCLOAK_URL, KEYCLOAK_DISCOVERY_URL -> "https://h";
            case REDIS_TLS, PROXY_PROTOCOL -> "on";
            case REDIS_SENTINEL_TLS -> "off";
            case REDIS_CA, TLS_CLIENT_CA, DATABASE_CA, DATABASE_REPLICA_CA -> "ca.crt";
            case DATABASE_TLS, DATABASE_REPLICA_TLS -> "verify-full";
            case TLS_CERTIFICATE, DATABASE_CERTIFICATE, REDIS_CERTIFICATE -> "tls.crt";
            case TLS_KEY, DATABASE_KEY, REDIS_KEY -> "tls.key";
            case TLS_CLIENT_CERTIFICATE -> "required";
            case TRUSTED_PROXIES, TLS_PLAIN_PEERS, EXEMPT_ADDRESSES -> "10.0.0.0/8";
            case CLUSTER_SECRET -> "0123456789abcdef0123456789abcdef";
            case LEASE_INTERVAL -> "4s";
            case LEASE_DURATION -> "9s";
            case DRAIN_TIMEOUT -> "60s";
            case DRAIN_GRACE -> "30s";
            case MAX_MESSAGE_BYTES -> "4000000";
            case MAX_FRAME_BYTES -> "2000000";
            default -> setting.defaultValue().isEmpty() ? "text" : setting.defaultValue();
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                Variables.ROOT,
                Variables.POSTGRES,
                Variables.USER,
                "OISP_KAFKA_CONFIG",
                "OISP_REDIS_CONFIG",
                "OISP_KEYCLOAK_CONFIG"
            })
    void saysInOneLineThatJsonCannotBeRead(String variable) {
        assertThat(new Variables(directory).with(variable, "{\"hostname\":").problems())
                .singleElement()
                .asString()
                .startsWith(variable + ": is not JSON (line 1");
    }

    @Test
    void saysInOneLineThatServicesCannotBeRead() {
        assertThat(Variables.none(directory).with("VCAP_SERVICES", "{").problems())
                .singleElement()
                .asString()
                .startsWith("VCAP_SERVICES: is not JSON (line 1");
    }

    @Test
    void saysNothingOfPlacesThatFollowsFromOneThatCannotBeRead() {
        Variables variables = minimum(directory)
                .with(Setting.DATABASE_URL, "postgresql:/h")
                .with(Setting.DATABASE_PASSWORD, "secret");

        assertThat(variables.problems()).singleElement().asString().startsWith("GATEWAY_DATABASE_URL: is not a URL");
    }
}
