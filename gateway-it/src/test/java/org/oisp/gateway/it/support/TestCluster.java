package org.oisp.gateway.it.support;

import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Several gateways in this process, with one database and one Redis. */
public final class TestCluster implements AutoCloseable {

    private final List<TestGateway> gateways = new ArrayList<>();

    private TestCluster() {}

    /** Starts so many gateways, and waits until each has reached Redis. */
    public static TestCluster start(TestDatabase database, int count, Map<String, String> settings) {
        return start(database, count, instance -> settings);
    }

    /** Does the same with settings for each. */
    public static TestCluster start(TestDatabase database, int count, IntFunction<Map<String, String>> settings) {
        TestCluster cluster = new TestCluster();
        for (int i = 0; i < count; i++) {
            Map<String, String> own = new HashMap<>(settings.apply(i));
            own.put("GATEWAY_ADVERTISED_SERVER", server(i));
            cluster.gateways.add(TestGateway.start(database, own));
        }
        cluster.awaitLinked();
        return cluster;
    }

    /** Returns the {@code server} value in binding rows of a gateway's devices. */
    public static String server(int index) {
        return "gateway-" + index + ":5000";
    }

    public TestGateway get(int index) {
        return gateways.get(index);
    }

    public void awaitLinked() {
        await().atMost(Client.TIMEOUT)
                .until(() -> gateways.stream().allMatch(gateway -> gateway.metric("gateway_redis_up") == 1));
    }

    /** Returns a meter's sum over all gateways. */
    public double metric(String nameAndTags) {
        return gateways.stream()
                .mapToDouble(gateway -> gateway.metric(nameAndTags))
                .sum();
    }

    @Override
    public void close() {
        gateways.forEach(TestGateway::close);
    }
}
