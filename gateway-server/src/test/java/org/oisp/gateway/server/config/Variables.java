package org.oisp.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.oisp.gateway.server.config.setting.Setting;

/** An environment, at first the example of PROTOCOL.md, with the key file at its default path. */
final class Variables {

    static final String ROOT = "OISP_WEBSOCKET_SERVER_CONFIG";
    static final String POSTGRES = "OISP_POSTGRES_CONFIG";
    static final String USER = "OISP_WEBSOCKETUSER_CONFIG";

    private static final String PEM = publicKey();

    private long heap = 1L << 40;
    private long direct = 1L << 40;
    private final Path directory;
    private final Map<String, String> variables = new HashMap<>();

    Variables(Path directory) {
        this(directory, PEM);
        with(ROOT, """
                {"postgresConfig":"@@OISP_POSTGRES_CONFIG","websocketUserConfig":"@@OISP_WEBSOCKETUSER_CONFIG",
                  "kafkaConfig":"@@OISP_KAFKA_CONFIG","redisConfig":"@@OISP_REDIS_CONFIG",
                  "keycloakConfig":"@@OISP_KEYCLOAK_CONFIG","uri":""}""");
        with(POSTGRES, """
                {"dbname":"iot","hostname":"postgres","port":"5432","username":"postgres","password":"secret-db",
                  "readHostname":"replica","readPort":"5433","readUsername":"reader","readPassword":"secret-read",
                  "readReplicas":[{"host":"r","port":5434,"username":"r","password":"secret-replica"}],
                  "writeHostname":"main","writePort":5432,"writeUsername":"writer","writePassword":"secret-write"}""");
        with(USER, "{\"username\":\"api_actuator\",\"password\":\"secret-user\"}");
        with("OISP_KAFKA_CONFIG", """
                {"uri":"kafka:9092","topicsHeartbeatName":"heartbeat","topicsHeartbeatInterval":5000}""");
        with("OISP_REDIS_CONFIG", "{\"hostname\":\"redis\",\"port\":\"6379\",\"password\":\"\"}");
        with("OISP_KEYCLOAK_CONFIG", """
                {"auth-server-url":"http://keycloak:4080/keycloak","realm":"OISP","ssl-required":"none",
                  "websocket-server-id":"websocket-server","websocket-server-secret":"secret-client"}""");
        with("PATH", "/usr/bin");
    }

    private Variables(Path directory, String key) {
        this.directory = directory;
        write("keys/public.pem", key);
    }

    /** Returns an environment with nothing but the key file. */
    static Variables none(Path directory) {
        return new Variables(directory, PEM);
    }

    /** Returns an environment of the gateway's own settings, with every neighbour. */
    static Variables ownForm(Path directory) {
        return none(directory)
                .with(Setting.DATABASE_HOST, "db")
                .with(Setting.DATABASE_NAME, "iot")
                .with(Setting.DATABASE_USER, "gateway")
                .with(Setting.DATABASE_PASSWORD, "secret-db")
                .with(Setting.SENDER_USERNAME, "api_actuator")
                .with(Setting.SENDER_PASSWORD, "secret-user")
                .with(Setting.REDIS_HOST, "redis")
                .with(Setting.KAFKA_SERVERS, "kafka:9092")
                .with(Setting.KEYCLOAK_URL, "https://keycloak.example/auth")
                .with(Setting.KEYCLOAK_REALM, "OISP");
    }

    /** Writes a file, like a container's secret; returns its path. */
    String write(String file, String text) {
        try {
            Path path = directory.resolve(file);
            Files.createDirectories(path.getParent());
            return Files.writeString(path, text).toString();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Sets the memory of the process; by default it is more than any setting needs. */
    Variables withMemory(long heapBytes, long directBytes) {
        heap = heapBytes;
        direct = directBytes;
        return this;
    }

    Variables with(String name, String value) {
        variables.put(name, value);
        return this;
    }

    Variables with(Setting setting, String value) {
        return with(setting.variable(), value);
    }

    Variables without(String name) {
        variables.remove(name);
        return this;
    }

    GatewaySettings read() {
        try {
            return Configuration.read(Map.copyOf(variables), directory, heap, direct);
        } catch (ConfigurationException refused) {
            throw new AssertionError(refused.problems().toString(), refused);
        }
    }

    /** Returns the problems, if there are any. */
    List<String> problemsIfAny() {
        try {
            Configuration.read(Map.copyOf(variables), directory, heap, direct);
            return List.of();
        } catch (ConfigurationException refused) {
            return problems();
        }
    }

    /** Returns the problems. Each line names its variable, none comes twice, and none shows a secret. */
    List<String> problems() {
        ConfigurationException refused = catchThrowableOfType(
                ConfigurationException.class, () -> Configuration.read(Map.copyOf(variables), directory, heap, direct));
        assertThat(refused).as("nothing is wrong").isNotNull();
        assertThat(refused.problems())
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allMatch(problem -> problem.matches("((GATEWAY|OISP|VCAP)_[A-Z_]+|PG[A-Z]+): .+"));
        assertThat(refused.getMessage()).doesNotContain("secret").contains(refused.problems());
        return refused.problems();
    }

    private static String publicKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(generator.generateKeyPair().getPublic().getEncoded());
            return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
