package org.oisp.gateway.it.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.regex.Matcher;
import java.util.stream.IntStream;

/** Several gateways, each in its own process, with one database and one Redis. A test may kill, stop and restart them. */
public final class ProcessCluster implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private final Path home;
    private final Map<String, String> environment;
    private final AtomicReferenceArray<Instance> instances;

    private ProcessCluster(Path home, Map<String, String> environment, int count) {
        this.home = home;
        this.environment = environment;
        this.instances = new AtomicReferenceArray<>(count);
    }

    /** An instance and the ports on which it currently listens. */
    private record Instance(GatewayProcess process, URI url, URI management) {}

    /** Starts so many gateways at once; each knows the others when this returns. */
    public static ProcessCluster start(Path home, TestDatabase database, int count, Map<String, String> settings) {
        Map<String, String> environment = TestGateway.environment(database.port());
        environment.putAll(settings);
        // Halves the start time when one machine starts all instances at once.
        environment.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        ProcessCluster cluster = new ProcessCluster(home, environment, count);
        List<GatewayProcess> processes =
                IntStream.range(0, count).mapToObj(cluster::run).toList();
        try {
            for (int i = 0; i < count; i++) {
                cluster.instances.set(i, listening(processes.get(i)));
            }
            for (int i = 0; i < count; i++) {
                int instance = i;
                await().atMost(TIMEOUT)
                        .until(() -> cluster.metric(instance, "gateway_redis_up") == 1
                                && cluster.metric(instance, "gateway_instances") == count);
            }
            return cluster;
        } catch (RuntimeException | Error failed) {
            processes.forEach(GatewayProcess::close);
            throw failed;
        }
    }

    /** Returns the {@code server} value in binding rows of the instance's devices. */
    public static String server(int index) {
        return TestCluster.server(index);
    }

    private GatewayProcess run(int index) {
        Map<String, String> own = new HashMap<>(environment);
        own.put("GATEWAY_ADVERTISED_SERVER", server(index));
        return GatewayProcess.run(home, own, "serve");
    }

    private static Instance listening(GatewayProcess process) {
        Matcher ports = process.awaitLine("listening on port (\\d+) for devices and on .*:(\\d+) for operators");
        return new Instance(
                process,
                URI.create("ws://127.0.0.1:" + ports.group(1) + "/"),
                URI.create("http://127.0.0.1:" + ports.group(2) + "/"));
    }

    public int size() {
        return instances.length();
    }

    public URI url(int index) {
        return instances.get(index).url;
    }

    /** Returns the URL of an instance's management port. */
    public URI management(int index) {
        return instances.get(index).management;
    }

    /** Returns what an instance holds now, after a garbage collection. */
    public HeldResources resources(int index) {
        Instance instance = instances.get(index);
        return HeldResources.of(instance.process.pid(), instance.management);
    }

    public void signal(int index, String name) {
        instances.get(index).process.signal(name);
    }

    /** Waits for its end. */
    public int exitStatus(int index, Duration atMost) {
        return instances.get(index).process.exitStatus(atMost);
    }

    /** Returns the output of an instance that has ended. */
    public List<String> output(int index) {
        return instances.get(index).process.output();
    }

    /** Restarts an instance that has ended; returns as soon as it logs that it listens. */
    public void startAgain(int index) {
        instances.set(index, listening(run(index)));
    }

    /** Returns the value of an instance's meter; 0 if there is no such meter, or the instance does not answer. */
    public double metric(int index, String nameAndTags) {
        try {
            return Scrape.value(instances.get(index).management, nameAndTags);
        } catch (IOException gone) {
            return 0;
        }
    }

    @Override
    public void close() {
        for (int i = 0; i < size(); i++) {
            instances.get(i).process.close();
        }
    }
}
