package org.oisp.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.oisp.gateway.cluster.bus.Announcement;
import org.oisp.gateway.cluster.bus.BusEvents;
import org.oisp.gateway.cluster.bus.BusLink;
import org.oisp.gateway.cluster.bus.BusListener;
import org.oisp.gateway.cluster.trust.ClusterKeys;
import org.oisp.gateway.cluster.trust.ClusterTrust;
import org.oisp.gateway.cluster.trust.DatabaseClock;
import org.oisp.gateway.cluster.trust.TrustSettings;
import org.oisp.gateway.cluster.trust.UnsignedPolicy;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.it.support.TestGateway;
import org.oisp.gateway.it.support.TestRedis;
import org.oisp.gateway.operations.presence.PresenceEvents;
import org.oisp.gateway.protocol.ByteSlice;
import org.oisp.gateway.server.config.Configuration;
import org.oisp.gateway.server.redis.RedisBus;
import reactor.core.Disposable;

/** No message from Redis, and no failure while handling one, ends the subscription or the link. */
class BusDefectIT {

    private static final DeviceAddress DEVICE =
            new DeviceAddress(new AccountId(UUID.randomUUID()), new DeviceId("lamp"));

    @AutoClose
    private static final TestRedis redis = TestRedis.start();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private volatile BusLink link;

    @Test
    void aMessageAtWhichSomethingFailsIsCountedAndTheNextComes() throws Exception {
        Map<String, String> variables = new HashMap<>(TestGateway.environment(5432));
        variables.putAll(redis.environment());
        RedisBus bus = new RedisBus(
                Configuration.read(variables, Path.of("")).neighbours().redis(),
                UUID.randomUUID().toString(),
                "server",
                believing(),
                new BusEvents(meters),
                new PresenceEvents(meters));
        Disposable run = bus.run(new Defective()).subscribe();
        try {
            await().until(() -> link != null);
            BusLink first = link;
            first.subscribe(List.of(DEVICE)).toCompletableFuture().join();
            for (String odd : List.of("runtime", "stack", "linkage")) {
                redis.publish(DEVICE.toString(), odd);
            }
            for (String odd : List.of("", "x", "[[", "{\"v\":1,\"from\":{}}", "{\"v\":99}", "runtime")) {
                redis.publish("oisp-gateway/all", odd);
                redis.publish("oisp-gateway/questions", odd);
            }
            redis.publish("oisp-gateway/all", "{\"v\":1,\"from\":\"x\",\"n\":1,\"taken\":[]}");
            redis.publish(DEVICE.toString(), "good");

            await().until(() -> received.contains("good"));
            assertThat(meters.get("gateway.redis.defects").counter().count()).isEqualTo(4 + 6);
            assertThat(meters.get("gateway.redis.not.understood").counter().count())
                    .isEqualTo(6);
            assertThat(link).isSameAs(first);
            assertThat(bus.link()).isSameAs(first);
        } finally {
            run.dispose();
            bus.close().block();
        }
    }

    /** Fails on every message except good ones. */
    private final class Defective implements BusListener {
        @Override
        public void linked(BusLink next) {
            link = next;
        }

        @Override
        public void unlinked(BusLink broken) {}

        @Override
        public void received(BusLink by, DeviceAddress device, ByteSlice message) {
            received.add(message.toString());
            switch (message.toString()) {
                case "runtime" -> throw new IllegalStateException("a defect");
                case "stack" -> throw new StackOverflowError();
                case "linkage" -> throw new NoClassDefFoundError("a class");
                default -> {}
            }
        }

        @Override
        public void heard(String server) {}

        @Override
        public void announced(BusLink by, Announcement announcement) {
            throw new IllegalStateException("a defect");
        }

        @Override
        public void asked(BusLink by, ByteSlice question) {
            throw new IllegalStateException("a defect");
        }

        @Override
        public void answered(ByteSlice answer) {}
    }

    /** Returns a trust that accepts unsigned messages. */
    private static ClusterTrust believing() {
        return new ClusterTrust(
                UUID.randomUUID().toString(),
                new TrustSettings("oisp-gateway", UnsignedPolicy.ACCEPT, Duration.ofMinutes(1), Duration.ofSeconds(20)),
                new DatabaseClock(Duration.ofMinutes(1), System::nanoTime),
                new ClusterKeys("oisp-gateway", System::nanoTime));
    }
}
