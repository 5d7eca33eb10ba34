package org.oisp.gateway.benchmark;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Measures the lookup of one device among ten thousand, another one each time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DeviceRegistryBenchmark {

    private final Fleet fleet = new Fleet();
    private final DeviceRegistry registry = fleet.registry();
    private final List<DeviceIdentity> devices = fleet.asNamed();

    /** Finds a device by its key. */
    @Benchmark
    public Mailbox byUid(Turn turn) {
        DeviceIdentity device = devices.get(turn.among(Fleet.DEVICES));
        return Objects.requireNonNull(registry.find(device.uid()));
    }

    /** Finds a device by its account and id. */
    @Benchmark
    public Mailbox byAccountAndId(Turn turn) {
        DeviceIdentity device = devices.get(turn.among(Fleet.DEVICES));
        return Objects.requireNonNull(registry.find(device.account(), device.id()));
    }

    /** Finds a device by its id alone, which is unique here. */
    @Benchmark
    public Mailbox byIdAlone(Turn turn) {
        DeviceIdentity device = devices.get(turn.among(Fleet.DEVICES));
        return registry.find(device.id()).get(0);
    }
}
