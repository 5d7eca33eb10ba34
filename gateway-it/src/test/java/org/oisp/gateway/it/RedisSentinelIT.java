package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oisp.gateway.it.support.RedisChecks.words;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oisp.gateway.it.support.LogWatch;
import org.oisp.gateway.it.support.RedisMoves;
import org.oisp.gateway.it.support.TestDatabase;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestPorts;
import org.oisp.gateway.it.support.TestRedis;
import org.oisp.gateway.it.support.TestSentinels;

/** Redis behind three real Sentinels: failovers under load, and what is said of Sentinels that are of no use. */
class RedisSentinelIT {

    private static final System.Logger LOG = System.getLogger("RedisSentinelIT");
    private static final String CHANNEL = "oisp-gateway/all";
    private static final TestDatabase database = TestDatabase.shared();

    @TempDir
    private Path directory;

    private TestSentinels sentinels;

    @AfterEach
    void stop() {
        if (sentinels != null) {
            sentinels.close();
        }
    }

    /** First the master is frozen, then the next one is killed, and then one Sentinel after the other. */
    @Test
    void linksFollowTheMasterAndEachSenderIsToldTheTruth() {
        sentinels = TestSentinels.start(directory);
        sentinels.awaitReady();
        TestRedis first = sentinels.server(sentinels.masterBy(0));
        try (LogWatch log = new LogWatch();
                RedisMoves load = RedisMoves.start(database, sentinels.environment())) {
            assertThat(log.linesWith("connected to Redis at 127.0.0.1:" + first.port()
                            + " (the master gateways by Sentinel 127.0.0.1:"))
                    .hasSize(2);
            load.goOn(5);
            long process = first.freeze();
            TestRedis second;
            try {
                second = follow(load, first, "frozen");
            } finally {
                first.thaw(process);
            }
            // It takes itself for the master until the Sentinels tell it otherwise.
            try (TestGateway fresh = TestGateway.start(database, sentinels.environment())) {
                assertThat(fresh.metric("gateway_redis_up")).isEqualTo(1);
                assertThat(second.<Long>call(
                                redis -> redis.pubsubNumsub(CHANNEL).get(CHANNEL)))
                        .isEqualTo(3);
            }
            load.goOnUntil(() -> RedisMoves.isReplica(first) || sentinels.agreedMaster() == first.port());
            TestRedis agreed = awaitAgreement(load);

            sentinels.awaitReady();
            agreed.kill();
            TestRedis third = follow(load, agreed, "killed");
            assertThat(log.linesWith("reconnected to Redis at 127.0.0.1:" + third.port()))
                    .hasSizeGreaterThanOrEqualTo(2);
            awaitAgreement(load);

            double links = load.gateways().metric("gateway_redis_links_total{outcome=\"done\"}");
            for (int i = 0; i < 3; i++) {
                sentinels.kill(i);
                load.goOn(20);
            }
            assertThat(load.areLinked()).isTrue();
            assertThat(load.gateways().metric("gateway_redis_links_total{outcome=\"done\"}"))
                    .isEqualTo(links);
            load.expectTruth();
            assertThat(load.gateways().get(0).management("/api/events").body())
                    .contains("Redis is there: 127.0.0.1:" + first.port() + " (the master gateways by Sentinel ")
                    .contains("Redis is back: 127.0.0.1:" + third.port() + " (the master gateways by Sentinel ");
        }
    }

    /** A Sentinel may begin a failover of its own, so that the master is another one by now. */
    private TestRedis awaitAgreement(RedisMoves load) {
        int[] agreed = {0};
        load.goOnUntil(() -> {
            agreed[0] = sentinels.agreedMaster();
            return agreed[0] > 0 && RedisMoves.bothHear(sentinels.server(agreed[0]), CHANNEL) && load.areLinked();
        });
        return sentinels.server(agreed[0]);
    }

    private TestRedis follow(RedisMoves load, TestRedis before, String what) {
        long[] decided = {0};
        TestRedis[] next = {null};
        load.goOnUntil(() -> {
            int master = sentinels.masterBy(0);
            if (master == before.port()) {
                return false;
            }
            if (next[0] == null || next[0].port() != master) {
                decided[0] = System.nanoTime();
                next[0] = sentinels.server(master);
            }
            return RedisMoves.bothHear(next[0], CHANNEL) && load.areLinked();
        });
        LOG.log(
                System.Logger.Level.INFO,
                "master " + what + ": both gateways are at the next "
                        + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - decided[0])
                        + " ms after a Sentinel names it; " + load.outcomes());
        return next[0];
    }

    @Test
    void saysWhatIsWrongAtTheSentinels() {
        sentinels = TestSentinels.start(directory, "user default off", "user gateway on >secret-sentinel " + rights());
        Map<String, String> settings = sentinels.environment();
        assertThat(words(settings))
                .startsWith("no Sentinel names the master gateways: Sentinel 127.0.0.1:" + sentinels.port(0) + ": ")
                .contains("NOAUTH");
        settings.put("GATEWAY_REDIS_SENTINEL_USERNAME", "gateway");
        settings.put("GATEWAY_REDIS_SENTINEL_PASSWORD", "secret-guess");
        assertThat(words(settings)).contains("WRONGPASS").doesNotContain("secret-guess");
        settings.put("GATEWAY_REDIS_SENTINEL_PASSWORD", "secret-sentinel");
        assertThat(words(settings))
                .matches("Redis [\\d.]+ subscribes, publishes and counts subscribers; 127\\.0\\.0\\.1:"
                        + sentinels.firstMaster()
                        + " \\(the master gateways by Sentinel 127\\.0\\.0\\.1:\\d+\\)");
        settings.put("GATEWAY_REDIS_MASTER", "others");
        assertThat(words(settings)).contains("it monitors no master of the name others");
        settings.put("GATEWAY_REDIS_MASTER", "gateways");
        String none = "127.0.0.1:" + TestPorts.free();
        settings.put("GATEWAY_REDIS_SENTINELS", none);
        assertThat(words(settings))
                .isEqualTo("no Sentinel names the master gateways: Sentinel " + none
                        + ": connection refused, or blocked by a firewall");
        settings.put("GATEWAY_REDIS_SENTINELS", none + "," + sentinels.addresses());
        assertThat(words(settings))
                .endsWith("; of no use: Sentinel " + none + ": connection refused, or blocked by a firewall");
        try (TestRedis redis = TestRedis.start()) {
            settings.put("GATEWAY_REDIS_SENTINELS", "127.0.0.1:" + redis.port());
            settings.remove("GATEWAY_REDIS_SENTINEL_USERNAME");
            settings.remove("GATEWAY_REDIS_SENTINEL_PASSWORD");
            assertThat(words(settings)).endsWith(": it is no Redis Sentinel");
        }
    }

    private static String rights() {
        return Documents.lines("docs/clustering.md").stream()
                .filter(line -> line.contains("`-@all +sentinel"))
                .map(line -> line.replaceAll(".*`(-@all \\+sentinel[^`]*)`.*", "$1"))
                .findFirst()
                .orElseThrow();
    }
}
