package org.oisp.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.server.config.setting.Setting;

/** Each wrong value of each setting gives one line that names it and no consequential problems, whatever else is set. */
class SettingFormsTest {

    private static final List<String> NO_NUMBERS =
            List.of("x", "-1", "1.5", "1e3", "0x10", "5 000", "5000 ms", "on", "99999999999999999999");
    private static final List<String> NO_TIMES =
            List.of("x", "30", "s", "-1s", "1.5s", "1 s", "1S", "25h", "86401s", "1d", "PT1S", "99999999999999999999s");
    private static final List<String> NO_SWITCHES = List.of("true", "false", "yes", "no", "1", "enabled");
    private static final List<String> NO_HOSTS = List.of("http://h", "h:1", "h/n", "a b", "[::1]:1");
    private static final List<String> NO_ADDRESSES = List.of("http://h:1", "h:x", "h:0", "h:65536", ":1", "a b:1");
    private static final List<String> NO_LISTS = List.of("http://h:1", "a:1,,b:1", "a:1,", "a:1;b:1", "a:65536", "a b");
    private static final List<String> NO_RANGES = List.of("haproxy", "10.0.0.0/33", "::1/129", "10.0.0.0/8,", "a,b,c");
    private static final List<String> NO_WEB_URLS = List.of(
            "h", "h:1", "ftp://h", "http://", "http://a b", "http://u:p@h", "http://h:99999", "http://h#x", "%");
    private static final List<String> NO_FILES = List.of("absent.pem", "keys", "damaged.pem", "a\0b", "tls.crt/x");
    private static final List<String> NO_DATABASE_URLS = List.of(
            "h",
            "mysql://u@h/n",
            "postgresql://u@h",
            "postgresql://u@h/",
            "postgresql://u@h/a/b",
            "postgresql://u@/n",
            "postgresql://:p@h/n",
            "postgresql://u:%@h/n",
            "postgresql://u:a b@h/n",
            "postgresql://u@h:99999/n",
            "postgresql://u@h/n?sslmode=require");

    /** Other wrong values, by setting. Settings in none of the lists are free texts, which are never wrong. */
    private static final Map<Setting, List<String>> WRONG = wrongForms();

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

    private static Map<Setting, List<String>> wrongForms() {
        Map<Setting, List<String>> wrong = new HashMap<>();
        SettingRangesTest.numbers().map(Arguments::get).forEach(number -> {
            List<String> forms = new ArrayList<>(NO_NUMBERS);
            forms.add("" + ((int) number[1] - 1));
            if (number[0] != Setting.MAX_FRAME_BYTES) {
                // The upper bound of a frame is that of a message.
                forms.add("" + ((int) number[2] + 1L));
            }
            wrong.put((Setting) number[0], forms);
        });
        SettingRangesTest.TIMES.forEach(setting -> wrong.put(
                setting, Stream.concat(NO_TIMES.stream(), Stream.of("0s")).toList()));
        LifecycleSettingsTest.TIMES.forEach(setting -> wrong.put(setting, NO_TIMES));
        put(wrong, NO_SWITCHES, Setting.PROXY_PROTOCOL, Setting.REDIS_TLS, Setting.REDIS_REQUIRED);
        put(wrong, NO_HOSTS, Setting.MANAGEMENT_HOST, Setting.DATABASE_HOST, Setting.REDIS_HOST);
        put(wrong, NO_ADDRESSES, Setting.ADVERTISED_SERVER);
        put(wrong, NO_LISTS, Setting.DATABASE_REPLICAS, Setting.KAFKA_SERVERS);
        put(wrong, NO_RANGES, Setting.TRUSTED_PROXIES, Setting.TLS_PLAIN_PEERS, Setting.EXEMPT_ADDRESSES);
        put(wrong, NO_WEB_URLS, Setting.TRACING_ENDPOINT, Setting.KEYCLOAK_URL, Setting.KEYCLOAK_DISCOVERY_URL);
        put(wrong, NO_DATABASE_URLS, Setting.DATABASE_URL);
        put(
                wrong,
                NO_FILES,
                Setting.PUBLIC_KEY,
                Setting.TLS_CERTIFICATE,
                Setting.TLS_KEY,
                Setting.TLS_CLIENT_CA,
                Setting.REDIS_CA);
        put(wrong, List.of("verbose", "silly", "http", "warning", "5"), Setting.LOG_LEVEL);
        put(wrong, List.of("xml", "true"), Setting.LOG_FORMAT);
        put(wrong, List.of("on", "none"), Setting.TLS_CLIENT_CERTIFICATE);
        put(wrong, List.of("ou", "cn,dns"), Setting.TLS_CLIENT_NAME);
        put(wrong, List.of("drop", "true", "keep close"), Setting.EXPIRED_TOKENS);
        put(wrong, List.of("-0.1", "1.1", "NaN", "1%", "0.5f", "0x1p-1", "half"), Setting.TRACING_SAMPLING);
        put(wrong, List.of("a b", ".", "..", "a/b", "x".repeat(250)), Setting.KAFKA_TOPIC);
        put(wrong, List.of("a b", "a*", "x".repeat(33)), Setting.REDIS_PREFIX);
        return wrong;
    }

    private static void put(Map<Setting, List<String>> wrong, List<String> forms, Setting... settings) {
        for (Setting setting : settings) {
            wrong.put(setting, forms);
        }
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
        boolean tls = setting.name().startsWith("TLS_");
        Others others = directory -> everything(directory, tls);
        assertThat(good(setting, others).problemsIfAny()).isEmpty();
        check(setting, others);
    }

    private interface Others {
        Variables in(Path directory);
    }

    private void check(Setting setting, Others others) {
        List<String> right = good(setting, others).problemsIfAny();
        for (String form : WRONG.getOrDefault(setting, List.of())) {
            checkOneLine(setting.variable(), form, good(setting, others).with(setting, form), right);
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
    private static void checkOneLine(String variable, String form, Variables variables, List<String> right) {
        Map<Boolean, List<String>> problems = variables.problems().stream()
                .collect(Collectors.partitioningBy(line -> line.startsWith(variable + ": ")));

        assertThat(problems.get(true))
                .as("%s=%s", variable, form)
                .singleElement()
                .asString()
                .doesNotEndWith("is not set");
        assertThat(right).as("%s=%s", variable, form).containsAll(problems.get(false));
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
        return variables.with(setting, goodValue(setting));
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
                .filter(setting -> tls || !setting.name().startsWith("TLS_"))
                .forEach(setting -> variables.with(setting, goodValue(setting)));
        return variables;
    }

    /** Returns a good value. Settings that bound each other fit together, but do not fit the other's default. */
    private static String goodValue(Setting setting) {
        return switch (setting) {
            case DATABASE_URL -> "postgresql://u@h/n";
            case DATABASE_HOST, REDIS_HOST -> "h";
            case DATABASE_REPLICAS, KAFKA_SERVERS, ADVERTISED_SERVER -> "a:1";
            case TRACING_ENDPOINT, KEYCLOAK_URL, KEYCLOAK_DISCOVERY_URL -> "https://h";
            case REDIS_TLS, PROXY_PROTOCOL -> "on";
            case REDIS_CA, TLS_CLIENT_CA -> "ca.crt";
            case TLS_CERTIFICATE -> "tls.crt";
            case TLS_KEY -> "tls.key";
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
