package org.oisp.gateway.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.lang.management.ManagementFactory;

/** Registers meters of the process: memory, threads, processors, uptime, open files, garbage collector and Netty's buffers. */
public final class JvmMeters implements AutoCloseable {

    private static final String ALLOCATOR = "Bytes that Netty's allocator holds, in use or cached";

    /** These two listen to JVM notifications and must be closed. */
    private final JvmGcMetrics collector = new JvmGcMetrics();

    private final JvmHeapPressureMetrics pressure = new JvmHeapPressureMetrics();

    public JvmMeters(MeterRegistry meters) {
        for (MeterFilter correction : corrections()) {
            meters.config().meterFilter(correction);
        }
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        bindProcessors(meters);
        new UptimeMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
        collector.bindTo(meters);
        pressure.bindTo(meters);
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider allocator) {
            new NettyAllocatorMetrics(allocator).bindTo(meters);
        }
    }

    /** Registers replacements for the two meters that {@code corrections} denies. */
    private static void bindProcessors(MeterRegistry meters) {
        new ProcessorMetrics().bindTo(meters);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            FunctionCounter.builder("process.cpu", system, process -> process.getProcessCpuTime() / 1e9)
                    .description("CPU time used by the process")
                    .baseUnit("seconds")
                    .register(meters);
        }
        Gauge.builder("system.cpus", Runtime.getRuntime(), Runtime::availableProcessors)
                .description("Processors available to the process")
                .register(meters);
    }

    /**
     * Returns filters for library meters that promtool rejects: a counter in nanoseconds, a gauge whose name ends like a counter, and one
     * without a description.
     */
    private static MeterFilter[] corrections() {
        MeterFilter help = new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().startsWith("netty.allocator.") && id.getDescription() == null
                        ? new Meter.Id(id.getName(), Tags.of(id.getTags()), id.getBaseUnit(), ALLOCATOR, id.getType())
                        : id;
            }
        };
        return new MeterFilter[] {
            help, MeterFilter.denyNameStartsWith("process.cpu.time"), MeterFilter.denyNameStartsWith("system.cpu.count")
        };
    }

    @Override
    public void close() {
        collector.close();
        pressure.close();
    }
}
