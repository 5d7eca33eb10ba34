package org.oisp.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisAddress;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisClusterNodes;
import org.oisp.gateway.server.redis.RedisPlaceSettings.RedisSentinels;
import org.oisp.gateway.server.redis.RedisSettings;
import org.oisp.gateway.server.secret.Password;

/** Where Redis is: one address, Sentinels or a cluster, and what does not go together. */
class RedisPlaceFormsTest {

    @TempDir
    private Path directory;

    private Variables variables;

    @BeforeEach
    void start() {
        variables = Variables.ownForm(directory).without("GATEWAY_REDIS_HOST");
    }

    @Test
    void readsSentinels() {
        variables
                .with(Setting.REDIS_SENTINELS, "one:1, two")
                .with(Setting.REDIS_MASTER, "gateways")
                .with(Setting.REDIS_SENTINEL_USERNAME, "asker")
                .with(Setting.REDIS_SENTINEL_PASSWORD, "secret-sentinel")
                .with(Setting.REDIS_TLS, "on");

        RedisSettings redis = variables.read().neighbours().redis();
        assertThat(redis.place())
                .isEqualTo(new RedisSentinels(
                        List.of(new RedisAddress("one", 1), new RedisAddress("two", 26_379)),
                        "gateways",
                        "asker",
                        new Password("secret-sentinel"),
                        true));
        assertThat(redis.where()).isEqualTo("gateways by Sentinels one:1,two:26379");
        assertThat(redis.toString()).doesNotContain("secret-sentinel");

        variables.with(Setting.REDIS_SENTINEL_TLS, "off");
        assertThat(((RedisSentinels) variables.read().neighbours().redis().place()).tls())
                .isFalse();
    }

    @Test
    void readsNodesOfACluster() {
        variables.with(Setting.REDIS_CLUSTER, "one,[::1]:7000,one:6379").with(Setting.REDIS_EVENTS, "{oisp-gateway}e");

        RedisSettings redis = variables.read().neighbours().redis();
        assertThat(redis.place())
                .isEqualTo(
                        new RedisClusterNodes(List.of(new RedisAddress("one", 6379), new RedisAddress("::1", 7000))));
        assertThat(redis.where()).isEqualTo("cluster one:6379,[::1]:7000");
    }

    @Test
    void takesThePasswordOfTheOriginalsForm() {
        variables
                .with(Variables.ROOT, "{\"redisConfig\":{\"password\":\"secret-redis\"}}")
                .with(Setting.REDIS_CLUSTER, "one");

        assertThat(variables.read().neighbours().redis().password()).isEqualTo(new Password("secret-redis"));
    }

    @Test
    void refusesTwoPlaces() {
        variables
                .with(Setting.REDIS_HOST, "redis")
                .with(Setting.REDIS_SENTINELS, "one")
                .with(Setting.REDIS_MASTER, "m");
        assertThat(variables.problems())
                .containsExactly(
                        "GATEWAY_REDIS_SENTINELS: is set, and so is GATEWAY_REDIS_HOST: Redis is at one address,"
                                + " or where Sentinels say, or in a cluster; remove one of them");

        variables.without("GATEWAY_REDIS_HOST").with(Setting.REDIS_CLUSTER, "one");
        assertThat(variables.problems())
                .singleElement()
                .asString()
                .startsWith("GATEWAY_REDIS_CLUSTER: is set, and so is GATEWAY_REDIS_SENTINELS: ");

        variables
                .without("GATEWAY_REDIS_SENTINELS")
                .without("GATEWAY_REDIS_MASTER")
                .with(Variables.ROOT, "{\"redisConfig\":{\"hostname\":\"redis\"}}");
        assertThat(variables.problems())
                .singleElement()
                .asString()
                .startsWith("GATEWAY_REDIS_CLUSTER: is set, and so is " + Variables.ROOT + ", redisConfig.hostname: ");
    }

    @Test
    void refusesSentinelsWithoutTheirMasterAndTheReverse() {
        variables.with(Setting.REDIS_SENTINELS, "one").with(Setting.REDIS_PORT, "1");
        assertThat(variables.problems())
                .containsExactlyInAnyOrder(
                        "GATEWAY_REDIS_MASTER: is not set, but GATEWAY_REDIS_SENTINELS is",
                        "GATEWAY_REDIS_PORT: is set, but GATEWAY_REDIS_HOST is not");

        variables
                .without("GATEWAY_REDIS_SENTINELS")
                .without("GATEWAY_REDIS_PORT")
                .with(Setting.REDIS_HOST, "redis")
                .with(Setting.REDIS_MASTER, "gateways")
                .with(Setting.REDIS_SENTINEL_PASSWORD, "x")
                .with(Setting.REDIS_SENTINEL_TLS, "on");
        assertThat(variables.problems())
                .containsExactlyInAnyOrder(
                        "GATEWAY_REDIS_MASTER: is set, but GATEWAY_REDIS_SENTINELS is not",
                        "GATEWAY_REDIS_SENTINEL_PASSWORD: is set, but GATEWAY_REDIS_SENTINELS is not",
                        "GATEWAY_REDIS_SENTINEL_TLS: is set, but GATEWAY_REDIS_SENTINELS is not");

        variables.without("GATEWAY_REDIS_HOST").with(Setting.REDIS_SENTINELS, "one");
        assertThat(variables.problems())
                .containsExactly("GATEWAY_REDIS_SENTINEL_TLS: is on, but GATEWAY_REDIS_TLS is not");
    }

    @Test
    void refusesAStreamInAnotherSlot() {
        variables.with(Setting.REDIS_CLUSTER, "one").with(Setting.REDIS_EVENTS, "connections");
        assertThat(variables.problems())
                .singleElement()
                .asString()
                .startsWith("GATEWAY_REDIS_EVENTS: is in another slot")
                .contains("write {oisp-gateway}connections, ");
    }

    @Test
    void refusesACertificateWithoutItsKeyAndFilesWithoutTls() {
        variables
                .with(Setting.REDIS_HOST, "redis")
                .with(Setting.REDIS_TLS, "on")
                .with(Setting.REDIS_CERTIFICATE, variables.write("own.crt", "x"));
        assertThat(variables.problems())
                .containsExactly("GATEWAY_REDIS_KEY: is not set, but GATEWAY_REDIS_CERTIFICATE is");

        variables.with(Setting.REDIS_KEY, "absent").without("GATEWAY_REDIS_CERTIFICATE");
        assertThat(variables.problems()).contains("GATEWAY_REDIS_CERTIFICATE: is not set, but GATEWAY_REDIS_KEY is");

        variables.without("GATEWAY_REDIS_TLS");
        assertThat(variables.problems())
                .containsExactly("GATEWAY_REDIS_KEY: \"absent\" has no effect, since GATEWAY_REDIS_TLS is not on");
    }
}
